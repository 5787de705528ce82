//go:build linux || darwin

package process

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// sleeper starts a process that lives until the test ends.
func sleeper(t *testing.T) (Process, *exec.Cmd) {
	t.Helper()
	cmd := exec.Command("sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	p, err := Of(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	return p, cmd
}

func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !reached(); {
		if time.Now().After(deadline) {
			t.Fatal("not " + what)
		}
	}
}

func TestLifeOfAProcess(t *testing.T) {
	p, _ := sleeper(t)
	if !p.Runs() || p.Paused() {
		t.Fatal("it does not run")
	}
	if err := p.Signal(Stop); err != nil {
		t.Fatal(err)
	}
	until(t, "paused", p.Paused)
	if err := p.Signal(Continue); err != nil {
		t.Fatal(err)
	}
	until(t, "going on", func() bool { return !p.Paused() })
	if err := p.Signal(Kill); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := p.Wait(ctx); err != nil { // though nobody has waited for it as a parent does
		t.Fatal(err)
	}
	if err := p.Signal(Kill); !errors.Is(err, ErrGone) {
		t.Errorf("a signal to one that ended: %v", err)
	}
}

func TestOneWithTheSameNumberIsAStranger(t *testing.T) {
	p, _ := sleeper(t)
	for _, stranger := range []Process{{p.PID, "another boot 1"}, {p.PID, ""}, {0, p.Born}, {1, p.Born}, {-1, p.Born}, {}} {
		if stranger.Runs() {
			t.Errorf("%+v runs", stranger)
		}
		if err := stranger.Signal(Kill); !errors.Is(err, ErrGone) {
			t.Errorf("%+v: %v", stranger, err)
		}
	}
	if !p.Runs() {
		t.Error("it was killed in the place of a stranger")
	}
}

func TestWaitIsBounded(t *testing.T) {
	p, _ := sleeper(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := p.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A detached program leads a group of its own, so that signals of a terminal do not reach it.
func TestDetach(t *testing.T) {
	log := t.TempDir() + "/log"
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	cmd, err := Detach(shell, []string{"sh", "-c", "ps -o pgid= -p $$; echo $$"}, []string{"PATH=/bin:/usr/bin"}, "/", log)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Fields(string(said)); len(lines) != 2 || lines[0] != lines[1] {
		t.Errorf("group and process: %q", lines)
	}
}
