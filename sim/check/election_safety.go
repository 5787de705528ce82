package check

import "raftlab/sim/trace"

// electionSafety: at most one leader can be elected in a given term. Raft paper, Figure 3 and
// section 5.2. Untested while no server leads.
type electionSafety struct {
	ledger
	leaders table[trace.Term, trace.NodeID] // the first leader of each term
}

func (p *electionSafety) reset(f *findings) {
	p.open(trace.ElectionSafety, "Raft paper, Figure 3 and section 5.2", f)
	p.leaders.reset()
}

func (p *electionSafety) copyFrom(o *electionSafety) {
	p.ledger.copyFrom(&o.ledger)
	p.leaders.copyFrom(&o.leaders)
}

func (p *electionSafety) elected(e *trace.Event) {
	p.tested = true
	leader, known := p.leaders.get(e.Term)
	if !known {
		p.leaders.put(e.Term, e.Node)
	} else if leader != e.Node && p.isNew(uint64(e.Term), 0) {
		p.violated(e, "term %d has leaders %v and %v", e.Term, leader, e.Node)
	}
}
