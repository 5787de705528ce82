package evidence

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"raftlab/lab/labdir"
)

// aDatabase returns the bytes of an empty database.
func aDatabase(t *testing.T) []byte {
	path := filepath.Join(t.TempDir(), "db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFiles(t *testing.T) {
	h := &labdir.Dir{Path: t.TempDir(), Members: []labdir.Member{{Name: labdir.First}}}
	database := aDatabase(t)
	sum := sha256.Sum256(database)
	whole := append(append([]byte{}, database...), sum[:]...)
	flipped := append([]byte{}, whole...)
	flipped[5000] ^= 0xff
	for path, content := range map[string][]byte{
		"backup/whole.db":                whole,
		"backup/flipped.db":              flipped,
		"backup/half.db":                 whole[:len(whole)/2],
		"backup/copy.db":                 database,
		"backup/whole.db.age":            []byte("age-encryption.org/v1\n"),
		"backup/below/notes":             []byte("hello"),
		"beside.db":                      whole,
		"var/lib/etcd/member/wal/0.wal":  nil,
		"var/lib/etcd.old/member/snap/x": nil,
		"var/log/etcd-k8s-master01.log":  nil,
	} {
		if err := labdir.WriteFile(filepath.Join(h.Path, path), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e := &Evidence{}
	e.readFiles(h)
	want := map[string]string{
		"backup/whole.db": Snapshot, "backup/flipped.db": Damaged, "backup/half.db": Damaged, "backup/copy.db": Damaged,
		"backup/whole.db.age": Encrypted, "backup/below/notes": Other, "beside.db": Snapshot, "var/lib/etcd": Directory, "var/lib/etcd.old": Directory,
	}
	for _, f := range e.Files {
		if want[f.Path] != f.Kind {
			t.Errorf("%s is %q, want %q", f.Path, f.Kind, want[f.Path])
		}
		delete(want, f.Path)
	}
	if len(want) > 0 || len(e.Gaps) > 0 {
		t.Errorf("not seen: %v; gaps %v", want, e.Gaps)
	}
}
