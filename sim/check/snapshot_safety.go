package check

import "raftlab/sim/trace"

// snapshotSafety: a snapshot stands for entries that were committed, and that the server that takes it has
// applied. Raft paper, section 7. Untested while there is no snapshot.
type snapshotSafety struct{ property }

func (p *snapshotSafety) reset(f *violations) {
	p.open(trace.SnapshotSafety, "Raft paper, section 7", f)
}

// compacted is told before the start of the log is gone.
func (p *snapshotSafety) compacted(e *trace.Event, c *cluster, commits *commitDurability) {
	s := c.server(e.Node)
	if e.Index > s.machine.applied {
		p.tested = true
		if p.isNew(uint64(e.Node), uint64(e.Index)) {
			p.violated(e, &trace.Evidence{Saw: trace.SnapshotUnapplied, Index: e.Index, Applied: s.machine.applied})
		}
		return
	}
	p.judge(e, c, commits, trace.TookUncommitted)
}

// restored is told before the snapshot is in place.
func (p *snapshotSafety) restored(e *trace.Event, c *cluster, commits *commitDurability) {
	p.judge(e, c, commits, trace.RestoredUncommitted)
}

// restarted is told before the log is the one that was found on disk. The snapshot is one that the server had.
func (p *snapshotSafety) restarted(e *trace.Event, s *server) {
	if e.First > s.first && p.isNew(uint64(e.Node), uint64(e.First)) {
		p.violated(e, &trace.Evidence{Saw: trace.SnapshotFromNowhere, Index: e.First, Start: s.first})
	}
}

// judge looks for the snapshot's last entry among those that were committed.
func (p *snapshotSafety) judge(e *trace.Event, c *cluster, commits *commitDurability, saw trace.Sighting) {
	id := c.recall(c.server(e.Node), trace.Position{Term: e.EntryTerm, Index: e.Index})
	p.tested = true
	if !commits.isKnown(id) && p.isNew(uint64(e.Node), uint64(e.Index)) {
		p.violated(e, &trace.Evidence{Saw: saw, Entry: c.entries.named(id)})
	}
}
