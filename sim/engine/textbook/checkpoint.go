package textbook

import (
	"slices"

	"raftlab/sim/trace"
)

// checkpoint is what of a server is restored.
type checkpoint struct {
	persistent
	volatile
	logLen int // entries in the log's memory
	peers  []peer
	disk   disk
}

// Checkpoint implements [engine.Node].
func (n *node) Checkpoint() bool {
	if n.err != nil || n.disk.writing || len(n.outbox) > 0 || n.config.LeaseReads || n.reading != nil && len(n.reading.pending) > 0 {
		return false
	}
	n.checkpoint = &checkpoint{n.persistent, n.volatile, len(n.log.memory.entries), slices.Clone(n.peers), n.disk}
	return true
}

// Restore implements [engine.Node]. Nothing refers to the entries any more that the log's memory got since.
func (n *node) Restore() {
	k := n.checkpoint
	changed := n.members != k.members
	n.persistent = k.persistent
	n.volatile = k.volatile
	n.disk = k.disk
	n.err, n.reading = nil, nil
	n.log.memory.entries = n.log.memory.entries[:k.logLen]
	if k.role != trace.Follower || changed { // a follower makes its peers new before it uses them
		n.peers = append(n.peers[:0], k.peers...)
	}
	n.outbox, n.work.Messages = n.outbox[:0], n.work.Messages[:0]
}
