package exercise

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/member"
)

// rejoinAll brings the members back that the lab was made with, where one has lost its manifest, its data or its
// place in the cluster.
func rejoinAll(ctx context.Context, h *labdir.Dir) error {
	for n := range h.Size {
		m, known := h.Member(labdir.Name(n + 1))
		if !known {
			continue
		}
		list, err := member.List(ctx, h)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(one *etcdserverpb.Member) bool { return slices.Contains(one.PeerURLs, m.PeerURL()) })
		switch {
		case i < 0:
			err = replace(ctx, h, m)
		case list[i].Name == "": // added, and never started: only without data can it
			err = start(ctx, h, m, true)
		case !holdsLog(h.Data(m.Name)):
			if err = removeMember(ctx, h, m); err == nil {
				err = replace(ctx, h, m)
			}
		case !exists(h.Manifest(m.Name)):
			err = start(ctx, h, m, false)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replace lets a member that the cluster does not count join it anew.
func replace(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	if err := stop(ctx, h, m); err != nil {
		return err
	}
	if err := add(ctx, h, m); err != nil {
		return err
	}
	return start(ctx, h, m, true)
}

func stop(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	if err := os.RemoveAll(h.Manifest(m.Name)); err != nil {
		return err
	}
	return cluster.WaitStopped(ctx, h, m.Name)
}

// add tells the cluster of a member. A cluster that has just lost one takes a moment until it lets others in.
func add(ctx context.Context, h *labdir.Dir, m labdir.Member) error {
	client, err := member.Client(h)
	if err != nil {
		return err
	}
	defer client.Close()
	for {
		_, err := client.MemberAdd(ctx, []string{m.PeerURL()})
		if !errors.Is(err, rpctypes.ErrUnhealthy) && !errors.Is(err, rpctypes.ErrMemberNotEnoughStarted) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// start starts a member that the cluster counts, with the data it has or with none.
func start(ctx context.Context, h *labdir.Dir, m labdir.Member, empty bool) error {
	if empty {
		if err := stop(ctx, h, m); err != nil {
			return err
		}
		if err := os.RemoveAll(h.Data(m.Name)); err != nil {
			return err
		}
	}
	text, err := cluster.Manifest(ctx, h, m.Name)
	if err == nil {
		err = labdir.WriteFile(h.Manifest(m.Name), text, 0o600)
	}
	if err != nil {
		return err
	}
	return cluster.WaitHealthy(ctx, h, m.Name)
}
