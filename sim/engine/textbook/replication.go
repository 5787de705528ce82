package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Propose implements [engine.Node]. Rules for leaders: append a client's command to the log
// (section 5.3).
func (n *node) Propose(data []byte) engine.Refusal {
	switch {
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	case n.transfer.to != 0:
		return engine.Refusal{Reason: trace.HandingOver, Peer: n.transfer.to}
	}
	n.appendAsLeader(trace.Command, data)
	return engine.Refusal{}
}

// appendAsLeader appends an entry of the current term and sends it to all that have no append under way.
func (n *node) appendAsLeader(kind trace.EntryKind, data []byte) {
	n.log.append(engine.Entry{Index: n.log.last() + 1, Term: n.currentTerm, Kind: kind, Data: data})
	n.sendAllEntries()
}

func (n *node) sendAllEntries() {
	for i := range n.peers {
		n.sendEntries(&n.peers[i])
	}
}

// sendEntries is the rule for leaders: if the last log index is at least nextIndex for a follower,
// send AppendEntries with the entries from nextIndex on (section 5.3). One append is under way to a
// follower at a time: what comes meanwhile goes with the next.
func (n *node) sendEntries(p *peer) {
	last := n.log.last()
	if p.awaited != 0 || last < p.nextIndex {
		return
	}
	if n.config.SingleAppend {
		last = p.nextIndex
	}
	p.awaited, p.overdue = last, false
	prev := n.log.at(p.nextIndex - 1)
	m := n.send(trace.Append, p.id)
	m.Prev, m.Commit = prev, n.commitIndex
	m.Index, m.Entries, m.Body = last, int(last-prev.Index), n.log.memory
}

// sendHeartbeats sends AppendEntries without entries, so that no election timer expires (rules for
// leaders, section 5.2). An append that was not answered by then may be lost, and is sent again when
// the follower answers a heartbeat first: "the leader retries AppendEntries RPCs indefinitely"
// (section 5.3).
func (n *node) sendHeartbeats() {
	n.heartbeatAt = n.now + n.config.HeartbeatTicks
	if n.config.LeaseReads || n.reading != nil {
		n.sendRound()
		for i := range n.peers {
			n.peers[i].overdue = n.keeps(RetryAppends)
		}
		return
	}
	for i := range n.peers {
		p := &n.peers[i]
		p.overdue = n.keeps(RetryAppends)
		m := n.send(trace.Heartbeat, p.id)
		m.Prev, m.Commit = n.log.at(p.nextIndex-1), n.commitIndex
	}
}

// hearFollower is told how AppendEntries went (rules for leaders, section 5.3).
func (n *node) hearFollower(m *engine.Message) {
	if n.isStale(m, AnswersOfTheTermOnly) || n.role != trace.Leader {
		return
	}
	p := n.peer(m.From)
	if p == nil {
		return
	}
	p.heardAt = n.now
	if m.Body != nil {
		n.hearRound(p.id, m.Body.(*round))
	}
	switch {
	case m.Granted:
		before := n.members
		n.matched(p, m.Index)
		if n.members != before || n.role != trace.Leader { // it was the last copy that a change needed, and the list of peers is another
			if p = n.peer(m.From); p == nil || n.role != trace.Leader {
				return
			}
		}
	case m.Prev.Index == p.nextIndex-1:
		n.stepBack(p, m.Index)
	default:
		return // it denies what was asked before the last step back
	}
	if p.overdue || !m.Granted || m.Kind == trace.AppendReply && m.Index >= p.awaited {
		p.awaited = 0
	}
	n.sendEntries(p)
	n.handOver(p)
}

// matched is the rule for leaders: if successful, update nextIndex and matchIndex (section 5.3). A
// follower has more of the leader's log than the leader only where a disk is broken.
func (n *node) matched(p *peer, index trace.Index) {
	index = min(index, n.log.last())
	p.nextIndex = max(p.nextIndex, index+1)
	if index > p.matchIndex {
		p.matchIndex = index
		n.advanceCommitIndex() // p is not to be used after it: a change of the configuration may make another list of peers
	}
}

// stepBack is the rule for leaders: if AppendEntries fails because of log inconsistency, decrement
// nextIndex and retry (section 5.3). It goes back at once to the end of a shorter log (thesis,
// section 4.2.1).
func (n *node) stepBack(p *peer, last trace.Index) {
	if n.keeps(StepBack) {
		p.nextIndex = max(min(p.nextIndex-1, last+1), 1)
	}
}

// answerAppendEntries is the receiver of AppendEntries.
func (n *node) answerAppendEntries(m *engine.Message) {
	if m.Term < n.currentTerm && n.keeps(RefuseStaleLeader) { // AppendEntries receiver, rule 1 (section 5.1)
		n.observer.Ignored(trace.StaleTerm)
		n.replyAppendEntries(m, false, n.log.last())
		return
	}
	if n.role == trace.Leader {
		return // a second leader of the term: only where a rule or a disk is broken
	}
	if n.role != trace.Follower && !n.keeps(YieldToLeader) {
		return
	}
	n.hearLeader(m)
	if !n.matches(m.Prev) { // AppendEntries receiver, rule 2 (section 5.3)
		n.replyAppendEntries(m, false, n.log.last())
		return
	}
	if !n.keeps(KeepWhatMatches) {
		n.deleteFrom(m.Prev.Index + 1)
	}
	n.take(carried(m))
	last := m.Prev.Index + trace.Index(m.Entries)
	n.learnCommitIndex(m.Commit, last)
	if !n.keeps(AcknowledgeWhatWasSent) {
		last = n.log.last()
	}
	n.replyAppendEntries(m, true, last)
}

// hearLeader starts the election timer again (rules for followers). Rules for candidates: AppendEntries
// from the leader of the term make a follower (section 5.2).
func (n *node) hearLeader(m *engine.Message) {
	if n.role != trace.Follower {
		n.becomeFollower(trace.LeaderOfTerm, m)
	}
	n.leader, n.heardAt = m.From, n.now
	why := trace.HeartbeatHeard
	if m.Kind == trace.Append {
		why = trace.AppendHeard
	}
	n.observer.TimerReset(true, why, m.From)
}

// matches reports whether the log has the entry before the new ones (section 5.3).
func (n *node) matches(prev trace.Position) bool {
	return prev.Index <= n.log.last() &&
		(n.log.term(prev.Index) == prev.Term || !n.keeps(ConsistencyCheck))
}

// take are the rules 3 and 4 of the receiver of AppendEntries (section 5.3): delete an entry that
// conflicts with a new one and all that follow it; append the new entries that are not in the log.
func (n *node) take(entries []engine.Entry) {
	for i := range entries {
		e := &entries[i]
		if e.Index <= n.log.last() && e.Term != n.log.term(e.Index) && n.keeps(DeleteConflicts) {
			n.deleteFrom(e.Index)
		}
		if e.Index > n.log.last() {
			n.store(e)
		}
	}
}

func (n *node) store(e *engine.Entry) {
	if n.keeps(StoreWhatWasSent) {
		n.log.append(*e)
	} else {
		n.log.append(garbled(e))
	}
	if m := inEntry(e); m != nil {
		n.adopt(m)
	}
}

// deleteFrom removes the entries from an index on. What the disk holds of them counts no more.
func (n *node) deleteFrom(index trace.Index) {
	n.log.cut(index)
	if n.keeps(OwnCopyOfTheEntry) {
		n.disk.cut(index)
	}
	n.readopt()
}

func (n *node) replyAppendEntries(m *engine.Message, success bool, index trace.Index) {
	kind := trace.AppendReply
	if m.Kind == trace.Heartbeat {
		kind = trace.HeartbeatReply
	}
	reply := n.send(kind, m.From)
	reply.Granted, reply.Prev, reply.Index = success, m.Prev, index
	if kind == trace.HeartbeatReply {
		reply.Body = m.Body // its round, if it has one
	}
}
