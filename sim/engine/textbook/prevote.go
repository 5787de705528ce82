package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// startPreVote asks whether an election could be won, before the term is raised for it. Thesis,
// section 9.6. The term in the request is the one that would begin.
func (n *node) startPreVote(why trace.Reason) {
	n.leader = 0
	n.become(trace.PreCandidate, why, nil)
	n.observer.TimerReset(true, why, 0)
	n.tellOwnPreVote()
	n.forgetAnswers()
	for i := range n.peers {
		if n.peers[i].seats != 0 {
			m := n.send(trace.RequestPreVote, n.peers[i].id)
			m.Term, m.Prev = n.currentTerm+1, n.log.end()
		}
	}
	if n.tally(n.id, true).meets(n.needed(MajorityOfVotes)) {
		n.startElection(trace.PreVoteWon, nil)
	}
}

// tellOwnPreVote tells a server's pre-vote for itself. It binds nobody: the server keeps the vote that it gave.
func (n *node) tellOwnPreVote() {
	v := &n.vote
	v.Candidate, v.Term, v.Asked = n.id, n.currentTerm, n.currentTerm+1
	v.Pre, v.Granted, v.Reason = true, true, 0
	v.VotedFor, v.Last, v.PeerLast = n.votedFor, n.log.end(), n.log.end()
	n.observer.Voted(v)
}

// proposes reports whether the term of a message has not begun yet.
func proposes(m *engine.Message) bool {
	return m.Kind == trace.RequestPreVote || m.Kind == trace.PreVoteReply && m.Granted
}

// answerPreVote answers what the server would answer to RequestVote. It also denies while it hears a
// leader. It changes nothing: not the term, not the vote, not the timer.
func (n *node) answerPreVote(m *engine.Message) {
	why := n.whyDeny(m)
	if why == 0 && n.hearsLeader() && n.keeps(PreVoteLease) {
		why = trace.LeaderLease
	}
	n.tellVote(m, why)
	if why == 0 && !n.keeps(PreVoteBindsNobody) {
		n.bind(m)
	}
	reply := n.send(trace.PreVoteReply, m.From)
	reply.Term, reply.Granted = m.Term, why == 0
	if why != 0 {
		reply.Term = max(n.currentTerm, m.Term-1) // the candidate's own, unless it is to learn of a higher one
	}
}

// hearPreVote counts an answer, and starts the election when a majority would vote for it.
func (n *node) hearPreVote(m *engine.Message) {
	asked := m.Term
	if !m.Granted {
		asked++
	}
	if asked <= n.currentTerm {
		n.observer.Ignored(trace.StaleTerm)
		return
	}
	if n.role == trace.PreCandidate && n.countAnswer(m) && n.tally(m.From, m.Granted).meets(n.needed(MajorityOfVotes)) {
		n.startElection(trace.PreVoteWon, m)
	}
}
