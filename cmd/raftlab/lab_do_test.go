//go:build linux || darwin

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"raftlab/lab/labdir"
)

// Ctrl-C in the middle of an exercise ends it with exit code 130 and leaves nothing half done: the lab has its
// data and its members, and the exercise can be done again.
func TestInterruptedExercise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		members int
		id      string
		at      string // the line at which it is interrupted
	}{
		{1, "snapshot-restore", "$ etcdctl snapshot restore"},                                     // there is no data directory
		{1, "data-deleted", "$ test -d /var/lib/etcd"},                                            // nor a copy of what was in it
		{3, "member-replace", "$ etcdctl member add"},                                             // there are two members
		{3, "disruptive-rejoin", "$ sleep 1"},                                                     // a member is cut off
		{3, "force-new-cluster", "$ etcdctl --endpoints=https://192.168.128.11:2379 member list"}, // there is no quorum, for good
	} {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && c.members > 1 {
				t.Skip("a lab with three members takes its time")
			}
			lab := startLab(t, c.members)
			lab.interrupts(t, c.id, c.at)
			if out := lab.run(t, "status"); bytes.Count(out, []byte("running")) != c.members {
				t.Errorf("not all members run:\n%s", out)
			}
			if out := lab.run(t, "network", "status"); string(out) != "All members hear each other.\n" {
				t.Errorf("the network is not whole:\n%s", out)
			}
			out := lab.run(t, "shell", "-c", "etcdctl get /registry/namespaces/default --keys-only; ls /backup")
			if got := string(out); got != "/registry/namespaces/default\n\n" {
				t.Errorf("the data, and no trace of the exercise: %q", got)
			}
			lab.run(t, "do", c.id)
		})
	}
}

// interrupts does an exercise up to a line, and interrupts it there.
func (l testLab) interrupts(t *testing.T, id, at string) {
	t.Helper()
	cmd := exec.Command("raftlab", "lab", "do", id)
	cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+l.dir, "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), at) {
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Errorf("%s was not reached: %v", at, err)
	}
	if _, err := io.Copy(io.Discard, stdout); err != nil {
		t.Error(err)
	}
	if got := code(cmd.Wait()); got != exitInterrupted || !strings.Contains(complaints.String(), "bringing "+id+" back to its beginning") {
		t.Errorf("exit code %d, want %d: %s", got, exitInterrupted, complaints.String())
	}
}

// An interrupt while the evidence is read is an interrupt, and not a lab that is broken.
func TestAnInterruptedGradingIsAnInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := new(labOptions).grade(ctx, &labdir.Dir{Path: t.TempDir()}, nil)
	if got := exitCode(labFailure(err)); got != 130 {
		t.Errorf("exit code %d: %v", got, err)
	}
}
