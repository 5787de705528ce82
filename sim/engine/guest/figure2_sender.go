package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// sendBreach holds what is sent to what the server is. A message of an older term, which waited in the program, is
// not looked at.
func (n *node) sendBreach(before *state, _ *engine.Message) *breach {
	sent := n.rules.sent
	for i := range sent {
		m := &sent[i]
		if m.Kind.IsPreVote() {
			continue // it promises nothing
		}
		if m.Term > n.saved.Term {
			return broken(PersistBeforeResponding, "it sends %s of term %d, and has persisted term %d", "它发送任期 %[2]d 的 %[1]s，而持久化的任期为 %[3]d", typeOf(m), m.Term, n.saved.Term)
		}
		if m.Term != n.hard.Term {
			continue
		}
		var b *breach
		switch m.Kind {
		case trace.RequestVote:
			b = n.askBreach(m)
		case trace.Append, trace.Heartbeat:
			b = n.appendBreach(before, m)
		case trace.TimeoutNow:
			b = n.transferBreach(before, m)
		case trace.Snapshot:
			b = n.sendSnapshotBreach(before)
		}
		if b != nil {
			return b
		}
	}
	return nil
}

// askBreach holds a request for a vote to the candidate's own vote and log.
func (n *node) askBreach(m *engine.Message) *breach {
	switch {
	case n.hard.Vote != n.id:
		return broken(VoteForSelf, "it asks for votes in term %d, and votedFor is %s", "它在任期 %d 请求投票，而 votedFor 为 %s", n.hard.Term, nameOf(n.hard.Vote))
	case n.saved != n.hard:
		return broken(PersistBeforeResponding, "it asks for votes in term %d, and has not persisted its vote for itself", "它在任期 %d 请求投票，却没有持久化投给自己的票", n.hard.Term)
	case isCalled(m) && n.hard.Term > n.rules.called+1:
		return broken(CalledByLeader, "it says in term %d that the leader has called it, and no TimeoutNow of the term before came", "它在任期 %d 声称是领导者叫它参选，而没有收到上一任期的 TimeoutNow", n.hard.Term)
	case n.end().Before(m.Prev):
		return broken(OwnLastEntry, "it says that its log ends at %v, and it ends at %v", "它声称日志到 %v 为止，实际到 %v 为止", m.Prev, n.end())
	}
	return nil
}

// appendBreach holds AppendEntries to the leader's log.
func (n *node) appendBreach(before *state, m *engine.Message) *breach {
	switch {
	case n.role != trace.Leader && before.role != trace.Leader:
		return broken(LeadersOnly, "a %v sends it in term %d", "%[1]v 在任期 %[2]d 发送了它", n.role, n.hard.Term)
	case n.role != trace.Leader:
		return nil
	case m.Prev.Index < n.start.Index:
		return broken(SendOwnLog, "prevLogIndex is %d, and the leader's log begins behind %d, where its snapshot ends (send InstallSnapshot)", "prevLogIndex 为 %d，而领导者的日志从快照末尾 %d 之后开始（应发送 InstallSnapshot）", m.Prev.Index, n.start.Index)
	case !n.has(m.Prev):
		return broken(SendOwnLog, "prevLogIndex %d and prevLogTerm %d, and the leader's log has no such entry", "prevLogIndex 为 %d，prevLogTerm 为 %d，而领导者的日志中没有这个条目", m.Prev.Index, m.Prev.Term)
	case !n.holds(m):
		return broken(SendOwnLog, "entries after %d that are not those of the leader's log", "%d 之后的条目与领导者的日志不同", m.Prev.Index)
	case m.Commit > n.commit:
		return broken(SendOwnLog, "leaderCommit is %d, and commitIndex %d", "leaderCommit 为 %d，而 commitIndex 为 %d", m.Commit, n.commit)
	}
	return nil
}

// leaderBreach holds a leader to its votes, and its commits to the copies that it knows of.
func (n *node) leaderBreach(before *state, _ *engine.Message) *breach {
	if n.role != trace.Leader {
		return nil
	}
	quorum := len(n.voters)/2 + 1
	if before.role != trace.Leader || n.hard.Term != before.hard.Term {
		if votes := n.votes(); votes < quorum {
			return broken(MajorityOfVotes, "it becomes leader of term %d with the votes of %d of %d servers", "它以 %[3]d 票中的 %[2]d 票成为任期 %[1]d 的领导者", n.hard.Term, votes, len(n.voters))
		}
	}
	for i := before.last() + 1; i <= n.last(); i++ {
		if e := &n.log[i-n.start.Index-1]; e.Term != n.hard.Term {
			return broken(OwnTermEntries, "the leader of term %d appends entry %d with term %d", "任期 %d 的领导者追加了任期为 %[3]d 的条目 %[2]d", n.hard.Term, e.Index, e.Term)
		}
	}
	if n.commit == before.commit || n.rules.knowsMore {
		return nil
	}
	return n.copiesBreach(quorum)
}

// votes returns how many votes the server has in its term, as delivered.
func (n *node) votes() int {
	if n.tally.term != n.hard.Term || n.tally.pre {
		return 0
	}
	votes, _ := n.tally.count()
	if n.hard.Vote != n.id {
		votes--
	}
	return votes
}

// copiesBreach: "if there exists an N such that N > commitIndex, a majority of matchIndex[i] >= N, and log[N].term ==
// currentTerm: set commitIndex = N". An older entry that every server has is committed too (section 5.4.2).
func (n *node) copiesBreach(quorum int) *breach {
	copies := 1 // its own
	for _, index := range n.rules.match {
		if index >= n.commit {
			copies++
		}
	}
	term, _ := n.termAt(n.commit)
	switch {
	case copies < quorum:
		return broken(MajorityOfCopies, "it commits entry %d, which is known to be on %d of %d servers", "它提交条目 %d，已知只有 %[3]d 台中的 %[2]d 台服务器有它", n.commit, copies, len(n.voters))
	case n.savedLast < n.commit && copies == quorum:
		return broken(PersistBeforeResponding, "it counts its own copy of entry %d, and has persisted the log up to %d", "它把自己的条目 %d 算作一份副本，而日志只持久化到 %d", n.commit, n.savedLast)
	case term != n.hard.Term && copies < len(n.voters):
		return broken(CommitOwnTerm, "it commits entry %d of term %d by counting copies, in term %d", "它在任期 %[3]d 通过数副本提交了任期 %[2]d 的条目 %[1]d", n.commit, term, n.hard.Term)
	}
	return nil
}
