//go:build unix

package program

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// The journal has what was typed, not what was run.
func TestJournal(t *testing.T) {
	h := newHome(t, 1)
	run(t, h, shell(h), "ls", "/etc/kubernetes/none")
	run(t, h, shell(h), "etcdctl", "--cert=/etc/kubernetes/none", "get", "foo", "bar", "baz")
	run(t, h, shell(h), "etcdutl", "version")
	all := entries(t, h)
	var lines []string
	for _, e := range all {
		lines = append(lines, fmt.Sprint(e.Args, e.Exit))
		if e.Dir != h.Path || e.Took <= 0 || e.Time.IsZero() {
			t.Errorf("%+v", e)
		}
	}
	want := "[ls /etc/kubernetes/none] 2\n[etcdctl --cert=/etc/kubernetes/none get foo bar baz] 128\n[etcdutl version] 0"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The child of a command is part of it.
func TestThePlainProgramIsNotJournaled(t *testing.T) {
	h := newHome(t, 1)
	got := run(t, h, append(shell(h), plainVariable+"=1"), "etcdctl", "version")
	if got.code != 0 || len(entries(t, h)) != 0 {
		t.Errorf("%+v, %v", got, entries(t, h))
	}
}

// Each remark is made once in a shell, in the shell's language; what is out of date is said each time.
func TestRemarks(t *testing.T) {
	h := newHome(t, 1)
	env := append(shell(h), "ETCDCTL_API=3")
	first, second := run(t, h, env, "etcdctl", "version"), run(t, h, env, "etcdctl", "version")
	if !strings.HasPrefix(first.err, "raftlab: ETCDCTL_API is obsolete") || second.err != "" {
		t.Errorf("first %q, then %q", first.err, second.err)
	}
	ls := run(t, h, env, "ls", "/etc/kubernetes", "/var/lib/etcd")
	if strings.Count(ls.err, "raftlab: in this shell /etc/kubernetes and /var/lib/etcd are below "+h.Path) != 1 {
		t.Errorf("%q", ls.err)
	}
	if again := run(t, h, env, "ls", "/etc/kubernetes"); strings.Contains(again.err, "raftlab: ") {
		t.Errorf("said twice: %q", again.err)
	}
	for _, c := range []struct {
		lang, line string
		code       int
		want       []string
	}{
		{"", "etcdctl snapshot save --encrypt backup/s.db", 1, []string{"unknown flag: --encrypt", "no version of etcdctl has --encrypt", "\n           etcdctl snapshot save backup/s.db\n", "raftlab lab snapshot encrypt backup/s.db\n"}},
		{"zh", "etcdctl snapshot save --encrypt backup/s.db", 1, []string{"unknown flag: --encrypt", "任何版本的 etcdctl 都没有 --encrypt", "raftlab lab snapshot encrypt backup/s.db\n"}},
		{"", "etcdctl --cacert=/etc/kubernetes/ca snapshot restore s.db --data-dir=/var/lib/etcd", 1, []string{"unknown flag: --data-dir", "\n           etcdutl snapshot restore s.db --data-dir=/var/lib/etcd\n", "raftlab lab snapshot verify s.db\n"}},
		{"zh", "etcdctl snapshot restore s.db --data-dir=/var/lib/etcd", 1, []string{"移到了 etcdutl", "\n           etcdutl snapshot restore s.db --data-dir=/var/lib/etcd\n"}},
		{"", "etcdctl snapshot status s.db", 0, []string{"its exit code 0 says nothing", "etcdutl snapshot status s.db -w table", "raftlab lab snapshot verify s.db"}},
		{"zh", "etcdctl -w table snapshot status s.db", 0, []string{"退出码 0 并不说明", "etcdutl snapshot status s.db -w table"}},
		{"", "etcdutl snapshot status none.db", 1, []string{"raftlab lab snapshot verify FILE"}},
	} {
		for range 2 {
			got := run(t, h, append(shell(h), "RAFTLAB_LANG="+c.lang), strings.Fields(c.line)...)
			for _, want := range c.want {
				if !strings.Contains(got.err, want) {
					t.Errorf("%s in %q: %q is missing in\n%s", c.line, c.lang, want, got.err)
				}
			}
			if got.code != c.code {
				t.Errorf("%s: exit code %d, want %d as everywhere", c.line, got.code, c.code)
			}
		}
	}
}

// A restore that fails leaves a directory that stops the next one; the student is told how to go on.
func TestFailedRestore(t *testing.T) {
	h := newHome(t, 1)
	if err := os.WriteFile(filepath.Join(h.Path, "bad.db"), make([]byte, 8192), 0o600); err != nil {
		t.Fatal(err)
	}
	restore := strings.Fields("etcdutl snapshot restore bad.db --data-dir=/var/lib/etcd")
	half := run(t, h, shell(h), restore...)
	if half.code == 0 || !strings.Contains(half.err, "\n           rm -r "+h.Path+"/var/lib/etcd\n") {
		t.Errorf("%+v", half)
	}
	next := run(t, h, shell(h), restore...)
	if next.code == 0 || !strings.Contains(next.err, "holds data") || strings.Contains(next.err, "incomplete") {
		t.Errorf("%+v", next)
	}
}

// beginCat starts cat, which ends when it is told to, and returns when it runs.
func beginCat(t *testing.T) (cmd *exec.Cmd, out *bufio.Reader, journaled func() []string) {
	t.Helper()
	h := newHome(t, 1)
	cmd = exec.Command(filepath.Join(h.Bin(), "cat"))
	cmd.Args[0], cmd.Dir, cmd.Env = "cat", h.Path, shell(h)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // away from the terminal
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Process.Kill(); cmd.Wait() })
	out = bufio.NewReader(stdout)
	io.WriteString(in, "ready\n")
	if line, err := out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return cmd, out, func() (lines []string) {
		for _, e := range entries(t, h) {
			lines = append(lines, fmt.Sprint(e.Args, e.Exit))
		}
		return lines
	}
}

// A signal sent to this process reaches the program; how it ended is passed on, and in the journal.
func TestSignals(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(s) { // as under nohup: then it is to end nothing
			t.Logf("%v is ignored here", s)
			continue
		}
		cmd, out, journaled := beginCat(t)
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if _, err := out.ReadString('\n'); err != io.EOF {
			t.Errorf("%v: cat goes on: %v", s, err)
		}
		cmd.Wait()
		if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != s {
			t.Errorf("%v: ended with %v", s, cmd.ProcessState)
		}
		if got, want := fmt.Sprint(journaled()), fmt.Sprintf("[[cat] %d]", 128+int(s)); got != want {
			t.Errorf("%v: the journal has %s, want %s", s, got, want)
		}
	}
}

// When this process is killed, the program does not go on unseen.
func TestKilled(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a child with its parent")
	}
	cmd, out, _ := beginCat(t)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.ReadString('\n'); err != io.EOF { // its end of the pipe is closed
		t.Errorf("cat goes on: %v", err)
	}
}

// The lab is gone, or its journal cannot be written: the program runs all the same.
func TestBrokenLab(t *testing.T) {
	h := newHome(t, 1)
	if err := os.Mkdir(h.Journal(), 0o700); err != nil {
		t.Fatal(err)
	}
	got := run(t, h, shell(h), "etcdctl", "version")
	if got.code != 0 || !strings.Contains(got.out, "etcdctl version") || !strings.Contains(got.err, "journal") {
		t.Errorf("no journal: %+v", got)
	}
	gone := append(shell(h), "RAFTLAB_DIR="+t.TempDir())
	got = run(t, h, gone, "etcdctl", "version")
	if got.code != 0 || !strings.Contains(got.out, "etcdctl version") || !strings.Contains(got.err, "raftlab lab up") {
		t.Errorf("no lab: %+v", got)
	}
}

// The system's program is the next one on the PATH that is not this one, under whatever name.
func TestToolsFindTheSystemsProgram(t *testing.T) {
	h := newHome(t, 1)
	other := t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(other, "cat")); err != nil {
		t.Fatal(err)
	}
	env := append(shell(h), "PATH="+strings.Join([]string{h.Bin(), other, "/no/such", os.Getenv("PATH")}, ":"))
	if err := os.WriteFile(filepath.Join(h.Path, "text"), []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, h, env, "cat", "text"); got.out != "hello\n" {
		t.Errorf("%+v", got)
	}
	if got := run(t, h, append(env, "PATH="+h.Bin()), "cat", "text"); got.code != 127 || !strings.Contains(got.err, "no other cat") {
		t.Errorf("without one: %+v", got)
	}
	outside := []string{"PATH=" + h.Bin() + ":" + os.Getenv("PATH")}
	if got := run(t, h, outside, "cat", "/etc/kubernetes/pki/none"); !strings.Contains(got.err, "/etc/kubernetes/pki/none") || strings.Contains(got.err, h.Path) {
		t.Errorf("outside the shell: %+v", got)
	}
}
