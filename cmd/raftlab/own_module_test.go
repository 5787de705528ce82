package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module builds a program as a module, by the line that the reference names.
func module(t *testing.T, source string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds a module")
	}
	out := filepath.Join(t.TempDir(), "raft.wasm")
	build := exec.Command("go", "build", "-o", out, source)
	build.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return out
}

// raftlabSays runs raftlab in a process of its own.
func raftlabSays(t *testing.T, args ...string) (exit int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("raftlab", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = t.TempDir(), &stdout, &stderr
	return code(cmd.Run()), stdout.String(), stderr.String()
}

// A module plays as the same program does outside, restarts and all.
func TestAModulePlays(t *testing.T) {
	wasm := module(t, "raftlab/sim/engine/guest/testdata/figure2/main")
	exit, out, said := raftlabSays(t, "run", "leader-crash", "--engine", "wasm:"+wasm)
	if exit != 0 || !strings.Contains(out, "no safety property is violated") || !strings.Contains(out, "raft.wasm (SHA-256 ") {
		t.Fatalf("exit code %d\n%s%s", exit, out, said)
	}
	if exit, out, said := raftlabSays(t, "try", "--part", "C", "--seeds", "1", wasm); exit != 0 || !strings.Contains(out, "30 of 30 points") {
		t.Errorf("exit code %d\n%s%s", exit, out, said)
	}
	if exit, _, said := raftlabSays(t, "run", "leader-crash", "--engine", "wasm:"+os.DevNull); exit != 2 || !strings.Contains(said, "is no WebAssembly module (build one: GOOS=wasip1") {
		t.Errorf("exit code %d: %s", exit, said)
	}
}

// A module finds no files, no variables, no clock and no chance.
func TestAModuleSeesNothing(t *testing.T) {
	wasm := module(t, "raftlab/cmd/raftlab/sandbox/testdata/curious")
	exit, _, first := raftlabSays(t, "run", "cold-start", "--engine", "wasm:"+wasm)
	_, _, again := raftlabSays(t, "run", "cold-start", "--engine", "wasm:"+wasm)
	if exit != 1 || !strings.Contains(first, "exit status 7") || !strings.Contains(first, "files false false false, 0 variables, 0 arguments, clock 16") {
		t.Errorf("exit code %d: %s", exit, first)
	}
	if first != again {
		t.Errorf("it saw something else the second time:\n%s%s", first, again)
	}
}
