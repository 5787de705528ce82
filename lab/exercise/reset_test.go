package exercise

import (
	"context"
	"path/filepath"
	"testing"

	"raftlab/lab/labdir"
)

// halfway is a lab that was left in the middle of a restore.
func halfway(t *testing.T, files map[string]string) *labdir.Dir {
	h := &labdir.Dir{Path: t.TempDir(), Size: 1, Members: []labdir.Member{{Name: labdir.First}}}
	for path, content := range files {
		if err := labdir.WriteFile(filepath.Join(h.Path, path), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func there(h *labdir.Dir, path string) bool { return exists(filepath.Join(h.Path, path)) }

// The data that was put aside is all there is: a reset puts it back.
func TestResetPutsDataBack(t *testing.T) {
	h := halfway(t, map[string]string{"var/lib/etcd.bak/member/wal/0.wal": "x", "var/lib/etcd/member/snap/db": "half", "backup/drill.db": "y"})
	traces := Leftovers{Files: []string{"backup/drill.db", "var/lib/etcd.bak"}, Manifest: true}
	for _, undo := range []func(context.Context, *labdir.Dir) error{traces.keepData, traces.resetFiles} {
		if err := undo(context.Background(), h); err != nil {
			t.Fatal(err)
		}
	}
	if !there(h, "var/lib/etcd/member/wal/0.wal") || there(h, "var/lib/etcd/member/snap/db") || there(h, "var/lib/etcd.bak") || there(h, "backup/drill.db") {
		t.Error("the data is not in its place, or traces are left")
	}
}

func TestResetRemovesFiles(t *testing.T) {
	h := halfway(t, map[string]string{"var/lib/etcd/member/wal/0.wal": "x", "backup/verify.db": "", "backup/verify-damaged.db": "", "backup/mine.db": ""})
	traces := Leftovers{Files: []string{"backup/verify*.db"}}
	if err := traces.keepData(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	if err := traces.resetFiles(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	if there(h, "backup/verify.db") || there(h, "backup/verify-damaged.db") || !there(h, "backup/mine.db") || !there(h, "var/lib/etcd/member/wal/0.wal") {
		t.Error("the wrong files were removed")
	}
	outside := Leftovers{Files: []string{"../x"}}
	if err := outside.resetFiles(context.Background(), h); err == nil {
		t.Error("a file outside the lab may be removed")
	}
}
