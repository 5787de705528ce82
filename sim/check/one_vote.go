package check

import (
	"slices"
	"sort"

	"raftlab/sim/trace"
)

// oneVotePerTerm: a server votes for at most one candidate in a given term, restarts included; its
// vote for itself is one. Raft paper, section 5.2. Pre-votes bind nobody and do not count, nor does a
// vote that a crash took before anybody was told of it: it was not yet on disk, and the paper asks
// for no more. Untested while nobody votes.
type oneVotePerTerm struct {
	ledger
	ballots []ballot // by term, and in a term as they came

	// Whose vote was told last, in which term: a candidate tells its own to everybody.
	teller   trace.NodeID
	toldTerm trace.Term
}

// ballot is a server's vote in a term, and whether anybody was told of it.
type ballot struct {
	term      trace.Term
	voter     trace.NodeID
	candidate trace.NodeID // 0: a crash took the vote
	told      bool
}

func (p *oneVotePerTerm) reset(f *findings) {
	p.open(trace.OneVotePerTerm, "Raft paper, section 5.2", f)
	p.ballots, p.teller = p.ballots[:0], 0
}

func (p *oneVotePerTerm) copyFrom(o *oneVotePerTerm) {
	p.ledger.copyFrom(&o.ledger)
	p.ballots, p.teller = append(p.ballots[:0], o.ballots...), 0
}

func (p *oneVotePerTerm) voted(e *trace.Event) {
	if !e.Granted || e.Pre || p.granted(e.Node, e.Peer, e.Term) {
		return
	}
	if p.isNew(uint64(e.Node), uint64(e.Term)) {
		at, _ := p.find(e.Node, e.Term)
		p.violated(e, "%v voted for %v and %v in term %d", e.Node, p.ballots[at].candidate, e.Peer, e.Term)
	}
}

// granted takes note of a vote. It returns false if the voter has voted for another.
func (p *oneVotePerTerm) granted(voter, candidate trace.NodeID, term trace.Term) (fine bool) {
	p.tested = true
	at, known := p.find(voter, term)
	if !known {
		p.insert(at, ballot{term: term, voter: voter, candidate: candidate})
		return true
	}
	vote := &p.ballots[at]
	if vote.candidate == 0 {
		vote.candidate = candidate
	}
	return vote.candidate == candidate
}

func (p *oneVotePerTerm) insert(at int, b ballot) {
	if at == len(p.ballots) {
		p.ballots = append(p.ballots, b)
	} else {
		p.ballots = slices.Insert(p.ballots, at, b)
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
	if by == p.teller && term == p.toldTerm {
		return
	}
	if at, known := p.find(by, term); known {
		p.ballots[at].told = true
		p.teller, p.toldTerm = by, term
	}
}

// crashed forgets votes that nobody was told of.
func (p *oneVotePerTerm) crashed(e *trace.Event) {
	for i := range p.ballots {
		if b := &p.ballots[i]; b.voter == e.Node && !b.told {
			b.candidate = 0
		}
	}
}

// find returns where the ballot of a voter in a term is, or where it belongs.
func (p *oneVotePerTerm) find(voter trace.NodeID, term trace.Term) (at int, known bool) {
	end := len(p.ballots)
	if end > 0 && p.ballots[end-1].term > term { // a server that lags behind
		end = sort.Search(end, func(i int) bool { return p.ballots[i].term > term })
	}
	for at := end - 1; at >= 0 && p.ballots[at].term == term; at-- {
		if p.ballots[at].voter == voter {
			return at, true
		}
	}
	return end, false
}
