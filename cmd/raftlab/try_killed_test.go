//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A raftlab try that is killed leaves none of its programs behind. Each program has the same pipe open for writing as long as
// it lives, so the pipe ends with the last of them.
func TestAKilledTryLeavesNoProgram(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "alive")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := os.OpenFile(pipe, os.O_RDWR, 0) // until raftlab is dead: there may be moments without a program
	if err != nil {
		t.Fatal(err)
	}
	alive, err := os.Open(pipe)
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	cmd := exec.Command("raftlab", "try", "--seeds", "100000", filepath.Join(myRaft(t), "my-raft"), "holds a pipe")
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(alive)
	for range 20 { // programs that have started
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Process.Kill()
	cmd.Wait()
	held.Close()
	alive.SetReadDeadline(time.Now().Add(5 * time.Minute)) // if the system can: else the test's own limit ends it
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Error("there are programs still: ", err)
	}
}
