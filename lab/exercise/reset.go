package exercise

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"raftlab/lab/evidence"
	"raftlab/lab/faults"
	"raftlab/lab/labdir"
	"raftlab/lab/member"
	"raftlab/sim/lang"
)

// Reset takes the traces of an exercise away: what the exercise names, and nothing else. It returns the
// mark from which on work counts again.
func (t *Leftovers) Reset(ctx context.Context, h *labdir.Dir) (evidence.Mark, error) {
	for _, undo := range []func(context.Context, *labdir.Dir) error{
		t.resetNetwork, t.keepData, t.resetFiles, t.resetManifests, t.resetMembers, t.resetCluster, refill,
	} {
		err := undo(ctx, h)
		if errors.Is(err, rpctypes.ErrPermissionDenied) || errors.Is(err, rpctypes.ErrUserEmpty) {
			err = lang.Errorf("%v: authentication is on (raftlab lab reset users-roles switches it off)",
				"%v：认证已开启（raftlab lab reset users-roles 会关闭它）", err)
		}
		if err != nil {
			return evidence.Mark{}, err
		}
	}
	mark := evidence.Mark{Time: time.Now().UTC().Round(0)}
	client, err := member.Client(h)
	if err != nil {
		return mark, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	if now, err := client.Get(ctx, "\x00", clientv3.WithSerializable(), clientv3.WithCountOnly()); err == nil {
		mark.Revision = now.Header.Revision
	}
	return mark, nil
}

// resetNetwork heals the network.
func (t *Leftovers) resetNetwork(_ context.Context, h *labdir.Dir) error {
	if !t.Network {
		return nil
	}
	return faults.Of(h).Heal(true)
}

// askPatience is how long one question to the cluster may take.
const askPatience = 3 * time.Second

// files returns the files and directories of the traces that are there.
func (t *Leftovers) files(h *labdir.Dir) (all []string) {
	for _, pattern := range t.Files {
		found, _ := filepath.Glob(h.At(pattern))
		all = append(all, found...)
	}
	return all
}

// resetFiles removes files and directories below the lab's directory.
func (t *Leftovers) resetFiles(_ context.Context, h *labdir.Dir) error {
	for _, pattern := range t.Files {
		if !filepath.IsLocal(filepath.FromSlash(pattern)) {
			return lang.Errorf("%s is not below the lab's directory", "%s 不在实验环境的目录之下", pattern)
		}
	}
	for _, path := range t.files(h) {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
