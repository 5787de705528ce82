package snapshot_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/etcd/server/v3/lease"
	"go.etcd.io/etcd/server/v3/storage/backend"
	"go.etcd.io/etcd/server/v3/storage/mvcc"
	"go.etcd.io/etcd/server/v3/storage/schema"
	"go.uber.org/zap"

	"raftlab/lab/program"
)

// The test program is also etcdutl, as raftlab is.
func TestMain(m *testing.M) {
	if program.Dispatch(os.Args) {
		return
	}
	os.Exit(m.Run())
}

// save writes a snapshot with n keys to a new file, as a member makes it: a copy of its database, and the
// SHA-256 of that.
func save(t testing.TB, n int) (path string) {
	t.Helper()
	dir := t.TempDir()
	be := backend.NewDefaultBackend(zap.NewNop(), filepath.Join(dir, "db"))
	defer be.Close()
	schema.CreateMetaBucket(be.BatchTx())
	kv := mvcc.NewStore(zap.NewNop(), be, &lease.FakeLessor{}, mvcc.StoreConfig{})
	defer kv.Close()
	for i := range n {
		kv.Put(fmt.Appendf(nil, "/registry/pods/default/pod-%04d", i), fmt.Appendf(nil, "value %d", i), lease.NoLease)
	}
	kv.Commit()
	s := be.Snapshot()
	defer s.Close()
	path = filepath.Join(dir, "snapshot.db")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := s.WriteTo(file); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if _, err := file.Write(sum[:]); err != nil {
		t.Fatal(err)
	}
	return path
}
