//go:build unix

package main

import (
	"bytes"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// An interrupt prints what there is, says that it is not all, and leaves no files.
func TestInterruptedTrials(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("raftlab", "trials", "common-job", "-n", "1000000000", "--result", "r.json", "--samples", "s.csv")
	var out, said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(names(t, dir)) < 2 { // the files are begun just before the trials
		runtime.Gosched()
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := code(cmd.Wait()); got != 130 || said.String() != "raftlab: interrupted\n" {
		t.Errorf("exit code %d, want 130; it said %q", got, said.String())
	}
	if !strings.Contains(out.String(), "PARTIAL: interrupted after ") || !strings.Contains(out.String(), " of 1,000,000,000 trials") {
		t.Errorf("it printed\n%s", out.String())
	}
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("%q were left behind", left)
	}
}
