package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// myRaft builds my-raft, and returns the folder that it is in.
func myRaft(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", dir, "./testdata/my-raft")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return dir
}

// The words of a program come through an engine's name as they were.
func TestProgramWordsComeThrough(t *testing.T) {
	for _, words := range [][]string{{"./my-raft"}, {"python3", "raft.py", "-x"}, {"./my raft", ""}, {"[x", "y"}, {"a\"b", "c d"}} {
		name := programName(words)
		got, isProgram, err := programWords(name)
		if err != nil || !isProgram || strings.Join(got, "|") != strings.Join(words, "|") {
			t.Errorf("%q: %s gives %q, %v", words, name, got, err)
		}
	}
	for _, bad := range []string{"exec:", "exec:[", `exec:[""]`, "exec:[1]"} {
		if _, _, err := programWords(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
