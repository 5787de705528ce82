package hunt

import "raftlab/sim/trace"

// Coverage is which faults met which servers, and what came of it: pairs of a kind of fault and the role that the server had, each with
// a reason for which a server then changed its role, decided on a vote or ignored a message. The zero value is none.
type Coverage struct{ seen map[situation]struct{} }

// situation is a reason that was seen after a fault.
type situation struct {
	fault  trace.Fault
	role   trace.Role // of the server that the fault met; 0: it met none, or one that was down
	reason trace.Reason
}

// Len returns how many situations were seen.
func (c *Coverage) Len() int { return len(c.seen) }

// Merge adds those of another.
func (c *Coverage) Merge(o *Coverage) {
	for s := range o.seen {
		c.add(s)
	}
}

func (c *Coverage) add(s situation) {
	if c.seen == nil {
		c.seen = map[situation]struct{}{}
	}
	c.seen[s] = struct{}{}
}

// sampled reports whether the coverage of a schedule is looked at: to read so many events takes time.
func sampled(number uint64) bool { return number%16 == 0 }

// observer is a sink that notes the coverage of one run.
type observer struct {
	coverage *Coverage
	roles    map[trace.NodeID]trace.Role
	last     situation // the last fault
}

// Kinds implements [trace.FilteredSink].
func (o *observer) Kinds() trace.Kinds {
	return trace.KindsOf(trace.FaultMade, trace.RoleChange, trace.Voted, trace.Ignored)
}

// Observe implements [trace.Sink].
func (o *observer) Observe(e *trace.Event) {
	switch e.Kind {
	case trace.FaultMade:
		o.last = situation{fault: e.Fault, role: o.roles[e.Node]}
		if e.Fault == trace.Crash {
			delete(o.roles, e.Node)
		}
		return
	case trace.RoleChange:
		if o.roles == nil {
			o.roles = map[trace.NodeID]trace.Role{}
		}
		o.roles[e.Node] = e.Role
	}
	if o.last.fault != 0 && e.Reason != 0 {
		o.coverage.add(situation{o.last.fault, o.last.role, e.Reason})
	}
}
