package snapshot_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"raftlab/lab/snapshot"
)

// members returns members with data directories in a new directory, some of which hold a file already.
func members(t *testing.T, names ...string) (dir string, all []snapshot.Member) {
	t.Helper()
	dir = t.TempDir()
	for i, name := range names {
		data := filepath.Join(dir, "etcd-"+name)
		if i%2 == 0 {
			if err := os.MkdirAll(filepath.Join(data, "member", "snap"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(data, "member", "snap", "db"), []byte("old data of "+name), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, snapshot.Member{Name: name, PeerURL: "https://127.0.0.1:" + []string{"1", "2", "3"}[i], Data: data})
	}
	return dir, all
}

// tree lists everything below a directory, with what small files hold.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		b.WriteString(strings.TrimPrefix(path, dir) + "\n")
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.Size() < 100 {
			b.Write(read(t, path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRestoreKeepsTheOldData(t *testing.T) {
	dir, all := members(t, "a", "b", "c")
	done, err := snapshot.Restore(t.Context(), snapshot.Plan{Snapshot: save(t, 100), Cluster: all, Restore: all, Bump: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range done {
		db, err := bbolt.Open(filepath.Join(r.Data, "member", "snap", "db"), 0o600, &bbolt.Options{ReadOnly: true})
		if err != nil {
			t.Fatalf("%s: %v", r.Name, err)
		}
		db.Close()
		if hadData := i%2 == 0; hadData != (r.Old != "") {
			t.Errorf("%s: old data in %q", r.Name, r.Old)
		} else if hadData && string(read(t, filepath.Join(r.Old, "member", "snap", "db"))) != "old data of "+r.Name {
			t.Errorf("%s: the old data was changed", r.Name)
		}
	}
	if len(done) != 3 || strings.Contains(tree(t, dir), ".new-") {
		t.Errorf("%v, %s", done, tree(t, dir))
	}
}

// Two restores within a second keep both.
func TestRestoreTwice(t *testing.T) {
	_, all := members(t, "a")
	plan := snapshot.Plan{Snapshot: save(t, 10), Cluster: all, Restore: all}
	seen := map[string]bool{}
	for range 3 {
		done, err := snapshot.Restore(t.Context(), plan)
		if err != nil {
			t.Fatal(err)
		}
		seen[done[0].Old] = true
	}
	if len(seen) != 3 {
		t.Errorf("old data in %v", seen)
	}
}

// Nothing changes if anything is wrong.
func TestRefusedRestoreChangesNothing(t *testing.T) {
	whole := read(t, save(t, 100))
	good := write(t, whole)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	missing := errors.New("missing")
	for name, c := range map[string]struct {
		snapshot string
		ctx      context.Context
		spoil    func(*snapshot.Plan)
		want     error
	}{
		"truncated":   {snapshot: write(t, whole[:len(whole)/2])},
		"flipped":     {snapshot: write(t, flipped(whole, 9000))},
		"empty":       {snapshot: write(t, nil)},
		"foreign":     {snapshot: write(t, []byte("hello"))},
		"no file":     {snapshot: "no/such/file"},
		"interrupted": {snapshot: good, ctx: ended, want: context.Canceled},
		"started meanwhile": {snapshot: good, want: missing, spoil: func(p *snapshot.Plan) {
			p.Stopped = func() error { return missing }
		}},
		"etcdutl refuses": {snapshot: good, spoil: func(p *snapshot.Plan) { p.Cluster = p.Cluster[:1] }},
		"no room for the second": {snapshot: good, spoil: func(p *snapshot.Plan) {
			p.Restore[1].Data = filepath.Join(p.Restore[0].Data, "member", "snap", "db", "etcd")
		}},
		"the second cannot take its place": {snapshot: good, spoil: func(p *snapshot.Plan) {
			p.Stopped = func() error {
				made, err := filepath.Glob(p.Restore[1].Data + ".new-*")
				if err != nil || len(made) != 1 {
					t.Errorf("%v, %v", made, err)
				}
				return os.RemoveAll(made[0])
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, all := members(t, "a", "b")
			plan := snapshot.Plan{Snapshot: c.snapshot, Cluster: all, Restore: append([]snapshot.Member(nil), all...)}
			if c.spoil != nil {
				c.spoil(&plan)
			}
			ctx := c.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			before := tree(t, dir)
			done, err := snapshot.Restore(ctx, plan)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("error %v", err)
			}
			if after := tree(t, dir); after != before || len(done) > 0 {
				t.Errorf("before:\n%safter:\n%s%v", before, after, done)
			}
		})
	}
}

// A member locks its database; a restore under it would be lost, and it with it.
func TestRestoreIsRefusedWhileAMemberRuns(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "etcd")
	if err := os.MkdirAll(filepath.Join(data, "member", "snap"), 0o700); err != nil {
		t.Fatal(err)
	}
	running, err := bbolt.Open(filepath.Join(data, "member", "snap", "db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := []snapshot.Member{{Name: "a", PeerURL: "https://127.0.0.1:1", Data: data}}
	plan := snapshot.Plan{Snapshot: save(t, 10), Cluster: all, Restore: all}
	before := tree(t, dir)
	if _, err := snapshot.Restore(t.Context(), plan); !errors.Is(err, snapshot.ErrRunning) || tree(t, dir) != before {
		t.Errorf("%v, %s", err, tree(t, dir))
	}
	running.Close()
	if _, err := snapshot.Restore(t.Context(), plan); err != nil {
		t.Errorf("after it ended: %v", err)
	}
}

// What a killed restore left goes with the next one; what somebody else put there stays.
func TestLeftoversOfAKilledRestore(t *testing.T) {
	dir, all := members(t, "a")
	for _, name := range []string{"etcd-a.new-20260101-120000", "etcd-a.new-mine", "etcd-b.new-20260101-120000"} {
		if err := os.MkdirAll(filepath.Join(dir, name, "member"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	done, err := snapshot.Restore(t.Context(), snapshot.Plan{Snapshot: save(t, 10), Cluster: all, Restore: all})
	if err != nil {
		t.Fatal(err)
	}
	only(t, dir, "etcd-a", "etcd-a.new-mine", filepath.Base(done[0].Old), "etcd-b.new-20260101-120000")
}
