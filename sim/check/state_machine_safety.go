package check

import "raftlab/sim/trace"

// stateMachineSafety: if a server has applied a log entry at a given index to its state machine, no
// other server will ever apply a different log entry for the same index. Raft paper, Figure 3 and
// section 5.4.3. Neither will the same server after a restart. A snapshot of a leader applies all
// that is in it (section 7). Untested until two servers apply an index.
type stateMachineSafety struct {
	property
	machine table[trace.Index, application]
}

// application is the first time that an index was applied.
type application struct {
	id entryID
	by trace.NodeID
}

func (p *stateMachineSafety) reset(f *violations) {
	p.open(trace.StateMachineSafety, "Raft paper, Figure 3 and section 5.4.3", f)
	p.machine.reset()
}

func (p *stateMachineSafety) copyFrom(o *stateMachineSafety) {
	p.property.copyFrom(&o.property)
	p.machine.copyFrom(&o.machine)
}

func (p *stateMachineSafety) applied(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	for i, last := s.within(e.First, e.Index); i <= last; i++ {
		id, _ := s.at(i)
		was, again := p.apply(e.Node, i, id)
		if again && c.entries.differ(was.id, id) {
			p.report(e, c, trace.AppliedOther, was, was.id, id)
		}
	}
}

// restored is told after the snapshot is in place. It is compared with what was applied at its end,
// or last before: an entry stands for all before it.
func (p *stateMachineSafety) restored(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if s.first == 0 {
		return
	}
	if was, index, found := p.upTo(s.first); found {
		p.compare(e, c, was, index)
	}
	p.apply(e.Node, s.first, s.base)
}

// compare holds a snapshot, just restored, against what was applied at an index in it.
func (p *stateMachineSafety) compare(e *trace.Event, c *cluster, was application, index trace.Index) {
	at, told := c.entries.ancestor(c.server(e.Node).base, index)
	if !told {
		return
	}
	if x, y, found := c.entries.divergence(was.id, at); found {
		p.report(e, c, trace.RestoredOther, was, x, y)
	}
}

// upTo returns what was applied at an index or, if nothing was, at the nearest one before.
func (p *stateMachineSafety) upTo(index trace.Index) (was application, at trace.Index, found bool) {
	n, exact := p.machine.find(index)
	if !exact {
		n--
	}
	if n < 0 {
		return was, 0, false
	}
	return p.machine.rows[n].value, p.machine.rows[n].key, true
}

// apply notes that an index was applied, and returns who was first if there was somebody.
func (p *stateMachineSafety) apply(node trace.NodeID, index trace.Index, id entryID) (was application, again bool) {
	was, again = p.machine.get(index)
	if !again {
		p.machine.put(index, application{id, node})
	} else if was.by != node {
		p.tested = true
	}
	return was, again
}

func (p *stateMachineSafety) report(e *trace.Event, c *cluster, saw trace.Sighting, was application, x, y entryID) {
	if p.isNew(uint64(was.by), uint64(e.Node)) {
		other, own := c.entries.namedApart(x, y)
		p.violated(e, &trace.Evidence{Saw: saw, Peer: was.by, Other: other, Entry: own})
	}
}
