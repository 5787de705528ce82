package cluster

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"go.etcd.io/etcd/api/v3/etcdserverpb"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/member"
	"raftlab/lab/pki"
	"raftlab/sim/lang"
)

// listPatience is how long the cluster may take to tell its members.
const listPatience = 2 * time.Second

// Manifest returns a manifest for a member that joins the cluster as it is now. A member that the lab
// does not know is given ports and certificates, and recorded; one that it knows keeps them. The
// cluster must answer, unless the lab knows the member: then the manifest is that of a new cluster.
func Manifest(ctx context.Context, h *labdir.Dir, name string) ([]byte, error) {
	if err := labdir.CheckName(name); err != nil {
		return nil, usage{err}
	}
	unlock, err := h.LockAndReload(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	m, known := h.Member(name)
	peers, err := peersNow(ctx, h)
	switch {
	case err != nil && known && (len(h.Members) == 1 || !hasData(h)): // nobody else could know more
		return manifest.Make(h, m, h.Members, manifest.New)
	case err != nil:
		return nil, lang.Errorf("the cluster does not answer, so nobody knows its members: %v (raftlab lab status; without a quorum for good: docs/lab/force-new-cluster.md)",
			"集群没有应答，不知道有哪些成员：%v（raftlab lab status；永远没有法定人数时：docs/lab/force-new-cluster.md）", err)
	case !known:
		if m, err = add(h, name); err != nil {
			return nil, err
		}
	}
	if i := slices.IndexFunc(peers, func(p labdir.Member) bool { return p.Name == name }); i >= 0 {
		peers[i] = m
	} else {
		peers = append(peers, m)
	}
	return manifest.Make(h, m, peers, manifest.Existing)
}

// add makes a further member known to the lab.
func add(h *labdir.Dir, name string) (labdir.Member, error) {
	m, ports, err := newMember(h, name)
	if err != nil {
		return m, err
	}
	for _, r := range ports { // the supervisor keeps them as soon as they are recorded
		defer r.Release()
	}
	if err := h.Add(m); err != nil {
		return m, err
	}
	if err := makePlaces(h); err != nil {
		return m, err
	}
	return m, pki.Ensure(h)
}

// peersNow returns the members that the cluster counts. One that was added and did not start yet has no
// name; the lab knows it by its port.
func peersNow(ctx context.Context, h *labdir.Dir) (peers []labdir.Member, err error) {
	ctx, cancel := context.WithTimeout(ctx, listPatience)
	defer cancel()
	list, err := member.List(ctx, h)
	if err != nil {
		return nil, err
	}
	return asPeers(h, list)
}

// hasData reports whether some member has been started already: then the cluster is not to be made anew.
func hasData(h *labdir.Dir) bool {
	for _, m := range h.Members {
		if _, err := os.Stat(filepath.Join(h.Data(m.Name), "member")); err == nil {
			return true
		}
	}
	return false
}

// asPeers returns members as the lab knows them.
func asPeers(h *labdir.Dir, list []*etcdserverpb.Member) (peers []labdir.Member, err error) {
	for _, m := range list {
		if len(m.PeerURLs) == 0 {
			continue
		}
		peer := labdir.Member{Name: m.Name, PeerPort: portOf(m.PeerURLs[0])}
		for _, known := range append(everyHost(), h.Members...) {
			if known.PeerURL() == m.PeerURLs[0] {
				peer = known
			}
		}
		if peer.Name == "" {
			return nil, lang.Errorf("a member at %s is not the lab's (remove it: etcdctl member remove %x)",
				"%s 处的成员不属于这个实验环境（请移除：etcdctl member remove %x）", m.PeerURLs[0], m.ID)
		}
		peers = append(peers, peer)
	}
	return peers, nil
}

// everyHost returns the members that could be: one that was added is known by its address.
func everyHost() (all []labdir.Member) {
	for number := 1; number <= labdir.MaxHosts; number++ {
		all = append(all, labdir.HostMember(labdir.Name(number)))
	}
	return all
}

func portOf(address string) int {
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	port, _ := strconv.Atoi(u.Port())
	return port
}
