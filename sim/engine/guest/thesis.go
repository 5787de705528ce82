package guest

import (
	"math"
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// beyond is what the host remembers for the features that are not in Figure 2 but in the thesis.
type beyond struct {
	led         bool  // AppendEntries of the leader of the term came since the election timer expired
	ledAt       int64 // tick of the last one
	heardLeader bool  // a follower heard it less than the least election timeout before this step

	knew   bool  // some leader is known since the boot, of this term or an earlier one; it may have been the server itself
	knewAt int64 // tick at which one was known last

	preVotes map[candidacy]bool     // who granted a pre-vote, for which term
	called   trace.Term             // the term of the last TimeoutNow that was not late
	contact  map[trace.NodeID]int64 // leaders: tick of the last message of a server
	leadsAt  int64                  // tick since which it leads
}

// rememberBeyond notes what the server was told in this step.
func (n *node) rememberBeyond(before *state, m *engine.Message) {
	r := &n.rules.beyond
	if r.preVotes == nil {
		r.preVotes, r.contact = map[candidacy]bool{}, map[trace.NodeID]int64{}
	}
	r.heardLeader = before.role == trace.Follower && r.hears(n)
	if n.hard.Term != before.hard.Term || n.rules.timeout {
		r.led = false
	}
	if n.role == trace.Leader && before.role != trace.Leader {
		r.leadsAt = n.now
		clear(r.contact)
	}
	if m != nil {
		r.hear(n, before, m)
	}
	if before.role == trace.Leader || n.role == trace.Leader || m != nil && m.Term == n.hard.Term && isOfLeader(m.Kind) {
		r.knew, r.knewAt = true, n.now
	}
}

func isOfLeader(k trace.MessageKind) bool {
	return k == trace.Append || k == trace.Heartbeat || k == trace.Snapshot
}

// hear notes a message.
func (r *beyond) hear(n *node, before *state, m *engine.Message) {
	r.contact[m.From] = n.now
	switch {
	case (m.Kind == trace.Append || m.Kind == trace.Heartbeat) && m.Term == n.hard.Term:
		r.led, r.ledAt = true, n.now
	case m.Kind == trace.Snapshot && m.Term == n.hard.Term && !r.led:
		r.led, r.ledAt = true, math.MinInt64/2 // who takes that for hearing the leader may, and nobody must
	case m.Kind == trace.PreVoteReply && m.Granted:
		r.preVotes[candidacy{m.Body.(*body).askedTerm, m.From}] = true
	case m.Kind == trace.TimeoutNow && m.Term >= before.hard.Term:
		r.called = m.Term
	}
}

// hears reports whether a leader of the term was heard less than the least election timeout ago.
func (r *beyond) hears(n *node) bool { return r.led && n.now-r.ledAt < n.config.ElectionTicks }

// knowsLeader reports whether a server may say that it knows a leader: one of the term, or of whatever term less than the least
// election timeout ago. "A current leader" is all that the thesis says, and who listens to fewer candidates harms nothing.
func (r *beyond) knowsLeader(n *node) bool {
	return r.led || r.heardLeader || r.knew && n.now-r.knewAt < n.config.ElectionTicks
}

// mayKeepTerm reports whether a message of a higher term need not be followed: the term of a pre-vote has not begun, and
// with CheckQuorum a server that knows a leader does not listen to candidates.
func (n *node) mayKeepTerm(before *state, m *engine.Message) bool {
	switch m.Kind {
	case trace.RequestPreVote:
		return true
	case trace.PreVoteReply:
		return m.Granted
	case trace.RequestVote:
		return n.config.CheckQuorum && !isCalled(m) && (before.role == trace.Leader || n.rules.knowsLeader(n))
	}
	return false
}

// beyondBreach returns which sentence of the thesis a step breaks.
func (n *node) beyondBreach(before *state, m *engine.Message) *breach {
	stands := n.role == trace.Candidate && n.hard.Term > before.hard.Term
	switch {
	case m != nil && m.Kind == trace.RequestPreVote && n.hard.Term >= m.Term && before.hard.Term < m.Term:
		return broken(PreVoteChangesNothing, "PreVote of %v asks about term %d, and currentTerm becomes %d", "%v 的 PreVote 询问任期 %d，而 currentTerm 变为 %d", m.From, m.Term, n.hard.Term)
	case m != nil && m.Kind == trace.RequestVote && n.config.CheckQuorum && !isCalled(m) && n.rules.heardLeader &&
		m.Term > before.hard.Term && n.hard.Term >= m.Term:
		return broken(Lease, "it heard the leader of term %d %d ticks ago, less than electionTimeout, and takes over term %d of %v", "它在 %[2]d 个时钟刻之前（不到 electionTimeout）听到任期 %[1]d 的领导者，却接受了 %[4]v 的任期 %[3]d",
			before.hard.Term, n.now-n.rules.ledAt, m.Term, m.From)
	case stands && m != nil && m.Kind == trace.TimeoutNow && m.Term < before.hard.Term:
		return broken(TimeoutNowOfTheTerm, "TimeoutNow is of term %d, which is over, and it becomes candidate", "TimeoutNow 属于已过去的任期 %d，它却变为候选人", m.Term)
	case stands && n.config.PreVote && n.hard.Term != n.rules.called+1:
		return n.preVoteMajorityBreach()
	case n.config.CheckQuorum && m == nil && n.role == trace.Leader && before.role == trace.Leader:
		return n.quorumBreach()
	}
	return nil
}

// preGrantBreach are the rules for granting a pre-vote.
func (n *node) preGrantBreach(r *reply) *breach {
	m := &r.request
	switch {
	case r.stale:
		return broken(PreVoteUpToDate, "it grants %v a pre-vote for term %d, which is over", "它为已过去的任期 %[2]d 预投票给 %[1]v", m.From, m.Term)
	case m.Prev.Before(r.end) && m.Prev.Before(n.end()):
		return broken(PreVoteUpToDate, "it grants %v a pre-vote; the candidate's log ends at %v, its own at %v", "它预投票给 %v；候选人的日志到 %v 为止，自己的到 %v", m.From, m.Prev, n.end())
	case n.rules.heardLeader && n.rules.hears(n):
		return broken(PreVoteLease, "it grants %v a pre-vote, and heard the leader %d ticks ago, less than electionTimeout", "它预投票给 %v，而它在 %d 个时钟刻之前（不到 electionTimeout）听到过领导者", m.From, n.now-n.rules.ledAt)
	}
	return nil
}

// preVoteMajorityBreach: an election begins only if a majority would vote for the server.
func (n *node) preVoteMajorityBreach() *breach {
	votes := 1 // its own
	for _, id := range n.voters {
		if id != n.id && n.rules.preVotes[candidacy{n.hard.Term, id}] {
			votes++
		}
	}
	if votes > len(n.voters)/2 {
		return nil
	}
	return broken(PreVoteMajority, "it begins term %d with the pre-votes of %d of %d servers", "它以 %[3]d 台中 %[2]d 台的预投票开始任期 %[1]d", n.hard.Term, votes, len(n.voters))
}

// quorumBreach: a leader steps down if an election timeout elapses without an answer from a majority. A program may look at its
// heartbeats only, and once in an election timeout: so twice that time is left to it, and two heartbeats.
func (n *node) quorumBreach() *breach {
	heard := []int64{n.now}
	for _, id := range n.voters {
		if id != n.id {
			heard = append(heard, max(n.rules.contact[id], n.rules.leadsAt))
		}
	}
	slices.Sort(heard)
	ago := n.now - heard[(len(heard)-1)/2]
	if ago <= 2*(n.config.ElectionTicks+n.config.HeartbeatTicks) {
		return nil
	}
	return broken(CheckQuorum, "it has heard no majority for %d ticks, and leads on; electionTimeout is %d", "它已有 %d 个时钟刻没有听到多数派，却继续领导；electionTimeout 为 %d", ago, n.config.ElectionTicks)
}

// transferBreach holds TimeoutNow to what the leader knows of the other's log.
func (n *node) transferBreach(before *state, m *engine.Message) *breach {
	last := n.last()
	switch {
	case n.role != trace.Leader && before.role != trace.Leader:
		return broken(CatchUpBeforeTransfer, "a %v sends TimeoutNow in term %d", "%[1]v 在任期 %[2]d 发送了 TimeoutNow", n.role, n.hard.Term)
	case n.role == trace.Leader && n.rules.match[m.To] < last && !n.rules.knowsMore:
		return broken(CatchUpBeforeTransfer, "it sends TimeoutNow to %v, whose log is known to match up to %d, and its own ends at %d", "它向 %v 发送 TimeoutNow，已知对方的日志匹配到 %d，而自己的到 %d 为止", m.To, n.rules.match[m.To], last)
	}
	return nil
}
