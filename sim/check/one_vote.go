package check

import (
	"slices"

	"raftlab/sim/trace"
)

// oneVotePerTerm: a server votes for at most one candidate in a given term, restarts included; its
// vote for itself is one. Raft paper, section 5.2. Pre-votes bind nobody and do not count. Untested
// while nobody votes.
type oneVotePerTerm struct {
	ledger
	votes []table[trace.Term, trace.NodeID] // by voter: the candidate of each term
}

func (p *oneVotePerTerm) reset(f *findings) {
	p.open(trace.OneVotePerTerm, "Raft paper, section 5.2", f)
	for i := range p.votes {
		p.votes[i].reset()
	}
	p.votes = p.votes[:0]
}

func (p *oneVotePerTerm) voted(e *trace.Event) {
	if !e.Granted || e.Pre {
		return
	}
	p.tested = true
	votes := p.of(e.Node)
	candidate, known := votes.get(e.Term)
	if !known {
		votes.put(e.Term, e.Peer)
	} else if candidate != e.Peer && p.isNew(uint64(e.Node), uint64(e.Term)) {
		p.violated(e, "%v voted for %v and %v in term %d", e.Node, candidate, e.Peer, e.Term)
	}
}

// of returns the votes of a server. Those beyond the length are empty and keep their memory.
func (p *oneVotePerTerm) of(voter trace.NodeID) *table[trace.Term, trace.NodeID] {
	if n := int(voter) + 1; n > len(p.votes) {
		if n > cap(p.votes) {
			p.votes = slices.Grow(p.votes[:cap(p.votes)], n-cap(p.votes))
		}
		p.votes = p.votes[:n]
	}
	return &p.votes[voter]
}
