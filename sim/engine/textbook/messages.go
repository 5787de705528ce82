package textbook

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// The messages use the fields of [engine.Message] as follows. The names on the right are those of
// Figure 2.
//
//	RequestVote, RequestPreVote    Term term, From candidateId, Prev lastLogTerm and lastLogIndex
//	VoteReply, PreVoteReply        Term term, Granted voteGranted
//	Heartbeat, Append              Term term, From leaderId, Prev prevLogTerm and prevLogIndex,
//	                               Commit leaderCommit; the entries are in Body (log.go)
//	HeartbeatReply, AppendReply    Term term, Granted success, Prev the request's (which tells to what
//	                               it answers); Index the last entry that is as the leader's if it
//	                               agrees, and the last entry of its log if it does not
//	TimeoutNow                     Term term

// send puts a message of the current term into the outbox. What else it says is filled in there.
func (n *node) send(kind trace.MessageKind, to trace.NodeID) *engine.Message {
	last := len(n.outbox)
	if last == cap(n.outbox) {
		n.outbox = slices.Grow(n.outbox, 1)
	}
	n.outbox = n.outbox[:last+1] // append would take 54 of the 15,000 instructions of a trial more
	m := &n.outbox[last]
	*m = engine.Message{Kind: kind, From: n.id, To: to, Term: n.currentTerm}
	return m
}

// isStale reports, and tells, that a message is of no use because it is of an older term. A rule says so
// for each kind.
func (n *node) isStale(m *engine.Message, says Rule) bool {
	if m.Term < n.currentTerm && n.keeps(says) {
		n.observer.Ignored(trace.StaleTerm)
		return true
	}
	return false
}

func from(m *engine.Message) trace.NodeID {
	if m == nil {
		return 0
	}
	return m.From
}

func kind(m *engine.Message) trace.MessageKind {
	if m == nil {
		return 0
	}
	return m.Kind
}
