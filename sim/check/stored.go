package check

import "raftlab/sim/trace"

// firstFormat is the first version of the trace that tells what is stored. Properties that rest on it are untested
// where the trace is older.
const firstFormat = 2

// stored are the properties that rest on what is on disks and in state machines, and on who is to be asked.
type stored struct {
	quorum    quorumOfVotes
	terms     termMonotonicity
	commits   commitDurability
	order     applyOrder
	states    stateEquality
	snapshots snapshotSafety
}

func (p *stored) reset(f *violations) {
	p.quorum.reset(f)
	p.terms.reset(f)
	p.commits.reset(f)
	p.order.reset(f)
	p.states.reset(f)
	p.snapshots.reset(f)
}

// copyLogs copies what changes with logs only.
func (p *stored) copyLogs(o *stored) {
	p.commits.copyFrom(&o.commits)
	p.order.property.copyFrom(&o.order.property)
	p.states.copyFrom(&o.states)
	p.snapshots.property.copyFrom(&o.snapshots.property)
}

// copyElections copies the rest.
func (p *stored) copyElections(o *stored) {
	p.quorum.property.copyFrom(&o.quorum.property)
	p.terms.property.copyFrom(&o.terms.property)
}

// ofStored are the kinds of events that observe looks at. Of the faults, restarts have a function of their own.
const ofStored trace.Kinds = 1<<trace.RoleChange | 1<<trace.Sent | ofLogs

// observe is told an event before the logs have changed by it.
func (p *stored) observe(e *trace.Event, c *cluster, votes *oneVotePerTerm) {
	switch e.Kind {
	case trace.RoleChange:
		c.ensure(c.server(e.Node))
		p.terms.entered(e, c)
		if e.Role == trace.Leader {
			p.quorum.elected(e, c, votes)
		}
	case trace.Sent:
		c.server(e.Node).sent(e.Term, e.Message)
	case trace.Reconfigured:
		p.commits.reconfigured(e, c)
	case trace.Synced:
		p.commits.synced(e, c)
	case trace.Committed:
		p.commits.committed(e, c)
	case trace.AppliedTo:
		p.applied(e, c)
	case trace.Compacted:
		p.snapshots.compacted(e, c, &p.commits)
		p.states.compare(e, e.Index, e.State)
	case trace.Restored:
		p.restored(e, c)
	}
}

func (p *stored) applied(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	m := &s.machine
	p.order.applied(e, c, s)
	p.states.applied(e, c)
	m.applied, m.state = e.Index, e.State
}

func (p *stored) restored(e *trace.Event, c *cluster) {
	m := &c.server(e.Node).machine
	p.order.restored(e, m)
	p.snapshots.restored(e, c, &p.commits)
	p.states.compare(e, e.Index, e.State)
	*m = machine{commit: max(m.commit, e.Index), applied: e.Index, state: e.State}
}

func (p *stored) restarted(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	p.terms.restarted(e, c)
	p.commits.restarted(e, c)
	p.snapshots.restarted(e, s)
	p.states.compare(e, e.First, e.State)
	s.disk.tip, s.ensured = c.recall(s, e.Last), 0
	s.machine = machine{commit: e.First, applied: e.First, state: e.State}
}
