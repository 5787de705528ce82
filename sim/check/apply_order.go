package check

import "raftlab/sim/trace"

// applyOrder: a server applies what it knows to be committed, each index once and in order. Raft paper,
// Figure 2 (lastApplied) and section 5.3. It applies nothing that is not in its log. After a restart it goes on from its snapshot. Untested while nobody
// applies anything.
type applyOrder struct{ property }

func (p *applyOrder) reset(f *violations) {
	p.open(trace.ApplyOrder, "Raft paper, Figure 2 and section 5.3", f)
}

func (p *applyOrder) applied(e *trace.Event, c *cluster, s *server) {
	p.tested = true
	m := &s.machine
	switch {
	case e.First == m.applied+1 && e.Index >= e.First && e.Index <= min(m.commit, s.last()):
		return
	case !p.isNew(uint64(e.Node), uint64(e.First)):
	case e.First > m.applied+1:
		p.violated(e, &trace.Evidence{Saw: trace.AppliedTooFar, First: e.First, Applied: m.applied})
	case e.First <= m.applied:
		p.violated(e, &trace.Evidence{Saw: trace.AppliedAgain, First: e.First, Applied: m.applied})
	case e.Index < e.First:
		p.violated(e, &trace.Evidence{Saw: trace.AppliedBackwards, First: e.First, Index: e.Index})
	case e.Index > s.last():
		p.violated(e, &trace.Evidence{Saw: trace.AppliedBeyondLog, Index: e.Index, End: c.end(s)})
	default:
		p.violated(e, &trace.Evidence{Saw: trace.AppliedUncommitted, Index: e.Index, Commit: m.commit})
	}
}

// restored is told before a snapshot is in place.
func (p *applyOrder) restored(e *trace.Event, m *machine) {
	if e.Index < m.applied && p.isNew(uint64(e.Node), uint64(e.Index)) {
		p.violated(e, &trace.Evidence{Saw: trace.WentBack, Applied: m.applied, Index: e.Index})
	}
}
