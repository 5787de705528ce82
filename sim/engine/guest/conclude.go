package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// conclude tells what a step means: the change of role, the vote, the timer; each with the reason that Figure 2 gives.
func (n *node) conclude(before *state, why trace.Reason, m *engine.Message) {
	asksAgain := n.role == trace.PreCandidate && n.rules.timeout
	stands := n.role == trace.Candidate && (before.role != trace.Candidate || n.hard.Term > before.hard.Term)
	if n.role != before.role || n.hard.Term != before.hard.Term || asksAgain {
		n.tellRole(before, why, m)
	}
	resets := n.answer.ResetTimer && n.role != trace.Leader && why != trace.Boot
	if resets && (m == nil || stands) {
		n.observer.TimerReset(true, n.whyReset(why, m), from(m))
	}
	switch {
	case asksAgain:
		n.beginPreCount()
	case (n.role == trace.Candidate || n.role == trace.Leader) && n.hard.Term > before.hard.Term:
		n.beginCount()
	}
	n.tellHeard(before, m)
	if resets && m != nil && !stands {
		n.observer.TimerReset(true, n.whyReset(why, m), m.From)
	}
}

// tellHeard tells what a message did not do, and the votes that were given.
func (n *node) tellHeard(before *state, m *engine.Message) {
	if m != nil && n.isStale(m, before.hard.Term) {
		n.observer.Ignored(trace.StaleTerm)
	}
	if m != nil && m.Kind == trace.RequestVote && m.Term > n.hard.Term && n.config.CheckQuorum {
		n.tellVote(m, false, trace.LeaderLease)
		n.observer.Ignored(trace.LeaderLease)
	}
	for i := range n.rules.replied {
		if r := &n.rules.replied[i]; r.request.Kind == trace.RequestVote || r.request.Kind == trace.RequestPreVote {
			n.tellVote(&r.request, r.granted, n.whyDenied(&r.request, r.granted, before))
		}
	}
}

// isStale reports whether a message is of an older term and no request for a vote, which is answered. A pre-vote is of the
// term that would have begun when it came.
func (n *node) isStale(m *engine.Message, term trace.Term) bool {
	switch m.Kind {
	case trace.RequestVote, trace.RequestPreVote:
		return false
	case trace.PreVoteReply:
		return m.Body.(*body).askedTerm <= term && (m.Granted || m.Term < term)
	}
	return m.Term < n.hard.Term
}

func from(m *engine.Message) trace.NodeID {
	if m == nil {
		return 0
	}
	return m.From
}

// beginCount begins the count of a new term, with the candidate's vote for itself.
func (n *node) beginCount() {
	n.tally = tally{term: n.hard.Term}
	if n.hard.Vote == n.id {
		n.tellVote(&engine.Message{From: n.id, Term: n.hard.Term, Prev: n.end()}, true, 0)
		n.disk.last().ownVote = n.hard.Term
	}
}

// beginPreCount begins the count of a pre-vote, with the server's own, which binds nobody.
func (n *node) beginPreCount() {
	n.tally = tally{term: n.hard.Term + 1, pre: true}
	n.tellVote(&engine.Message{Kind: trace.RequestPreVote, From: n.id, Term: n.hard.Term + 1, Prev: n.end()}, true, 0)
	n.tellTally(n.id, true)
}

// tellRole tells a change of role or term. A leader has no election timer; one that steps down gets it.
func (n *node) tellRole(before *state, why trace.Reason, m *engine.Message) {
	b := engine.RoleChange{Role: n.role, Term: n.hard.Term, Reason: why}
	if m != nil {
		b.Reason, b.Peer, b.Message = n.whyRole(before, m), m.From, m.Kind
	}
	if m == nil && before.role == trace.Leader && n.role == trace.Follower && n.config.CheckQuorum {
		b.Reason = trace.QuorumLost
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
	case n.role == trace.Candidate && m.Kind == trace.PreVoteReply:
		return trace.PreVoteWon
	case n.role == trace.Candidate && m.Kind == trace.TimeoutNow:
		return trace.Transfer
	case m.Term > before.hard.Term && n.hard.Term == m.Term:
		return trace.HigherTerm
	case n.role == trace.Follower && m.Term == before.hard.Term && (m.Kind == trace.Append || m.Kind == trace.Heartbeat || m.Kind == trace.Snapshot):
		return trace.LeaderOfTerm
	}
	return 0
}

// whyReset returns why the election timer started again, which a message may have brought about.
func (n *node) whyReset(why trace.Reason, m *engine.Message) trace.Reason {
	switch {
	case m == nil:
		return why
	case m.Kind == trace.PreVoteReply:
		return trace.PreVoteWon
	case m.Kind == trace.TimeoutNow:
		return trace.Transfer
	case m.Kind == trace.Append:
		return trace.AppendHeard
	case m.Kind == trace.Heartbeat:
		return trace.HeartbeatHeard
	case m.Kind == trace.Snapshot:
		return trace.SnapshotHeard
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
	case m.Kind == trace.RequestPreVote && (n.role == trace.Leader || n.rules.hears(n)):
		return trace.LeaderLease
	}
	return trace.Refused
}

func (n *node) tellVote(m *engine.Message, granted bool, why trace.Reason) {
	n.vote = engine.Vote{Candidate: m.From, Term: n.hard.Term, Asked: m.Term, Pre: m.Kind == trace.RequestPreVote, Granted: granted, Reason: why,
		VotedFor: n.hard.Vote, Last: n.end(), PeerLast: m.Prev}
	n.observer.Voted(&n.vote)
}

// end returns the position of the last entry.
func (s *state) end() trace.Position {
	if len(s.log) == 0 {
		return s.start
	}
	last := &s.log[len(s.log)-1]
	return trace.Position{Term: last.Term, Index: last.Index}
}

// tally is what the host counts of the votes that it delivers.
type tally struct {
	term    trace.Term
	pre     bool                  // of pre-votes, for a term that has not begun
	answers [1 + mostServers]int8 // by server: 1 granted, -1 denied
}

const mostServers = 64

// countVote counts an answer that is delivered to a candidate. A vote is never taken back.
func (n *node) countVote(m *engine.Message) {
	switch {
	case m.From > mostServers:
		return
	case m.Kind == trace.VoteReply && n.role == trace.Candidate && m.Term == n.hard.Term && n.tally.term == m.Term && !n.tally.pre:
	case m.Kind == trace.PreVoteReply && n.role == trace.PreCandidate && n.tally.pre && n.answersPreVote(m):
	default:
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

// answersPreVote reports whether an answer is about the term that would begin. A server of the term that denied an earlier
// one is no vote for this.
func (n *node) answersPreVote(m *engine.Message) bool {
	asked := m.Body.(*body).askedTerm == n.tally.term
	if m.Granted {
		return asked
	}
	return m.Term == n.hard.Term || asked && m.Term < n.hard.Term
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
	n.observer.Tallied(engine.Tally{Voter: voter, Granted: granted, Term: n.hard.Term, Pre: n.tally.pre, Votes: votes, Denials: denials})
}
