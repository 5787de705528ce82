package main

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// long asks for the tests that take longest: make long does.
var long = flag.Bool("long", false, "run the tests that take long, too: a module on the whole ladder, all exercises on three members")

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
	t.Parallel()
	wasm := module(t, "raftlab/sim/engine/guest/testdata/figure2/main")
	exit, out, said := raftlabSays(t, "run", "leader-crash", "--engine", "wasm:"+wasm)
	if exit != 0 || !strings.Contains(out, "no safety property is violated") || !strings.Contains(out, "raft.wasm (SHA-256 ") {
		t.Fatalf("exit code %d\n%s%s", exit, out, said)
	}
	if exit, out, said := raftlabSays(t, "try", "--part", "A", "--seeds", "1", wasm); exit != 0 || !strings.Contains(out, "30 of 30 points") {
		t.Errorf("exit code %d\n%s%s", exit, out, said)
	}
	if exit, _, said := raftlabSays(t, "run", "leader-crash", "--engine", "wasm:"+os.DevNull); exit != 2 || !strings.Contains(said, "is no WebAssembly module (build one: GOOS=wasip1") {
		t.Errorf("exit code %d: %s", exit, said)
	}
}

// A module finds no files, no variables, no clock and no chance.
func TestAModuleSeesNothing(t *testing.T) {
	t.Parallel()
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

// grade tries modules and nothing else, and only if it is asked to.
func TestGradeTriesModules(t *testing.T) {
	if !*long {
		t.Skip("takes half a minute of processor time (make long, or -long)")
	}
	wasm, err := os.ReadFile(module(t, "raftlab/sim/engine/guest/testdata/figure2/main"))
	if err != nil {
		t.Fatal(err)
	}
	dir, ran := t.TempDir(), filepath.Join(t.TempDir(), "ran")
	for name, content := range map[string]string{"anna/raft.wasm": string(wasm), "ben/raft.py": "open('" + ran + "', 'w')\n", "carl/raft.wasm": "#!/bin/sh\ntouch " + ran + "\n",
		"dora/my raft.go": "package main\n", "emil/notes.txt": "nothing"} {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o777), os.WriteFile(file, []byte(content), 0o777)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "anna", "raft.wasm"), filepath.Join(dir, "emil", "raft.wasm")); err != nil {
		t.Fatal(err)
	}
	exit, out, said := raftlabSays(t, "grade", dir, "--programs", "--seeds", "1")
	if exit != 1 || !strings.Contains(out, "anna     -         0       0       0\n  raft.wasm: own program: 100 of 100 points\n") {
		t.Errorf("exit code %d\n%s%s", exit, out, said)
	}
	for _, want := range []string{
		"  raft.py: own program: not run here, since it is no module; in a container:\n    docker run --rm --network none --read-only ",
		" -v " + dir + "/ben:/hand-in:ro -w /hand-in python:3 /raftlab try --seeds 1 -o json --dir /tmp -- python3 raft.py > ben.json\n",
		"  raft.wasm: own program: it cannot be tried: " + dir + "/carl/raft.wasm is no WebAssembly module",
		" golang:1 sh -c 'GOCACHE=/tmp/cache go build -o /tmp/raft *.go && exec /raftlab try --seeds 1 -o json --dir /tmp -- /tmp/raft' > dora.json\n",
		"nothing handed in",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
	for _, args := range [][]string{{"grade", dir}, {"grade", dir, "--lang", "zh"}} {
		_, out, _ := raftlabSays(t, args...)
		if strings.Contains(out, "100") || strings.Contains(out, "docker") || !strings.Contains(out, "raftlab grade --programs") {
			t.Errorf("without --programs:\n%s", out)
		}
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a student's program was run")
	}
}
