package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// playerPlatform is that of the simulator inside a page.
var playerPlatform = platform{"js", "wasm"}

// seldomCalled are packages that a run hardly calls. Without inlining in them the program is 6 % smaller when packed.
var seldomCalled = []string{"google.golang.org/protobuf/...", "go.yaml.in/...", "regexp/...", "encoding/json", "fmt", "text/...", "raftlab/scenarios/...", "raftlab/sim/engine/guest",
	"raftlab/sim/trace/diagnosis", "raftlab/sim/trace/text", "os", "time", "internal/poll"}

// makePlayer writes what raftlab with the build tag player embeds: cmd/player for the browser, packed, the script of Go
// that starts it, and the licences of what is in it. The same source and the same Go give the same bytes.
func makePlayer(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "raftlab-player-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	program := filepath.Join(work, "raftlab.wasm")
	environment := append(os.Environ(), "CGO_ENABLED=0", "GOOS="+playerPlatform.os, "GOARCH="+playerPlatform.arch)
	build := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", program}
	for _, packages := range seldomCalled {
		build = append(build, "-gcflags", packages+"=-l")
	}
	if err := run(environment, "", "go", append(build, "./cmd/player")...); err != nil {
		return err
	}
	if err := squeeze(program, filepath.Join(dir, "raftlab.wasm.gz")); err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	glue, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, "wasm_exec.js"), glue); err != nil {
		return err
	}
	return licences(filepath.Join(dir, "licences.txt"), []platform{playerPlatform}, "./cmd/player", nil)
}

// squeeze packs a file, without its name and date.
func squeeze(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return replace(to, b.Bytes())
}

// replace writes a file if it holds something else, so that what depends on it is not built again for nothing.
func replace(name string, data []byte) error {
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return os.WriteFile(name, data, 0o666)
}
