package observe

import (
	"time"

	"raftlab/sim/trace"
)

// send tells that a message left. One to a member that is down is lost at once: nobody is there to hear it.
func (c *converter) send(at time.Time, e trace.Event) {
	if e.Peer == 0 {
		return
	}
	key := flight{e.Node, e.Peer, e.Message}
	if at.Before(c.from) {
		c.flights[key] = 0
		return
	}
	c.ids++
	e.Kind, e.ID = trace.Sent, c.ids
	c.flights[key] = e.ID
	c.add(at, e)
	if to := c.server(e.Peer); to.known && !to.up {
		delete(c.flights, key)
		c.add(at, trace.Event{Kind: trace.Lost, Node: e.Node, Peer: e.Peer, Term: e.Term, Message: e.Message, ID: e.ID, Reason: trace.ReceiverDown})
	}
}

// arrived tells that a message reached its receiver, and returns its number, 0 if nobody saw it leave. A term of 0 is
// that of the receiver.
func (c *converter) arrived(at time.Time, from, to trace.NodeID, message trace.MessageKind, term trace.Term) uint64 {
	key := flight{from, to, message}
	id := c.flights[key]
	delete(c.flights, key)
	if id == 0 || from == 0 {
		return 0
	}
	if term == 0 {
		term = c.server(to).term
	}
	c.add(at, trace.Event{Kind: trace.Delivered, Node: to, Peer: from, Term: term, Message: message, ID: id})
	return id
}

// asked is the term that a request asks for. The library logs the asker's own, and a pre-vote is for the next.
func asked(l line) trace.Term {
	if l.message == trace.RequestPreVote {
		return l.term + 1
	}
	return l.term
}

func (c *converter) ask(l line) {
	c.send(l.at, trace.Event{Node: l.node, Peer: c.numbers[l.peer], Term: asked(l), Message: l.message, Prev: l.last})
}

// vote is told what a voter made of a request. The line has the voter's own term.
func (c *converter) vote(l line, s *server) {
	from := c.numbers[l.peer]
	if from == 0 {
		return
	}
	term := c.askedBy(from, l)
	id := c.arrived(l.at, from, l.node, l.message, term)
	e := trace.Event{Kind: trace.Voted, Node: l.node, Peer: from, Term: s.term, Role: s.role, Asked: term,
		Granted: l.kind == cast, Pre: l.pre, VotedFor: c.numbers[l.vote], Last: l.last, PeerLast: l.peerLast}
	if e.Granted && !e.Pre {
		e.VotedFor = from
	}
	e.Reason = whyDenied(l, e)
	c.add(l.at, e)
	if l.kind == leased {
		if id != 0 {
			c.add(l.at, trace.Event{Kind: trace.Ignored, Node: l.node, Peer: from, Term: term, Message: l.message, ID: id, Reason: trace.LeaderLease})
		}
		return
	}
	c.send(l.at, trace.Event{Node: l.node, Peer: from, Term: term, Message: answers[l.message], Granted: e.Granted})
}

// askedBy is the term that a member asks for that stands, or asks whether it should: the voter does not log it.
func (c *converter) askedBy(from trace.NodeID, l line) trace.Term {
	if asker := c.server(from); asker.role == trace.PreCandidate || asker.role == trace.Candidate {
		if l.pre {
			return asker.term + 1
		}
		return asker.term
	}
	return asked(l)
}

// whyDenied finds out why a vote was not given. The library does not log it; it follows from the values that it does.
func whyDenied(l line, e trace.Event) trace.Reason {
	switch {
	case l.kind == cast:
		return 0
	case l.kind == leased:
		return trace.LeaderLease
	case e.Asked < e.Term:
		return trace.StaleTerm
	case e.PeerLast.Before(e.Last):
		return trace.LogBehind
	case !l.pre && e.VotedFor != 0 && e.VotedFor != e.Peer:
		return trace.AlreadyVoted
	}
	return trace.LeaderKnown
}

// ignore is told that a member did nothing with a message of a former term.
func (c *converter) ignore(l line) {
	from := c.numbers[l.peer]
	if id := c.arrived(l.at, from, l.node, l.message, 0); id != 0 {
		c.add(l.at, trace.Event{Kind: trace.Ignored, Node: l.node, Peer: from, Term: l.term, Message: l.message, ID: id, Reason: trace.StaleTerm})
	}
}

// answered is told that an answer has come. That to itself is its own vote.
func (c *converter) answered(l line, s *server) {
	s.answer = l
	from := c.numbers[l.peer]
	if from != l.node {
		c.arrivedAnswer(l, from)
		return
	}
	e := trace.Event{Kind: trace.Voted, Node: l.node, Peer: l.node, Term: s.term, Role: s.role, Asked: s.term, Granted: true, Pre: l.pre}
	if l.pre {
		e.Asked++
	} else {
		e.VotedFor = l.node
	}
	c.add(l.at, e)
}

func (c *converter) arrivedAnswer(l line, from trace.NodeID) {
	key := flight{from, l.node, l.message}
	id := c.flights[key]
	delete(c.flights, key)
	if id == 0 || from == 0 {
		return
	}
	term := l.term
	if l.pre && l.kind == granted {
		term = c.server(l.node).term + 1
	}
	c.add(l.at, trace.Event{Kind: trace.Delivered, Node: l.node, Peer: from, Term: term, Message: l.message, ID: id, Granted: l.kind == granted})
}

// count is told what a candidate has counted, after the answer that it counted last.
func (c *converter) count(l line, s *server) {
	s.tally = l
	if s.config == nil || len(s.config.Outgoing) > 0 { // of joint consensus the line does not tell whose votes they are
		return
	}
	voters := len(s.config.Voters)
	c.add(l.at, trace.Event{Kind: trace.Tallied, Node: l.node, Peer: c.numbers[s.answer.peer], Term: s.term, Role: s.role,
		Granted: s.answer.kind == granted, Pre: l.pre, Votes: l.votes, Denials: l.denials, Quorum: trace.Majority(voters), Voters: voters})
}
