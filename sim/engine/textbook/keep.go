package textbook

import (
	"slices"

	"raftlab/sim/trace"
)

// kept is a server at the moment to which it can be led back.
type kept struct {
	persistent
	volatile
	known int // entries in the log's memory
	peers []peer
	disk  disk
}

// Keep implements [engine.Node].
func (n *node) Keep() bool {
	if n.err != nil || n.disk.writing || len(n.outbox) > 0 {
		return false
	}
	n.kept = &kept{n.persistent, n.volatile, len(n.log.memory.entries), slices.Clone(n.peers), n.disk}
	return true
}

// Return implements [engine.Node]. Terms and indexes of this engine always count from zero. Nothing refers
// to the entries any more that the log's memory got since.
func (n *node) Return(trace.Position) {
	k := n.kept
	n.persistent = k.persistent // and not together with what follows: it would be copied twice
	n.volatile = k.volatile
	n.disk = k.disk
	n.err = nil
	n.log.memory.entries = n.log.memory.entries[:k.known]
	if k.role != trace.Follower { // which makes all it knows of others new before it uses it
		copy(n.peers, k.peers)
	}
	n.outbox, n.work.Messages = n.outbox[:0], n.work.Messages[:0]
}
