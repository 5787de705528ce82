package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// disk is what a server knows of its disk. Figure 2: persistent state is updated on stable storage
// before responding to RPCs. So messages leave the outbox only together with the state they follow
// from, and the world sends them when that is durable.
type disk struct {
	durable     engine.HardState // that is on disk
	durableLast trace.Index      // the last entry that is on disk as it is in the log

	writing  bool // work was handed out and is not done yet
	hard     engine.HardState
	written  trace.Index // the last entry that was handed out as it is in the log
	applying trace.Index
	ownVote  trace.Term // that is being written
}

// found is told at the boot what the disk holds.
func (d *disk) found(from *engine.Durable) {
	last := trace.Index(len(from.Entries))
	*d = disk{durable: from.HardState, durableLast: last, written: last}
}

// cut is told that the log was cut: what the disk holds from there on is not the log any more.
func (d *disk) cut(from trace.Index) {
	d.durableLast = min(d.durableLast, from-1)
	d.written = min(d.written, from-1)
}

// hardState returns what must be on disk besides the log.
func (n *node) hardState() engine.HardState {
	hard := engine.HardState{Term: n.currentTerm, Vote: n.votedFor}
	if !n.keeps(PersistTerm) {
		hard.Term = 0
	}
	if !n.keeps(PersistVote) {
		hard.Vote = 0
	}
	return hard
}

// Work implements [engine.Node].
func (n *node) Work() *engine.Work {
	d := &n.disk
	hard, last, applicable := n.hardState(), n.log.last(), n.applicable()
	sync := hard != d.durable || last > d.written
	if !sync && len(n.outbox) == 0 && applicable == n.lastApplied && n.ownVote == 0 || n.err != nil || d.writing {
		return nil
	}
	d.writing = true
	w := &n.work
	w.Messages, n.outbox = n.outbox, w.Messages
	if sync && len(w.Messages) > 0 && !n.keeps(SyncBeforeSend) {
		return n.sendFirst()
	}
	w.Sync, w.HardState, w.Commit = sync, hard, n.commitIndex
	w.Entries, w.Apply = nil, nil
	if last > d.written || applicable > n.lastApplied {
		w.Entries, w.Apply = n.log.between(d.written, last), n.toApply(applicable)
	}
	d.hard, d.written, d.applying = hard, last, applicable
	d.ownVote, n.ownVote = n.ownVote, 0
	return w
}

// sendFirst hands out messages alone, without what they follow from.
func (n *node) sendFirst() *engine.Work {
	d, w := &n.disk, &n.work
	w.Sync, w.HardState, w.Entries, w.Commit, w.Apply = false, d.durable, nil, 0, nil
	d.hard, d.applying = d.durable, n.lastApplied
	return w
}

// Done implements [engine.Node]. What is on the server's own disk now counts like the answer of
// another server: its vote for itself, and its copy of an entry.
func (n *node) Done() (more bool) {
	d := &n.disk
	voted := d.ownVote
	d.writing, d.durable, d.durableLast, d.ownVote = false, d.hard, d.written, 0
	n.work.Messages = n.work.Messages[:0]
	n.lastApplied = d.applying
	led := n.role == trace.Leader
	switch {
	case led:
		n.advanceCommitIndex()
	case n.role == trace.Candidate && voted == n.currentTerm:
		if n.tally(n.id, true).meets(n.needed(MajorityOfVotes)) {
			n.becomeLeader(nil)
		}
	}
	return led || n.role == trace.Leader || !n.keeps(SyncBeforeSend)
}
