package check

import "raftlab/sim/trace"

// oneVotePerTerm: a server votes for at most one candidate in a given term, restarts included; its
// vote for itself is one. Raft paper, section 5.2. Pre-votes bind nobody and do not count, nor does a
// vote that a crash took before anybody was told of it: it was not yet on disk, and the paper asks
// for no more. Untested while nobody votes.
type oneVotePerTerm struct {
	property
	latest []ballot // by voter: that of the highest term
	older  []ballot // the others, in no order
	second []ballot // votes given by servers that had voted for another in the term
}

// ballot is a server's vote in a term, and whether anybody was told of it. The zero value is none.
type ballot struct {
	term      trace.Term
	voter     trace.NodeID
	candidate trace.NodeID // 0: a crash took the vote
	told      bool
}

func (p *oneVotePerTerm) reset(f *violations) {
	p.open(trace.OneVotePerTerm, "Raft paper, section 5.2", f)
	p.latest, p.older, p.second = p.latest[:0], p.older[:0], p.second[:0]
}

func (p *oneVotePerTerm) copyFrom(o *oneVotePerTerm) {
	p.property.copyFrom(&o.property)
	p.latest = append(p.latest[:0], o.latest...)
	p.older, p.second = p.older[:0], p.second[:0]
	if len(o.older)+len(o.second) > 0 { // to copy nothing takes 52 of the 15,000 instructions of a trial
		p.older, p.second = append(p.older, o.older...), append(p.second, o.second...)
	}
}

// has reports whether a server has given a candidate its vote in a term, be it a second one.
func (p *oneVotePerTerm) has(voter, candidate trace.NodeID, term trace.Term) bool {
	if b := p.find(voter, term); b != nil && b.candidate == candidate {
		return true
	}
	for i := range p.second {
		if b := &p.second[i]; b.voter == voter && b.candidate == candidate && b.term == term {
			return true
		}
	}
	return false
}

// latestOf counts the voters whose latest vote a candidate has, in a term.
func (p *oneVotePerTerm) latestOf(candidate trace.NodeID, term trace.Term, voters []trace.NodeID) (n int) {
	for _, voter := range voters {
		if int(voter) < len(p.latest) && p.latest[voter].term == term && p.latest[voter].candidate == candidate {
			n++
		}
	}
	return n
}

func (p *oneVotePerTerm) voted(e *trace.Event) {
	if !e.Granted || e.Pre || p.granted(e.Node, e.Peer, e.Term) {
		return
	}
	if !p.has(e.Node, e.Peer, e.Term) {
		p.second = append(p.second, ballot{term: e.Term, voter: e.Node, candidate: e.Peer, told: true})
	}
	if p.isNew(uint64(e.Node), uint64(e.Term)) {
		p.violated(e, &trace.Evidence{Saw: trace.VotedTwice, Peer: p.find(e.Node, e.Term).candidate, Rival: e.Peer, Term: e.Term})
	}
}

// granted takes note of a vote. It returns false if the voter has voted for another.
func (p *oneVotePerTerm) granted(voter, candidate trace.NodeID, term trace.Term) (fine bool) {
	p.tested = true
	b := p.ballot(voter, term)
	if b.candidate == 0 {
		b.candidate = candidate
	}
	return b.candidate == candidate
}

// ballot returns the ballot of a voter in a term. It is made if there is none.
func (p *oneVotePerTerm) ballot(voter trace.NodeID, term trace.Term) *ballot {
	if int(voter) >= len(p.latest) {
		p.makeRoom(voter)
	}
	b := &p.latest[voter]
	if b.voter != 0 {
		if b.term == term {
			return b
		}
		if b.term > term {
			return p.olderBallot(voter, term)
		}
		p.older = append(p.older, *b)
	}
	b.term, b.voter, b.candidate, b.told = term, voter, 0, false
	return b
}

// olderBallot does what ballot does for a term before the voter's latest.
func (p *oneVotePerTerm) olderBallot(voter trace.NodeID, term trace.Term) *ballot {
	if b := p.findOlder(voter, term); b != nil {
		return b
	}
	p.older = append(p.older, ballot{term: term, voter: voter})
	return &p.older[len(p.older)-1]
}

// find returns the ballot of a voter in a term; nil if there is none.
func (p *oneVotePerTerm) find(voter trace.NodeID, term trace.Term) *ballot {
	if int(voter) >= len(p.latest) {
		return nil
	}
	if b := &p.latest[voter]; b.term <= term {
		if b.term < term || b.voter == 0 {
			return nil
		}
		return b
	}
	return p.findOlder(voter, term)
}

// findOlder looks for a ballot of a term before the voter's latest. Only a server that lost its term votes there.
func (p *oneVotePerTerm) findOlder(voter trace.NodeID, term trace.Term) *ballot {
	for i := range p.older {
		if b := &p.older[i]; b.voter == voter && b.term == term {
			return b
		}
	}
	return nil
}

func (p *oneVotePerTerm) makeRoom(voter trace.NodeID) {
	for int(voter) >= len(p.latest) {
		p.latest = append(p.latest, ballot{})
	}
}

// sent takes note of votes that are told: an answer to a candidate, or a candidate's requests, which
// stand for its vote for itself.
func (p *oneVotePerTerm) sent(by trace.NodeID, term trace.Term, message trace.MessageKind, granted bool) {
	if tellsVote(message, granted) {
		p.tell(by, term)
	}
}

func tellsVote(message trace.MessageKind, granted bool) bool {
	return message == trace.RequestVote || message == trace.VoteReply && granted
}

func (p *oneVotePerTerm) tell(by trace.NodeID, term trace.Term) {
	if b := p.find(by, term); b != nil {
		b.told = true
	}
}

// crashed forgets votes that nobody was told of.
func (p *oneVotePerTerm) crashed(e *trace.Event) {
	forgetUntold(p.latest, e.Node)
	forgetUntold(p.older, e.Node)
}

func forgetUntold(ballots []ballot, voter trace.NodeID) {
	for i := range ballots {
		if b := &ballots[i]; b.voter == voter && !b.told {
			b.candidate = 0
		}
	}
}
