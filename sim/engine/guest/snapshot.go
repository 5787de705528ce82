package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Snapshots are a feature: section 7 of the Raft paper, Figure 13. The state machine is the world's, and so are its states: a
// program is told that one was saved (compact), and knows of a snapshot where it ends. In one message a whole snapshot
// travels.

// Compact implements [engine.Node]. The program is told afterwards: the snapshot is on the disk then.
func (n *node) Compact(state trace.Digest, contents []byte) engine.Snapshot {
	index := n.disk.done
	term, known := n.termAt(index)
	if n.err != nil || index <= n.disk.base || !known || n.engine.Features()&engine.Compaction == 0 {
		return engine.Snapshot{}
	}
	taken := engine.Snapshot{Index: index, Term: term, Config: n.snapshot.Config, State: state, Data: contents}
	n.disk.compacted(index)
	if index > n.snapshot.Index { // else it has one already that reaches further
		n.snapshot = taken
		n.calls++
		n.line.begin("compact", n.calls, n.now)
		n.line.included(&taken)
		n.line.text("}")
		n.step(0, nil)
	}
	return taken
}

// takeSnapshot takes over the snapshot of a leader, if the answer says so, and returns from which index on the log has
// changed by that. A log that has the last entry of the snapshot keeps what follows (rule 6); of another the program says what is left.
func (n *node) takeSnapshot(m *engine.Message) (changed trace.Index, fault *Fault) {
	n.rules.installed, n.rules.replaced = nil, nil
	if !n.answer.InstallSnapshot {
		return n.last() + 1, nil
	}
	if m == nil || m.Kind != trace.Snapshot {
		return 0, faultf("installSnapshot, and this call brought no InstallSnapshot", "installSnapshot 为 true，而本次调用没有带来 InstallSnapshot")
	}
	s := m.Body.(*body).snapshot
	switch {
	case !n.answer.Persist:
		return 0, faultf(`installSnapshot without persist (the snapshot and the log are written together: write "persist":true)`, `installSnapshot 为 true 而没有 persist（快照和日志一起写入：应写 "persist":true）`)
	case s.Index < n.snapshot.Index:
		return 0, faultf("installSnapshot, and the message's snapshot ends at %d, its own at %d", "installSnapshot 为 true，而消息中的快照到 %d 为止，自己的到 %d 为止", s.Index, n.snapshot.Index)
	}
	n.rules.installed, n.snapshot = s, *s
	if at := positionOf(s); !n.has(at) {
		n.rules.replaced = s
		kept := n.log[min(max(s.Index, n.start.Index)-n.start.Index, trace.Index(len(n.log))):]
		n.start, n.log, n.commit = at, kept[:len(kept):len(kept)], s.Index
		return s.Index + 1, nil
	}
	n.commit = max(n.commit, s.Index)
	return n.last() + 1, nil
}

func positionOf(s *engine.Snapshot) trace.Position {
	return trace.Position{Term: s.Term, Index: s.Index}
}

// ofInstallSnapshot makes a message of the leader's own snapshot: the world has the state of no other.
func (n *node) ofInstallSnapshot(out *engine.Message, s *message) *Fault {
	own := &n.snapshot
	switch {
	case n.engine.Features()&engine.Compaction == 0:
		return faultf("type is InstallSnapshot, and the answer to hello does not announce snapshots", "type 为 InstallSnapshot，而对 hello 的回答没有声明 snapshots")
	case own.Index == 0:
		return faultf("type is InstallSnapshot, and this server has no snapshot (compact says when it has one)", "type 为 InstallSnapshot，而本服务器没有快照（有快照时会收到 compact）")
	case s.LastIncludedIndex != own.Index || s.LastIncludedTerm != own.Term:
		return faultf("lastIncludedIndex is %d and lastIncludedTerm %d, and this server's snapshot has %d and %d", "lastIncludedIndex 为 %d，lastIncludedTerm 为 %d，而本服务器的快照为 %d 和 %d", s.LastIncludedIndex, s.LastIncludedTerm, own.Index, own.Term)
	}
	out.Kind, out.Index, out.Body = trace.Snapshot, own.Index, &body{snapshot: new(*own), extra: s.Extra}
	return nil
}

// ofInstallSnapshotReply makes the reply of Figure 13, which has a term only. One of the request's term says that the snapshot
// was saved.
func ofInstallSnapshotReply(out *engine.Message, asked *reply) {
	request := &asked.request
	out.Kind = trace.AppendReply
	out.Body.(*body).snapshot = request.Body.(*body).snapshot
	asked.granted = out.Term == request.Term
	if out.Granted = asked.granted; out.Granted {
		out.Index = request.Index
	}
}

// asAppend returns what a snapshot proves of the leader's log, as AppendEntries would.
func asAppend(m *engine.Message) *engine.Message {
	return &engine.Message{Kind: trace.Heartbeat, From: m.From, To: m.To, Term: m.Term, Prev: positionOf(m.Body.(*body).snapshot), Commit: m.Index, Body: &body{}}
}

// installBreach are rules 1 and 7 of the receiver of InstallSnapshot.
func (n *node) installBreach(before *state, m *engine.Message) *breach {
	switch s := n.rules.installed; {
	case s == nil:
		return nil
	case m.Term < before.hard.Term:
		return broken(RefuseStaleSnapshot, "it takes over the snapshot of %v, a leader of term %d, which is over", "它接受了已过去的任期 %[2]d 的领导者 %[1]v 的快照", m.From, m.Term)
	case n.rules.replaced != nil && n.last() > s.Index:
		return broken(DiscardLog, "the log had not %v, the last entry of the snapshot, and it keeps entries behind it up to %d", "日志中没有快照的最后一个条目 %v，它却保留了其后到 %d 为止的条目", positionOf(s), n.last())
	}
	return nil
}

// savedBreach is rule 5: who answers in the term of the request has what the snapshot stands for.
func (n *node) savedBreach(r *reply) *breach {
	m := &r.request
	s := m.Body.(*body).snapshot
	if r.stale || n.hard.Term != m.Term || n.snapshot.Index >= s.Index || n.has(positionOf(s)) && n.savedLast >= s.Index {
		return nil
	}
	return broken(SaveSnapshot, "it answers InstallSnapshot up to %d, and has neither taken over the snapshot nor persisted the log up to there", "它回答了到 %d 为止的 InstallSnapshot，却既没有接受快照，也没有把日志持久化到那里", s.Index)
}

func (n *node) sendSnapshotBreach(before *state) *breach {
	if n.role == trace.Leader || before.role == trace.Leader {
		return nil
	}
	return broken(SnapshotOfLeader, "a %v sends it in term %d", "%[1]v 在任期 %[2]d 发送了它", n.role, n.hard.Term)
}
