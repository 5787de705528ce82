package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Campaign implements [engine.Node]. Rules for followers: if the election timeout elapses without
// AppendEntries from the current leader or a granted vote, become candidate (section 5.2). Rules
// for candidates: if it elapses, start a new election.
func (n *node) Campaign(why trace.Reason) {
	switch {
	case n.role == trace.Leader || n.seats == 0:
	case n.config.PreVote:
		n.startPreVote(why)
	default:
		n.startElection(why, nil)
	}
}

// startElection are the rules for candidates (section 5.2): on becoming candidate, increment
// currentTerm, vote for self, reset the election timer, send RequestVote to all other servers.
// The vote for itself counts when it is on disk (persistence.go).
func (n *node) startElection(why trace.Reason, cause *engine.Message) {
	n.enterTerm(n.currentTerm + 1)
	n.ownVote = n.currentTerm
	if n.keeps(VoteForSelf) {
		n.votedFor = n.id
	}
	n.become(trace.Candidate, why, cause)
	n.observer.TimerReset(true, why, from(cause))
	n.tellOwnVote()
	if n.keeps(CountVotesAnew) {
		n.forgetAnswers()
	}
	end, allowed := n.log.end(), n.permission(cause)
	for i := range n.peers {
		if n.peers[i].seats != 0 {
			m := n.send(trace.RequestVote, n.peers[i].id)
			m.Prev, m.Body = end, allowed
		}
	}
}

// answerRequestVote is the receiver of RequestVote. Granting starts the election timer again (rules
// for followers).
func (n *node) answerRequestVote(m *engine.Message) {
	why := n.whyDeny(m)
	if why == 0 {
		n.votedFor = m.From
	}
	n.tellVote(m, why)
	n.send(trace.VoteReply, m.From).Granted = why == 0
	if n.role != trace.Leader {
		n.startTimerForVote(m, why)
	}
}

// startTimerForVote starts the election timer again if the vote was granted, and only then (rules for
// followers, section 5.2).
func (n *node) startTimerForVote(m *engine.Message, why trace.Reason) {
	switch {
	case why != 0 && !n.keeps(NoTimerForDeniedVote):
		n.observer.TimerReset(true, why, m.From)
	case why == 0 && n.keeps(TimerForGrantedVote):
		n.observer.TimerReset(true, trace.VoteGranted, m.From)
	}
}

// whyDeny returns why a candidate does not get the vote; 0: it does.
func (n *node) whyDeny(m *engine.Message) trace.Reason {
	switch {
	case m.Term < n.currentTerm: // RequestVote receiver, rule 1 (section 5.1)
		return trace.StaleTerm
	case n.votedForAnother(m): // RequestVote receiver, rule 2 (section 5.2)
		return trace.AlreadyVoted
	case n.isBehind(m.Prev): // RequestVote receiver, rule 2 (section 5.4.1)
		return trace.LogBehind
	}
	return 0
}

// votedForAnother reports whether the vote of the term asked for is given away. A term that has not
// begun has no votes.
func (n *node) votedForAnother(m *engine.Message) bool {
	return n.keeps(OneVotePerTerm) &&
		m.Term == n.currentTerm && n.votedFor != 0 && n.votedFor != m.From
}

// isBehind reports whether a candidate's log is less up to date than the voter's: the term of the
// last entry decides, then the length (section 5.4.1).
func (n *node) isBehind(candidate trace.Position) bool {
	return n.keeps(UpToDateCheck) && candidate.Before(n.log.end())
}

// tellVote tells the answer to a request for a vote or a pre-vote.
func (n *node) tellVote(m *engine.Message, why trace.Reason) {
	v := &n.vote
	v.Candidate, v.Term, v.Asked = m.From, n.currentTerm, m.Term
	v.Pre, v.Granted, v.Reason = m.Kind == trace.RequestPreVote, why == 0, why
	v.VotedFor, v.Last, v.PeerLast = n.votedFor, n.log.end(), m.Prev
	n.observer.Voted(v)
}

// tellOwnVote tells a candidate's vote for itself.
func (n *node) tellOwnVote() {
	v := &n.vote
	v.Candidate, v.Term, v.Asked = n.id, n.currentTerm, n.currentTerm
	v.Pre, v.Granted, v.Reason = false, true, 0
	end := n.log.end()
	v.VotedFor, v.Last, v.PeerLast = n.id, end, end
	n.observer.Voted(v)
}

// hearVote counts an answer: rules for candidates, votes from a majority make a leader (section 5.2).
func (n *node) hearVote(m *engine.Message) {
	if n.isStale(m, VotesOfTheTermOnly) || n.role != trace.Candidate {
		return
	}
	if n.countAnswer(m) && n.tally(m.From, m.Granted).meets(n.needed(MajorityOfVotes)) {
		n.becomeLeader(m)
	}
}

// becomeLeader makes the volatile state on leaders new, and sends the first AppendEntries at once
// (rules for leaders, section 5.2). They carry the empty entry of section 8, by which the leader
// commits what it has of older terms.
func (n *node) becomeLeader(last *engine.Message) {
	n.role = trace.Leader
	if !n.keeps(LeaderAppendOnly) {
		n.deleteFrom(n.commitIndex + 1)
	}
	for i := range n.peers {
		p := &n.peers[i]
		p.nextIndex, p.awaited, p.heardAt = n.log.last()+1, 0, n.now
		if n.keeps(ForgetMatchIndex) {
			p.matchIndex = 0
		}
	}
	n.heartbeatAt = n.now + n.config.HeartbeatTicks
	if n.observer.RoleChanged(engine.RoleChange{Role: trace.Leader, Term: n.currentTerm, Reason: trace.ElectionWon,
		Message: kind(last)}) {
		n.beginToLead()
	}
}

func (n *node) beginToLead() {
	if n.keeps(EmptyEntry) {
		n.appendAsLeader(trace.NoOp, nil)
	} else {
		n.sendHeartbeats()
	}
}

// forgetAnswers begins a new count.
func (n *node) forgetAnswers() {
	for i := range n.peers {
		n.peers[i].answer = 0
	}
}

// countAnswer notes a voter's answer and reports whether it is news. A vote is never taken back; a
// late denial of an earlier pre-vote may be.
func (n *node) countAnswer(m *engine.Message) bool {
	said := denied
	if m.Granted {
		said = granted
	}
	p := n.peer(m.From)
	if !n.keeps(CountVotersOnce) && m.Granted && p != nil && p.answer == granted {
		p = n.silent()
	}
	if p == nil || p.answer >= said {
		return false
	}
	p.answer = said
	return true
}

// tally tells the count after an answer, and returns the votes in it. The candidate's own is one.
func (n *node) tally(voter trace.NodeID, agrees bool) (votes count) {
	var said [granted + 1]count
	said[granted] = n.own()
	for i := range n.peers {
		said[n.peers[i].answer].add(n.peers[i].seats)
	}
	votes, denials := said[granted], said[denied]
	n.observer.Tallied(engine.Tally{Voter: voter, Granted: agrees, Term: n.currentTerm, Pre: n.role == trace.PreCandidate,
		Votes: votes.voters, Denials: denials.voters, OutgoingVotes: votes.outgoing, OutgoingDenials: denials.outgoing})
	return votes
}
