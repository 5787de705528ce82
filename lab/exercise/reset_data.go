package exercise

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/cluster"
	"raftlab/lab/kubernetes"
	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/lab/snapshot"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

// keepData looks after the data of a lab with one member, where an exercise was left in the middle of a
// restore: what was put aside goes back to its place; what only the running member or a snapshot still has
// is restored from there.
func (t *Leftovers) keepData(ctx context.Context, h *labdir.Dir) error {
	data := h.Data(labdir.First)
	if h.Size != 1 || !t.Manifest || holdsLog(data) && !emptied(ctx, h) {
		return nil
	}
	for _, path := range t.files(h) {
		if !holdsLog(path) {
			continue
		}
		return whileStopped(ctx, h, func() error {
			if err := os.RemoveAll(data); err != nil { // half of a restore, or an empty cluster
				return err
			}
			return os.Rename(path, data)
		})
	}
	file, err := t.copyOfData(ctx, h)
	if file == "" || err != nil {
		return err
	}
	if err := whileStopped(ctx, h, func() error { return restore(ctx, h, file) }); err != nil {
		return lang.Errorf("%v (what %s held is in %s)", "%v（%s 原有的数据在 %s）", err, data, file)
	}
	return nil
}

// holdsLog reports whether a directory is the data directory of a member that was started.
func holdsLog(dir string) bool {
	log, _ := filepath.Glob(filepath.Join(dir, "member", "wal", "*.wal"))
	return len(log) > 0
}

// runs reports whether the first member runs: only then it is asked.
func runs(h *labdir.Dir) bool {
	state, err := supervisor.Read(h)
	m, known := state.Member(labdir.First)
	return err == nil && known && m.Phase == supervisor.Running
}

// anObject is an object that every filled lab has.
const anObject = "/registry/namespaces/default"

// emptied reports whether a lab that was filled has lost its objects. Who does not answer has lost nothing.
func emptied(ctx context.Context, h *labdir.Dir) bool {
	if !h.Seeded || !runs(h) {
		return false
	}
	client, err := member.Client(h)
	if err != nil {
		return false
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	found, err := client.Get(ctx, anObject, clientv3.WithCountOnly())
	return err == nil && found.Count == 0
}

// copyOfData returns a snapshot of what the lab held: of the member that runs though its files were deleted,
// else the one that the exercise has saved; "" if there is none.
func (t *Leftovers) copyOfData(ctx context.Context, h *labdir.Dir) (file string, err error) {
	file = filepath.Join(h.Run(), "rescue.db") // the next one takes its place
	if !holdsLog(h.Data(labdir.First)) && runs(h) && save(ctx, h, file) == nil {
		return file, nil
	}
	for _, path := range t.files(h) {
		if _, err := snapshot.Verify(path); err == nil {
			return path, nil
		}
	}
	return "", ctx.Err()
}

// save writes a snapshot of the first member.
func save(ctx context.Context, h *labdir.Dir, path string) error {
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	client, err := member.Client(h, labdir.First)
	if err != nil {
		return err
	}
	defer client.Close()
	answer, err := client.SnapshotWithVersion(ctx)
	if err != nil {
		return err
	}
	defer answer.Snapshot.Close()
	content, err := io.ReadAll(answer.Snapshot)
	if err == nil {
		err = labdir.WriteFile(path, content, 0o600)
	}
	if err == nil {
		_, err = snapshot.Verify(path)
	}
	return err
}

// restore makes the data directory of the first member of a snapshot.
func restore(ctx context.Context, h *labdir.Dir, file string) error {
	m, _ := h.Member(labdir.First)
	one := []snapshot.Member{{Name: m.Name, PeerURL: m.PeerURL(), Data: h.Data(m.Name)}}
	restored, err := snapshot.Restore(ctx, snapshot.Plan{Snapshot: file, Cluster: one, Restore: one})
	for _, r := range restored {
		if r.Old != "" {
			err = errors.Join(err, os.RemoveAll(r.Old))
		}
	}
	return err
}

// whileStopped does something with the data of the first member, which is down meanwhile if it has a manifest.
func whileStopped(ctx context.Context, h *labdir.Dir, do func() error) error {
	state, err := supervisor.Read(h)
	if _, has := state.Member(labdir.First); !has || errors.Is(err, supervisor.ErrDown) {
		return do()
	}
	if err := cluster.Command(ctx, h, labdir.First, supervisor.Crash); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	if err := cluster.Command(ctx, h, labdir.First, supervisor.Restart); err != nil {
		return err
	}
	return cluster.WaitHealthy(ctx, h, labdir.First)
}

// refill fills a lab again that has lost its objects, and of which there was no copy.
func refill(ctx context.Context, h *labdir.Dir) error {
	if !h.Seeded {
		return nil
	}
	client, err := member.Client(h)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, 4*askPatience)
	defer cancel()
	return kubernetes.Seed(ctx, client, time.Now()) // which does nothing where nothing is missing
}
