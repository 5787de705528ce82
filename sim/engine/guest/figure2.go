package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Figure 2 leaves much free: when to send, and how much; what to say to an old leader; to refuse a vote that could be
// granted. What it does not leave free is seen in one step: the state before, the message, the answer. The checks here
// ask for no more than the paper does, so a correct program that does things differently breaks nothing. Where they
// cannot know, they are silent.

// breaches returns the sentences that the step broke, at most one of each subject.
func (n *node) breaches(before *state, m *engine.Message) (all []*breach) {
	for _, look := range [...]func(*state, *engine.Message) *breach{n.termBreach, n.replyBreach, n.voteBreach, n.candidateBreach,
		n.installBreach, n.logBreach, n.commitBreach, n.beyondBreach, n.sendBreach, n.leaderBreach} {
		if b := look(before, m); b != nil {
			all = append(all, b)
		}
	}
	return all
}

// termBreach: "if RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower".
func (n *node) termBreach(before *state, m *engine.Message) *breach {
	switch {
	case m == nil || m.Term <= before.hard.Term || n.mayKeepTerm(before, m):
		return nil
	case n.hard.Term < m.Term:
		return broken(TakeHigherTerm, "the message has term %d, and currentTerm stays %d", "消息的任期为 %d，而 currentTerm 仍为 %d", m.Term, n.hard.Term)
	case n.hard.Term == m.Term && n.role != trace.Follower:
		return broken(TakeHigherTerm, "a message of the higher term %d came, and it does not become follower", "收到更高任期 %d 的消息，却没有变为跟随者", m.Term)
	}
	return nil
}

// voteBreach holds votedFor to what it is: the candidate that got the vote of this term.
func (n *node) voteBreach(before *state, _ *engine.Message) *breach {
	had, has := before.hard, n.hard
	if has.Term == had.Term && had.Vote != 0 && has.Vote != had.Vote {
		return broken(OneVote, "votedFor changes from %v to %s within term %d", "votedFor 在任期 %[3]d 内从 %[1]v 变为 %[2]s", had.Vote, nameOf(has.Vote), has.Term)
	}
	if has.Vote == 0 || has.Vote == n.id || has == n.rules.bootVote || n.rules.asked[candidacy{has.Term, has.Vote}] {
		return nil
	}
	return broken(VotedInTerm, "votedFor is %v in term %d, in which %v has not asked for a vote", "任期 %[2]d 中 votedFor 为 %[1]v，而 %[1]v 没有在该任期请求投票", has.Vote, has.Term, has.Vote)
}

func nameOf(id trace.NodeID) string {
	if id == 0 {
		return "0"
	}
	return id.String()
}

// candidateBreach: how a candidacy begins and ends.
func (n *node) candidateBreach(before *state, m *engine.Message) *breach {
	begins := n.role == trace.Candidate && (before.role != trace.Candidate || n.hard.Term != before.hard.Term)
	switch {
	case begins && n.hard.Term == before.hard.Term:
		return broken(NewTerm, "it becomes candidate, and currentTerm stays %d", "变为候选人，而 currentTerm 仍为 %d", n.hard.Term)
	case (begins || n.role == trace.PreCandidate) && m == nil && n.rules.heardBefore && before.role == trace.Follower && n.rules.expired:
		return broken(HearLeader, "its election timer expires, since AppendEntries of the leader of term %d did not start it again (resetTimer)",
			"选举计时器到期，因为任期 %d 领导者的 AppendEntries 没有重置它（resetTimer）", before.hard.Term)
	case m != nil && (m.Kind == trace.Append || m.Kind == trace.Heartbeat) && before.role == trace.Candidate && n.role == trace.Candidate &&
		m.Term == before.hard.Term && n.hard.Term == before.hard.Term:
		return broken(YieldToLeader, "AppendEntries of %v, the leader of term %d, came, and it stays candidate", "收到任期 %[2]d 的领导者 %[1]v 的 AppendEntries，却仍是候选人", m.From, m.Term)
	}
	return nil
}

// replyBreach holds an answer that agrees to the rules of the receiver.
func (n *node) replyBreach(*state, *engine.Message) *breach {
	for i := range n.rules.replied {
		r := &n.rules.replied[i]
		if !r.granted {
			continue
		}
		look := n.successBreach
		switch r.request.Kind {
		case trace.Snapshot:
			look = n.savedBreach
		case trace.RequestVote:
			look = n.grantBreach
		case trace.RequestPreVote:
			look = n.preGrantBreach
		}
		if b := look(r); b != nil {
			return b
		}
	}
	return nil
}

// grantBreach are the rules of the receiver of RequestVote.
func (n *node) grantBreach(r *reply) *breach {
	m := &r.request
	switch {
	case r.stale:
		return broken(RefuseStaleCandidate, "it grants %v a vote for term %d, which is over", "它为已过去的任期 %[2]d 投票给 %[1]v", m.From, m.Term)
	case n.hard.Term != m.Term: // it answers late
		return nil
	case n.hard.Vote != m.From:
		return broken(OneVote, "it grants %v its vote for term %d, and votedFor is %s", "它在任期 %[2]d 投票给 %[1]v，而 votedFor 为 %[3]s", m.From, m.Term, nameOf(n.hard.Vote))
	case m.Prev.Before(r.end) && m.Prev.Before(n.end()):
		return broken(UpToDate, "it grants %v its vote; the candidate's log ends at %v, its own at %v", "它投票给 %v；候选人的日志到 %v 为止，自己的到 %v", m.From, m.Prev, n.end())
	case n.saved != n.hard:
		return broken(PersistBeforeResponding, "it grants %v its vote and has not persisted votedFor", "它投票给 %v，却没有持久化 votedFor", m.From)
	}
	return nil
}

// successBreach are the rules of the receiver of AppendEntries. An answer of a later term tells a leader nothing.
func (n *node) successBreach(r *reply) *breach {
	m := &r.request
	last := m.Prev.Index + trace.Index(m.Entries)
	switch {
	case r.stale:
		return broken(RefuseStaleLeader, "success for %v, a leader of term %d, which is over", "对已过去的任期 %[2]d 的领导者 %[1]v 回答 success", m.From, m.Term)
	case r.term != m.Term || n.hard.Term != m.Term:
		return nil
	case !n.has(m.Prev):
		return broken(RefuseGap, "success, and the log does not hold %v", "回答 success，而日志中没有 %v", m.Prev)
	case !n.holds(m):
		return broken(StoreEntries, "success, and the log does not hold the entries up to %d as they were sent", "回答 success，而日志没有原样保存到 %d 为止的条目", last)
	case n.savedLast < last:
		return broken(PersistBeforeResponding, "success up to entry %d, and it has persisted the log up to %d", "对到 %d 为止的条目回答 success，而日志只持久化到 %d", last, n.savedLast)
	}
	return n.learnBreach(m, last)
}

// learnBreach: "if leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)". That may
// be done a little later; it is not done at all if many successes leave commitIndex behind.
func (n *node) learnBreach(m *engine.Message, last trace.Index) *breach {
	const many = 8
	if n.commit >= min(m.Commit, last) {
		n.rules.behind = 0
		return nil
	}
	if n.rules.behind++; n.rules.behind < many {
		return nil
	}
	return broken(LearnCommit, "leaderCommit is %d and the last new entry %d, and commitIndex stays %d over %d messages", "leaderCommit 为 %d，最后一个新条目为 %d，而 commitIndex 在 %[4]d 条消息后仍为 %[3]d", m.Commit, last, n.commit, many)
}

// has reports whether the log has an entry of that term at that index. What a snapshot stands for is committed, and every
// leader has it.
func (s *state) has(p trace.Position) bool {
	term, known := s.termAt(p.Index)
	return p.Index < s.start.Index || known && term == p.Term
}

// holds reports whether the log has what AppendEntries carries, and what comes before it. Rule 3 compares terms, and so
// does this: entries of one term that differ in data are the work of a disk that lies.
func (s *state) holds(m *engine.Message) bool {
	if !s.has(m.Prev) || m.Prev.Index+trace.Index(m.Entries) > s.last() {
		return false
	}
	for i, e := range m.Body.(*body).entries {
		if !s.has(trace.Position{Term: e.Term, Index: m.Prev.Index + 1 + trace.Index(i)}) {
			return false
		}
	}
	return true
}

// logBreach: entries go only where they conflict with a leader's.
func (n *node) logBreach(before *state, _ *engine.Message) *breach {
	gone := n.rules.changed
	if gone > before.last() {
		return nil // nothing that was there
	}
	if n.role == trace.Leader {
		return broken(AppendOnly, "a leader deletes or overwrites entry %d of its log", "领导者删除或改写了自己日志的条目 %d", gone)
	}
	for _, m := range n.rules.appends {
		if conflicts(before, m, gone) {
			return nil
		}
	}
	if n.rules.installed != nil {
		return broken(RetainFollowing, "the log had entry %v, the last of the snapshot, and entry %d behind it is deleted", "日志中有快照的最后一个条目 %v，而它之后的条目 %d 被删除", positionOf(n.rules.installed), gone)
	}
	return broken(KeepWhatMatches, "entry %d conflicts with none of the leader, and it is deleted", "条目 %d 与领导者的条目没有冲突，却被删除", gone)
}

// conflicts reports whether AppendEntries conflicts with a log at an index or before it.
func conflicts(s *state, m *engine.Message, at trace.Index) bool {
	if m.Prev.Index > 0 && m.Prev.Index <= at && !s.has(m.Prev) {
		return true
	}
	for i := range m.Body.(*body).entries {
		e := &m.Body.(*body).entries[i]
		if e.Index <= at && !s.has(trace.Position{Term: e.Term, Index: e.Index}) {
			return true
		}
	}
	return false
}

// commitBreach: rule 5 of the receiver of AppendEntries. What a leader sent up to an index is the leader's log up to
// there, so all that it said to be committed up to that index is.
func (n *node) commitBreach(before *state, _ *engine.Message) *breach {
	if n.commit == before.commit || n.role == trace.Leader || n.rules.knowsMore {
		return nil
	}
	var committed, verified trace.Index
	for _, m := range n.rules.appends {
		committed = max(committed, m.Commit)
		if last := m.Prev.Index + trace.Index(m.Entries); n.holds(m) || before.commit >= last {
			verified = max(verified, last)
		}
	}
	if n.commit > min(committed, verified) && len(n.rules.appends) < mostAppends {
		return broken(CommitNewEntries, "commitIndex becomes %d; leaderCommit is %d, and the last new entry %d", "commitIndex 变为 %d；leaderCommit 为 %d，最后一个新条目为 %d", n.commit, committed, verified)
	}
	return nil
}
