package check

import (
	"slices"

	"raftlab/sim/trace"
)

// oneVotePerTerm: a server votes for at most one candidate in a given term, restarts included; its
// vote for itself is one. Raft paper, section 5.2. Pre-votes bind nobody and do not count, nor does a
// vote that a crash took before anybody was told of it: it was not yet on disk, and the paper asks
// for no more. Untested while nobody votes.
type oneVotePerTerm struct {
	ledger
	votes []table[trace.Term, ballot] // by voter: the vote of each term
}

// ballot is a vote, and whether anybody was told of it. The zero value is no vote.
type ballot struct {
	candidate trace.NodeID
	told      bool
}

func (p *oneVotePerTerm) reset(f *findings) {
	p.open(trace.OneVotePerTerm, "Raft paper, section 5.2", f)
	for i := range p.votes {
		p.votes[i].reset()
	}
	p.votes = p.votes[:0]
}

func (p *oneVotePerTerm) copyFrom(o *oneVotePerTerm) {
	p.ledger.copyFrom(&o.ledger)
	for len(p.votes) > len(o.votes) {
		last := len(p.votes) - 1
		p.votes[last].reset()
		p.votes = p.votes[:last]
	}
	for i := range o.votes {
		p.of(trace.NodeID(i)).copyFrom(&o.votes[i])
	}
}

func (p *oneVotePerTerm) voted(e *trace.Event) {
	if !e.Granted || e.Pre {
		return
	}
	p.tested = true
	votes := p.of(e.Node)
	at, known := votes.find(e.Term)
	if !known || votes.rows[at].value.candidate == 0 {
		votes.insert(at, known, e.Term, ballot{candidate: e.Peer})
		return
	}
	if vote := votes.rows[at].value; vote.candidate != e.Peer && p.isNew(uint64(e.Node), uint64(e.Term)) {
		p.violated(e, "%v voted for %v and %v in term %d", e.Node, vote.candidate, e.Peer, e.Term)
	}
}

// sent takes note of votes that are told: an answer to a candidate, or a candidate's requests, which
// stand for its vote for itself.
func (p *oneVotePerTerm) sent(by trace.NodeID, term trace.Term, message trace.MessageKind, granted bool) {
	if message == trace.RequestVote || message == trace.VoteReply && granted {
		p.tell(by, term)
	}
}

func (p *oneVotePerTerm) tell(by trace.NodeID, term trace.Term) {
	votes := p.of(by)
	if at, known := votes.find(term); known {
		votes.rows[at].value.told = true
	}
}

// crashed forgets votes that nobody was told of.
func (p *oneVotePerTerm) crashed(e *trace.Event) {
	rows := p.of(e.Node).rows
	for i := range rows {
		if !rows[i].value.told {
			rows[i].value = ballot{}
		}
	}
}

// of returns the votes of a server. Those beyond the length are empty and keep their memory.
func (p *oneVotePerTerm) of(voter trace.NodeID) *table[trace.Term, ballot] {
	if int(voter) >= len(p.votes) {
		p.grow(int(voter) + 1)
	}
	return &p.votes[voter]
}

//go:noinline // so that of is inlined
func (p *oneVotePerTerm) grow(n int) {
	if n > cap(p.votes) {
		p.votes = slices.Grow(p.votes[:cap(p.votes)], n-cap(p.votes))
	}
	p.votes = p.votes[:n]
}
