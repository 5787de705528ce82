package exercise

import (
	"context"
	"slices"
	"strings"

	"go.etcd.io/etcd/api/v3/etcdserverpb"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
)

// forced is the line of a manifest by which a member becomes a cluster of its own.
const forced = "    - --force-new-cluster\n"

// regainQuorum makes a cluster of a member that holds data, where so many have lost theirs that there can be no
// majority any more: nobody could let them join again. A flag for that which was left in a manifest is taken out.
func regainQuorum(ctx context.Context, h *labdir.Dir) error {
	if err := unforce(ctx, h); err != nil {
		return err
	}
	list, err := member.List(ctx, h)
	if err != nil {
		return err
	}
	holders := slices.DeleteFunc(slices.Clone(h.Members), func(m labdir.Member) bool {
		listed := slices.ContainsFunc(list, func(one *etcdserverpb.Member) bool { return slices.Contains(one.PeerURLs, m.PeerURL()) })
		return !listed || !holdsLog(h.Data(m.Name))
	})
	if len(holders) == 0 || 2*len(holders) > len(list) {
		return nil
	}
	last := holders[0]
	for _, m := range h.Members { // those that hold data too would speak of the old cluster
		if m.Name == last.Name {
			continue
		}
		if err := stop(ctx, h, m); err != nil {
			return err
		}
	}
	text, err := manifest.Make(h, last, []labdir.Member{last}, manifest.Existing)
	if err != nil {
		return err
	}
	alone := strings.Replace(string(text), "    - etcd\n", "    - etcd\n"+forced, 1)
	if err := labdir.WriteFile(h.Manifest(last.Name), []byte(alone), 0o600); err != nil {
		return err
	}
	if err := cluster.WaitHealthy(ctx, h, last.Name); err != nil {
		return err
	}
	return unforce(ctx, h)
}

// unforce takes the flag out of all manifests.
func unforce(ctx context.Context, h *labdir.Dir) error {
	for _, name := range h.Names() {
		text, err := labdir.ReadRegular(h.Manifest(name))
		if err != nil || !strings.Contains(string(text), forced) {
			continue
		}
		without := strings.ReplaceAll(string(text), forced, "")
		if err := labdir.WriteFile(h.Manifest(name), []byte(without), 0o600); err != nil {
			return err
		}
		if err := cluster.WaitHealthy(ctx, h, name); err != nil {
			return err
		}
	}
	return nil
}
