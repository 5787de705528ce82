package journal

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// The test program also is a process that writes to a journal: TEST NAME FILE COUNT.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "-append" {
		name, path, _ := strings.Cut(os.Args[2], "=")
		for i := range 50 {
			if err := Append(path, entry(name, i, os.Args[3])); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
		return
	}
	os.Exit(m.Run())
}

func entry(args ...any) Entry {
	e := Entry{Time: time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC), Took: time.Millisecond, Dir: "/lab", Exit: 1}
	for _, arg := range args {
		e.Args = append(e.Args, fmt.Sprint(arg))
	}
	return e
}

func read(t *testing.T, path string) []Entry {
	t.Helper()
	entries, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestWhatIsAppendedIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if entries := read(t, path); len(entries) != 0 {
		t.Errorf("a file that does not exist holds %v", entries)
	}
	want := []Entry{entry("etcdctl", "put", "a b", "线\n\x00"), entry("ls"), entry("etcdctl", strings.Repeat("x", 1<<20))}
	for _, e := range want {
		if err := Append(path, e); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, path); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %.200v", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %v: %v; others could read passwords", info.Mode(), err)
	}
}

// Several processes, each with more than one write of a page, lose nothing and mix nothing.
func TestProcessesAppendAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the lab is for Linux and macOS")
	}
	path := filepath.Join(t.TempDir(), "journal")
	long := strings.Repeat("long ", 2000)
	var all sync.WaitGroup
	for p := range 4 {
		all.Go(func() {
			out, err := exec.Command(os.Args[0], "-append", fmt.Sprintf("p%d=%s", p, path), long).CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	all.Wait()
	next := map[string]int{}
	entries := read(t, path)
	for _, e := range entries {
		name := e.Args[0]
		if e.Args[1] != fmt.Sprint(next[name]) || e.Args[2] != long {
			t.Fatalf("after %d entries of %s: %.80v", next[name], name, e.Args)
		}
		next[name]++
	}
	if len(entries) != 200 || len(next) != 4 {
		t.Errorf("%d entries of %d processes, want 200 of 4", len(entries), len(next))
	}
}

// A write that a crash cut short, anywhere, costs that entry only.
func TestTornLine(t *testing.T) {
	var whole bytes.Buffer
	path := filepath.Join(t.TempDir(), "whole")
	if err := Append(path, entry("torn", "{}", 1)); err != nil {
		t.Fatal(err)
	}
	line, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	whole.Write(line)
	for cut := 1; cut < whole.Len(); cut++ {
		path := filepath.Join(t.TempDir(), "journal")
		if err := Append(path, entry("before")); err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			t.Fatal(err)
		}
		file.Write(line[:cut])
		file.Close()
		if got := read(t, path); len(got) != 1 {
			t.Fatalf("%q at the end was read as %v", line[:cut], got[1:])
		}
		if err := Append(path, entry("after")); err != nil {
			t.Fatal(err)
		}
		got := read(t, path)
		if len(got) < 2 || got[0].Args[0] != "before" || got[len(got)-1].Args[0] != "after" {
			t.Fatalf("%q in the middle: %v", line[:cut], got)
		}
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	dir := t.TempDir()
	if err := Append(dir, entry("x")); err == nil || !strings.HasPrefix(err.Error(), dir+": ") {
		t.Errorf("append to a directory: %v", err)
	}
	if _, err := Read(dir); err == nil || !strings.HasPrefix(err.Error(), dir+": ") {
		t.Errorf("read a directory: %v", err)
	}
	if err := Append("/dev/full", entry("x")); err == nil || !strings.Contains(err.Error(), "/dev/full: ") {
		if _, missing := os.Stat("/dev/full"); missing == nil {
			t.Errorf("append to a full disk: %v", err)
		}
	}
}

// FuzzDecode: whatever a file holds, reading it neither fails nor invents, and what is appended to it is read.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-22T23:00:00Z","took_ns":5,"cwd":"/","argv":["ls"],"exit":0}` + "\n{\"ti"))
	f.Add([]byte("\n\n[]\nnull\n{}\n{\"argv\":[\"x\"]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(data, []byte{'\n'}); len(entries) > lines {
			t.Fatalf("%d entries in %d lines", len(entries), lines)
		}
		path := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Append(path, entry("last")); err != nil {
			t.Fatal(err)
		}
		after := read(t, path)
		if len(after) == 0 || after[len(after)-1].Args[0] != "last" || len(after) < len(entries)+1 {
			t.Fatalf("%d entries, after appending one %d", len(entries), len(after))
		}
	})
}
