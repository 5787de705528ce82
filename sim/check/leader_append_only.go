package check

import "raftlab/sim/trace"

// leaderAppendOnly: a leader never overwrites or deletes entries in its log; it only appends new
// entries. Raft paper, Figure 3 and section 5.3. What a crash takes is not the leader's doing.
// Untested while no leader appends.
type leaderAppendOnly struct{ property }

func (p *leaderAppendOnly) reset(f *violations) {
	p.open(trace.LeaderAppendOnly, "Raft paper, Figure 3 and section 5.3", f)
}

// appended is told before the entry is in the log.
func (p *leaderAppendOnly) appended(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if s.leading == 0 {
		return
	}
	p.tested = true
	if e.Index <= s.last() && p.isNew(uint64(e.Node), uint64(s.leading)) {
		p.violated(e, &trace.Evidence{Saw: trace.OverwroteOwn, Term: s.leading, Index: e.Index})
	}
}

func (p *leaderAppendOnly) truncated(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if s.leading != 0 && p.isNew(uint64(e.Node), uint64(s.leading)) {
		p.violated(e, &trace.Evidence{Saw: trace.DeletedOwn, Term: s.leading, First: e.First, Index: e.Index})
	}
}

func (p *leaderAppendOnly) restored(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if s.leading != 0 && p.isNew(uint64(e.Node), uint64(s.leading)) {
		p.violated(e, &trace.Evidence{Saw: trace.ReplacedOwn, Term: s.leading, Index: e.Index})
	}
}
