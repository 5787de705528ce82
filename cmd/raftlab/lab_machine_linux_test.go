package main

import (
	"bufio"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
	"raftlab/lab/process"
)

// inLab is a command about the lab in a directory.
func inLab(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("raftlab", append([]string{"lab"}, args...)...)
	cmd.Env = append(os.Environ(), "RAFTLAB_DIR="+dir, "LC_ALL=C", "GORACE=atexit_sleep_ms=0")
	return cmd
}

// Ctrl-C is heard while the machine is built, before the command itself has gone in.
func TestUpIsInterruptedWhileTheMachineIsBuilt(t *testing.T) {
	needMachine(t)
	for range 5 { // on a busy computer the lab may be up before we look
		if interruptedUp(t) {
			return
		}
	}
	t.Error("it was interrupted five times, and went on")
}

// interruptedUp interrupts raftlab lab up as soon as it has begun with the machine, and reports whether it ended by that.
func interruptedUp(t *testing.T) bool {
	dir := filepath.Join(t.TempDir(), "lab")
	up := inLab(dir, "up", "--members", "3")
	if err := up.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		if _, err := fs.Stat(os.DirFS(dir), "outside/mode"); err == nil || time.Since(begun) > 10*time.Second {
			break
		}
	}
	up.Process.Signal(os.Interrupt) // it may have ended
	err := up.Wait()
	if out, err := inLab(dir, "down", "--purge").CombinedOutput(); err != nil {
		t.Errorf("down: %v\n%s", err, out)
	}
	status, _ := up.ProcessState.Sys().(syscall.WaitStatus)
	return code(err) == exitInterrupted || status.Signaled() && status.Signal() == syscall.SIGINT
}

// Commands that make one lab at the same moment make one machine.
func TestSeveralMachinesAtOnce(t *testing.T) {
	needMachine(t)
	dir := filepath.Join(t.TempDir(), "lab")
	t.Cleanup(func() {
		if out, err := inLab(dir, "down", "--purge", "--force").CombinedOutput(); err != nil {
			t.Errorf("down: %v\n%s", err, out)
		}
	})
	var ups sync.WaitGroup
	for range 8 {
		ups.Go(func() {
			if out, err := inLab(dir, "up").CombinedOutput(); err != nil {
				t.Errorf("up: %v\n%s", err, out)
			}
		})
	}
	ups.Wait()
	if out, err := inLab(dir, "shell", "-c", "etcdctl endpoint health").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Who works in a machine that is taken down is told so.
func TestTakenDownMeanwhile(t *testing.T) {
	needMachine(t)
	dir := filepath.Join(t.TempDir(), "lab")
	t.Cleanup(func() { inLab(dir, "down", "--purge", "--force").Run() })
	if out, err := inLab(dir, "up").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var complaints strings.Builder
	shell := inLab(dir, "shell", "-c", "echo ready; sleep 1000")
	shell.Stderr = &complaints
	stdout, err := shell.StdoutPipe()
	if err == nil {
		err = shell.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	out, err := inLab(dir, "down").CombinedOutput()
	if code(err) != exitEnvironment || !strings.Contains(string(out), "somebody works in it") {
		t.Errorf("down while somebody works: %v\n%s", err, out)
	}
	if out, err := inLab(dir, "down", "--force").CombinedOutput(); err != nil {
		t.Errorf("down: %v\n%s", err, out)
	}
	if got := code(shell.Wait()); got != exitEnvironment || !strings.Contains(complaints.String(), "was taken down meanwhile") {
		t.Errorf("exit code %d: %s", got, complaints.String())
	}
}

// A first process of a machine that was paused is woken.
func TestAPausedMachine(t *testing.T) {
	needMachine(t)
	dir := filepath.Join(t.TempDir(), "lab")
	t.Cleanup(func() { inLab(dir, "down", "--purge", "--force").Run() })
	if out, err := inLab(dir, "up").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	h, err := labdir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	first, err := machine.Find(h)
	if err == nil {
		err = first.Signal(process.Stop)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, err := inLab(dir, "up").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
