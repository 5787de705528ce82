//go:build unix

package manifest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"raftlab/lab/labdir"
)

// What nobody would ever finish reading is not waited for, and hurts no other manifest.
func TestWhatIsNoManifest(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir()}
	dir := h.Manifests(labdir.First)
	if err := labdir.WriteFile(filepath.Join(dir, "etcd.yaml"), []byte(make2(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	giant, err := os.Create(filepath.Join(dir, "giant.yaml"))
	if err == nil {
		err = giant.Truncate(93 << 20) // no place on the disk
	}
	if err != nil {
		t.Fatal(err)
	}
	giant.Close()
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "zero.yaml")); err != nil {
		t.Fatal(err)
	}
	pods, _, broken := ReadAll(h)
	if len(pods) != 1 || len(broken) != 3 {
		t.Errorf("%d Pods, broken: %q", len(pods), broken)
	}
	for file, want := range map[string]string{"pipe.yaml": "named pipe", "giant.yaml": "97517568 bytes are too many", "zero.yaml": "device"} {
		if !strings.Contains(broken[file], want) {
			t.Errorf("%s: %q, want %q", file, broken[file], want)
		}
	}
}
