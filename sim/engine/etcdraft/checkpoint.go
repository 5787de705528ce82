package etcdraft

import (
	etcd "go.etcd.io/raft/v3"

	"raftlab/sim/engine/etcdraft/rawnode"
)

// checkpoint is a server as it was at a moment.
type checkpoint struct {
	state
	server *rawnode.Saved
}

// Checkpoint implements [engine.Node].
func (n *node) Checkpoint() bool {
	n.checkpoint = nil
	if n.plain || n.raw == nil || n.err != nil || n.writing || n.raw.HasReady() {
		return false
	}
	n.checkpoint = n.save()
	return true
}

// save returns the server as it is now.
func (n *node) save() *checkpoint { return &checkpoint{n.state, rawnode.Save(n.raw, n.memory)} }

// Restore implements [engine.Node].
func (n *node) Restore() { n.restore(n.checkpoint) }

func (n *node) restore(k *checkpoint) {
	k.server.Restore()
	n.state = k.state
	n.err, n.ready, n.writing = nil, etcd.Ready{}, false
}
