package guest

import (
	"slices"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// messages returns the messages of the answer, as the world has them.
func (n *node) messages(m *engine.Message) ([]engine.Message, *Fault) {
	if len(n.answer.Send) == 0 {
		return nil, nil
	}
	all := make([]engine.Message, len(n.answer.Send))
	for i := range n.answer.Send {
		if fault := n.message(&all[i], &n.answer.Send[i], m); fault != nil {
			return nil, fault.in(lang.Say("send[%d]", "send[%d]", i))
		}
	}
	return all, nil
}

// message makes a message of what a program wants to send.
func (n *node) message(out *engine.Message, s *message, m *engine.Message) *Fault {
	to := trace.NodeID(s.To)
	switch {
	case to == n.id:
		return faultf("to is %d, the server itself (a server has its own vote and its own log already)", "to 为 %d，即服务器自己（它已有自己的票和日志）", s.To)
	case !slices.Contains(n.voters, to):
		return faultf("to is %d, and there is no such server (write one of voters)", "to 为 %d，没有这台服务器（应写 voters 中的一个）", s.To)
	case s.Term != nil && *s.Term > n.hard.Term && s.Type != preVote && s.Type != preVoteReply:
		return faultf("term is %d, and currentTerm is %d", "term 为 %d，而 currentTerm 为 %d", *s.Term, n.hard.Term)
	}
	if s.greatest() > mostNumber {
		return faultf("it has the number %d (numbers are at most 2^53-1)", "它含有数字 %d（数字最大为 2^53-1）", s.greatest())
	}
	if len(s.Extra) > mostExtra {
		return faultf("extra has %d bytes (at most %d, 512 KiB)", "extra 有 %d 字节（最多 %d 字节，即 512 KiB）", len(s.Extra), mostExtra)
	}
	out.From, out.To, out.Term = n.id, to, n.hard.Term
	if s.Term != nil {
		out.Term = *s.Term
	}
	switch s.Type {
	case requestVote:
		n.ofRequestVote(out, s)
	case appendEntries:
		return n.ofAppendEntries(out, s)
	case requestVoteReply, appendEntriesReply, preVoteReply, installSnapshotReply:
		return n.ofReply(out, s, m)
	case preVote:
		return n.ofPreVote(out, s)
	case timeoutNow:
		return n.ofTimeoutNow(out, s)
	case installSnapshot:
		return n.ofInstallSnapshot(out, s)
	default:
		return n.unknownType(s.Type)
	}
	return nil
}

// greatest returns the greatest number of a message, besides those of its entries.
func (s *message) greatest() uint64 {
	most := max(uint64(s.LastLogTerm), uint64(s.PrevLogIndex), uint64(s.PrevLogTerm), uint64(s.LeaderCommit), uint64(s.LastIncludedIndex), uint64(s.LastIncludedTerm))
	if s.LastLogIndex != nil {
		most = max(most, uint64(*s.LastLogIndex))
	}
	return most
}

func (n *node) unknownType(name string) *Fault {
	if meant := lang.Nearest(name, types); meant != "" {
		return faultf("type is %q (did you mean %s?)", "type 为 %q（是否想写 %s？）", name, meant)
	}
	return faultf("type is %q (write %s)", "type 为 %q（应写 %s）", name, strings.Join(types, ", "))
}

func (n *node) ofRequestVote(out *engine.Message, s *message) {
	out.Kind = trace.RequestVote
	if s.LastLogIndex != nil {
		out.Prev.Index = *s.LastLogIndex
	}
	out.Prev.Term = s.LastLogTerm
	if s.Extra != nil || s.Transfer {
		out.Body = &body{extra: s.Extra, called: s.Transfer}
	}
}

// ofAppendEntries makes a heartbeat of a message without entries, as traces name it.
func (n *node) ofAppendEntries(out *engine.Message, s *message) *Fault {
	entries, fault := n.entries(s.Entries, s.PrevLogIndex+1)
	if fault != nil {
		return fault
	}
	if n.config.SingleAppend && s.Extra == nil {
		entries = entries[:min(len(entries), n.mostEntries(out.To))]
	}
	out.Kind, out.Prev = trace.Heartbeat, trace.Position{Term: s.PrevLogTerm, Index: s.PrevLogIndex}
	out.Commit, out.Entries, out.Body = s.LeaderCommit, len(entries), &body{entries: entries, extra: s.Extra}
	if len(entries) > 0 {
		out.Kind, out.Index = trace.Append, s.PrevLogIndex+trace.Index(len(entries))
	}
	return nil
}

// ofReply answers a request that has not been answered yet: this call's, or that of an earlier call.
func (n *node) ofReply(out *engine.Message, s *message, m *engine.Message) *Fault {
	call := s.Call
	if call == 0 {
		call = n.calls
	}
	asked := n.open[call]
	asks := strings.TrimSuffix(s.Type, "Reply")
	switch {
	case asked == nil:
		return faultf("it is a %s, and call %d brought no %s, or that is answered already", "它是 %s，而第 %d 次调用没有带来 %s，或者已经回答过", s.Type, call, asks)
	case typeOf(&asked.request) != asks || asked.request.From != out.To:
		return faultf("it is a %s to %v, and call %d brought %s of %v", "它是给 %[2]v 的 %[1]s，而第 %[3]d 次调用带来的是 %[5]v 的 %[4]s", s.Type, out.To, call, typeOf(&asked.request), asked.request.From)
	}
	delete(n.open, call)
	request := &asked.request
	asked.granted, asked.term = s.VoteGranted || s.Success, out.Term
	b := &body{extra: s.Extra}
	out.Body = b
	if request.Kind == trace.Snapshot {
		ofInstallSnapshotReply(out, asked)
	}
	n.rules.replied = append(n.rules.replied, *asked)
	switch request.Kind {
	case trace.Snapshot:
		return nil
	case trace.RequestVote:
		out.Kind, out.Granted = trace.VoteReply, s.VoteGranted
		return nil
	case trace.RequestPreVote:
		return n.ofPreVoteReply(out, s, request)
	}
	out.Kind = trace.HeartbeatReply
	if request.Kind == trace.Append {
		out.Kind = trace.AppendReply
	}
	out.Granted, out.Prev, b.asked = s.Success, request.Prev, request.Entries
	out.Index = request.Prev.Index + trace.Index(request.Entries)
	if !s.Success {
		out.Index = 0
		if s.LastLogIndex != nil {
			out.Index, b.lastTold = *s.LastLogIndex, true
		}
	}
	return nil
}

// mostEntries is how many entries travel in one message where a scenario wants few: one, and none to a follower that has not yet
// said where its log agrees, as leaders do that save bandwidth. With that a follower meets messages whose last new entry lies far
// behind leaderCommit, whatever its own kind of leader sends. Who relies on extra is left alone.
func (n *node) mostEntries(to trace.NodeID) int {
	if n.agreed[to] == n.hard.Term {
		return 1
	}
	return 0
}
