package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// conclude tells what a step means: the change of role, the vote, the timer; each with the reason that Figure 2 gives.
func (n *node) conclude(before *state, why trace.Reason, m *engine.Message) {
	if n.role != before.role || n.hard.Term != before.hard.Term {
		n.tellRole(before, why, m)
	}
	if m == nil && n.answer.ResetTimer && n.role != trace.Leader && why != trace.Boot {
		n.observer.TimerReset(true, why, 0)
	}
	if n.role != trace.Follower && n.hard.Term > before.hard.Term {
		n.beginCount()
	}
	if m != nil && m.Term < n.hard.Term && m.Kind != trace.RequestVote {
		n.observer.Ignored(trace.StaleTerm)
	}
	for i := range n.rules.replied {
		if r := &n.rules.replied[i]; r.request.Kind == trace.RequestVote {
			n.tellVote(&r.request, r.granted, n.whyDenied(&r.request, r.granted, before))
		}
	}
	if m != nil && n.answer.ResetTimer && n.role != trace.Leader {
		n.observer.TimerReset(true, n.whyReset(m), m.From)
	}
}

// beginCount begins the count of a new term, with the candidate's vote for itself.
func (n *node) beginCount() {
	n.tally = tally{term: n.hard.Term}
	if n.hard.Vote == n.id {
		n.tellVote(&engine.Message{From: n.id, Term: n.hard.Term, Prev: n.end()}, true, 0)
		n.disk.last().ownVote = n.hard.Term
	}
}

// tellRole tells a change of role or term. A leader has no election timer; one that steps down gets it.
func (n *node) tellRole(before *state, why trace.Reason, m *engine.Message) {
	b := engine.RoleChange{Role: n.role, Term: n.hard.Term, Reason: why}
	if m != nil {
		b.Reason, b.Peer, b.Message = n.whyRole(before, m), m.From, m.Kind
	}
	if n.role == trace.Leader {
		b.Reason, b.Peer = trace.ElectionWon, 0
		n.heartbeatAt = n.now + n.config.HeartbeatTicks
	}
	n.observer.RoleChanged(b)
	if before.role == trace.Leader && n.role != trace.Leader {
		n.observer.TimerReset(true, b.Reason, b.Peer)
	}
}

// whyRole returns why a message made the server change; 0: nothing in Figure 2 asks for it.
func (n *node) whyRole(before *state, m *engine.Message) trace.Reason {
	switch {
	case m.Term > before.hard.Term && n.hard.Term == m.Term:
		return trace.HigherTerm
	case n.role == trace.Follower && m.Term == before.hard.Term && (m.Kind == trace.Append || m.Kind == trace.Heartbeat):
		return trace.LeaderOfTerm
	}
	return 0
}

// whyReset returns why a message started the election timer again.
func (n *node) whyReset(m *engine.Message) trace.Reason {
	switch {
	case m.Kind == trace.Append:
		return trace.AppendHeard
	case m.Kind == trace.Heartbeat:
		return trace.HeartbeatHeard
	case m.Kind == trace.RequestVote && n.vote.Granted:
		return trace.VoteGranted
	case m.Kind == trace.RequestVote && n.vote.Reason != 0:
		return n.vote.Reason
	}
	return trace.HigherTerm
}

// whyDenied returns the rule of Figure 2 by which a vote is denied; Refused: no rule of it says so.
func (n *node) whyDenied(m *engine.Message, granted bool, before *state) trace.Reason {
	switch {
	case granted:
		return 0
	case m.Term < n.hard.Term:
		return trace.StaleTerm
	case m.Term == before.hard.Term && before.hard.Vote != 0 && before.hard.Vote != m.From:
		return trace.AlreadyVoted
	case m.Prev.Before(n.end()):
		return trace.LogBehind
	}
	return trace.Refused
}

func (n *node) tellVote(m *engine.Message, granted bool, why trace.Reason) {
	n.vote = engine.Vote{Candidate: m.From, Term: n.hard.Term, Asked: m.Term, Granted: granted, Reason: why,
		VotedFor: n.hard.Vote, Last: n.end(), PeerLast: m.Prev}
	n.observer.Voted(&n.vote)
}

// end returns the position of the last entry.
func (s *state) end() trace.Position {
	if len(s.log) == 0 {
		return trace.Position{}
	}
	last := &s.log[len(s.log)-1]
	return trace.Position{Term: last.Term, Index: last.Index}
}

// tally is what the host counts of the votes that it delivers.
type tally struct {
	term    trace.Term
	answers [1 + mostServers]int8 // by server: 1 granted, -1 denied
}

const mostServers = 64

// countVote counts an answer that is delivered to a candidate. A vote is never taken back.
func (n *node) countVote(m *engine.Message) {
	if m.Kind != trace.VoteReply || n.role != trace.Candidate || m.Term != n.hard.Term || n.tally.term != m.Term || m.From > mostServers {
		return
	}
	said := int8(-1)
	if m.Granted {
		said = 1
	}
	if old := n.tally.answers[m.From]; old == 0 || old < said {
		n.tally.answers[m.From] = said
		n.tellTally(m.From, m.Granted)
	}
}

// count returns how many servers are known to have voted for the candidate, itself included, and how many denied.
func (t *tally) count() (votes, denials int) {
	votes = 1
	for _, said := range t.answers {
		switch said {
		case 1:
			votes++
		case -1:
			denials++
		}
	}
	return votes, denials
}

func (n *node) tellTally(voter trace.NodeID, granted bool) {
	votes, denials := n.tally.count()
	n.observer.Tallied(engine.Tally{Voter: voter, Granted: granted, Term: n.hard.Term, Votes: votes, Denials: denials})
}
