//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// begin runs a scenario that prints far more than a pipe holds, with a trace in a new directory, up to
// where its output is full.
func begin(t *testing.T, until string) (cmd *exec.Cmd, out *os.File, dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "long.yaml"), []byte("name: long\ncluster: {nodes: 9}\nuntil: "+until+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command("raftlab", "run", "long.yaml", "--verbose", "--trace", "long.trace")
	cmd.Dir, cmd.Stderr = dir, new(strings.Builder)
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	cmd.Stdout = in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	if _, err := bufio.NewReaderSize(out, 16).ReadByte(); err != nil {
		t.Fatal(err)
	}
	if entries := names(t, dir); len(entries) != 2 {
		t.Fatalf("while it runs there are %q, want the scenario and a temporary file", entries)
	}
	return cmd, out, dir
}

func names(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func code(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// An interrupt stops a run soon, not at its end, and leaves nothing behind.
func TestInterrupt(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		cmd, out, dir := begin(t, "3600s") // 100 MB, if it ran to the end
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		told, err := io.ReadAll(io.LimitReader(out, 20e6))
		if err != nil || len(told) == 20e6 {
			t.Errorf("%v: it went on for %d bytes: %v", signal, len(told), err)
		}
		if !strings.HasSuffix(string(told), "end: interrupted, this is not the whole run\n") {
			t.Errorf("%v: the last that it tells is %q", signal, told[max(0, len(told)-200):])
		}
		if got := code(cmd.Wait()); got != 130 {
			t.Errorf("%v: exit code %d, want 130", signal, got)
		}
		if said := cmd.Stderr.(*strings.Builder).String(); said != "raftlab: interrupted\n" {
			t.Errorf("%v: it said %q", signal, said)
		}
		if left := names(t, dir); len(left) != 1 || left[0] != "long.yaml" {
			t.Errorf("%v: %q were left behind", signal, left)
		}
	}
}

func TestClosedPipeStillWritesTheTrace(t *testing.T) {
	cmd, out, dir := begin(t, "60s")
	out.Close()
	if got := code(cmd.Wait()); got != 0 {
		t.Errorf("exit code %d, want 0", got)
	}
	if left := names(t, dir); len(left) != 2 || left[0] != "long.trace" {
		t.Errorf("%q are there, want the scenario and the trace", left)
	}
	if err := exec.Command("raftlab", "check", filepath.Join(dir, "long.trace")).Run(); err != nil {
		t.Errorf("the trace is not whole: %v", err)
	}
}
