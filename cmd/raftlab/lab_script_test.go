//go:build linux || darwin

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"raftlab/lab/labdir"
	"raftlab/lab/machine"
)

// TestLabScripts does with a real lab what students do in its shell. Each script has a lab of its own, in
// $RAFTLAB_DIR, which is gone afterwards whatever happens.
func TestLabScripts(t *testing.T) { runLabScripts(t, "testdata/loopback") }

// TestMachineScripts does the same in labs that are machines.
func TestMachineScripts(t *testing.T) {
	needMachine(t)
	runLabScripts(t, "testdata/machine")
}

func runLabScripts(t *testing.T, dir string) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			dir := filepath.Join(env.WorkDir, "lab")
			env.Setenv("RAFTLAB_DIR", dir)
			env.Setenv("LC_ALL", "C")
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			program, err := exec.LookPath("raftlab")
			env.Defer(func() {
				down := exec.Command(program, "lab", "down", "--purge", "--force", "--dir", dir)
				if out, err := down.CombinedOutput(); err != nil {
					t.Errorf("raftlab lab down: %v: %s", err, out)
				}
			})
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// needMachine skips a test where the system lets nobody make a machine, with the reason.
func needMachine(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "raftlab")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	h, err := labdir.Create(filepath.Join(dir, "lab"))
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := h.BecomeMachine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	program, err := exec.LookPath("raftlab")
	if err != nil {
		t.Fatal(err)
	}
	if program, err = filepath.EvalSymlinks(program); err != nil {
		t.Fatal(err)
	}
	err = machine.Start(h, machine.Settings{Lab: h.Path, Program: program, Hosts: []string{labdir.First}})
	if refused := new(machine.Refused); errors.As(err, &refused) {
		t.Skipf("this system lets nobody make a machine: %v", refused)
	}
	if err == nil {
		err = machine.Stop(t.Context(), h)
	}
	if err != nil {
		t.Fatal(err)
	}
}
