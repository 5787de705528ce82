package check

import (
	"cmp"
	"slices"

	"raftlab/sim/trace"
)

// electionSafety: at most one leader can be elected in a given term. Raft paper, Figure 3 and
// section 5.2. Untested while no server leads.
type electionSafety struct {
	property
	leaders []firstLeader // by term
}

// firstLeader is the server that was first elected in a term.
type firstLeader struct {
	term trace.Term
	node trace.NodeID
}

func (p *electionSafety) reset(f *violations) {
	p.open(trace.ElectionSafety, "Raft paper, Figure 3 and section 5.2", f)
	p.leaders = p.leaders[:0]
}

func (p *electionSafety) copyFrom(o *electionSafety) {
	p.property.copyFrom(&o.property)
	p.leaders = append(p.leaders[:0], o.leaders...)
}

func (p *electionSafety) elected(e *trace.Event) {
	p.tested = true
	if n := len(p.leaders); n == 0 || p.leaders[n-1].term < e.Term { // the usual case
		p.leaders = append(p.leaders, firstLeader{e.Term, e.Node})
		return
	}
	p.electedLate(e)
}

// electedLate does what elected does if a leader of this term or of a later one is known.
func (p *electionSafety) electedLate(e *trace.Event) {
	at, known := slices.BinarySearchFunc(p.leaders, e.Term, func(l firstLeader, term trace.Term) int {
		return cmp.Compare(l.term, term)
	})
	if !known {
		p.leaders = slices.Insert(p.leaders, at, firstLeader{e.Term, e.Node})
	} else if leader := p.leaders[at].node; leader != e.Node && p.isNew(uint64(e.Term), 0) {
		p.violated(e, &trace.Evidence{Saw: trace.TwoLeaders, Term: e.Term, Peer: leader})
	}
}
