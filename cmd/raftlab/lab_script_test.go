//go:build linux || darwin

package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestLabScripts does with a real lab what students do in its shell. Each script has a lab of its own, in
// $RAFTLAB_DIR, which is gone afterwards whatever happens.
func TestLabScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/loopback",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			dir := filepath.Join(env.WorkDir, "lab")
			env.Setenv("RAFTLAB_DIR", dir)
			env.Setenv("LC_ALL", "C")
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			program, err := exec.LookPath("raftlab")
			env.Defer(func() {
				down := exec.Command(program, "lab", "down", "--purge", "--dir", dir)
				if out, err := down.CombinedOutput(); err != nil {
					t.Errorf("raftlab lab down: %v: %s", err, out)
				}
			})
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}
