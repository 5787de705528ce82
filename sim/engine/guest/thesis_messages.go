package guest

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// isCalled reports whether a request for a vote says that the leader has called the candidate (thesis, section 4.2.3).
func isCalled(m *engine.Message) bool {
	b, ok := m.Body.(*body)
	return ok && b.called
}

// ofPreVote makes a request of PreVote. Its term is the one that would begin.
func (n *node) ofPreVote(out *engine.Message, s *message) *Fault {
	next := n.hard.Term + 1
	switch {
	case !n.config.PreVote:
		return faultf("type is PreVote, and boot said preVote false", "type 为 PreVote，而 boot 中 preVote 为 false")
	case s.Term == nil:
		out.Term = next
	case *s.Term > next:
		return faultf("term is %d, and the term that would begin is %d", "term 为 %d，而将要开始的任期为 %d", *s.Term, next)
	}
	n.ofRequestVote(out, s)
	out.Kind = trace.RequestPreVote
	return nil
}

// ofPreVoteReply makes an answer to PreVote. One that agrees has the term of the request, if it does not say another.
func (n *node) ofPreVoteReply(out *engine.Message, s *message, request *engine.Message) *Fault {
	switch {
	case s.Term == nil && s.VoteGranted:
		out.Term = request.Term
	case s.Term != nil && *s.Term > max(n.hard.Term, request.Term):
		return faultf("term is %d; currentTerm is %d, and PreVote had term %d", "term 为 %d；currentTerm 为 %d，而 PreVote 的任期为 %d", *s.Term, n.hard.Term, request.Term)
	}
	out.Kind, out.Granted = trace.PreVoteReply, s.VoteGranted
	out.Body.(*body).askedTerm = request.Term
	return nil
}

func (n *node) ofTimeoutNow(out *engine.Message, s *message) *Fault {
	if n.engine.Features()&engine.Transfer == 0 {
		return faultf("type is TimeoutNow, and the answer to hello does not announce transfer", "type 为 TimeoutNow，而对 hello 的回答没有声明 transfer")
	}
	out.Kind = trace.TimeoutNow
	if s.Extra != nil {
		out.Body = &body{extra: s.Extra}
	}
	return nil
}

// transfer is what a leader was asked to hand over. Thesis, section 3.10.
type transfer struct {
	to    trace.NodeID // 0: nothing
	until int64        // the host tells the leader then to lead on
}

// Transfer implements [engine.Node]. While it is under way, the leader is asked to append nothing.
func (n *node) Transfer(to trace.NodeID) engine.Refusal {
	switch {
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	case to == n.id:
		return engine.Refusal{Reason: trace.ToItself}
	case !slices.Contains(n.voters, to):
		return engine.Refusal{Reason: trace.ToNoMember}
	case to == n.transfer.to:
		return engine.Refusal{Reason: trace.HandingOver, Peer: to}
	}
	if n.transfer.to != 0 {
		n.observer.GaveUp(n.transfer.to, trace.OtherTarget)
	}
	n.transfer = transfer{to: to, until: n.now + n.config.ElectionTicks}
	n.askToTransfer(to)
	return engine.Refusal{}
}

// askToTransfer asks the leader to hand leadership to a server; 0: to lead on.
func (n *node) askToTransfer(to trace.NodeID) {
	n.calls++
	n.line.begin("transfer", n.calls, n.now)
	n.line.number(`,"to":`, uint64(to))
	n.line.text("}")
	n.step(0, nil)
}

// endTransferInTime tells a leader to lead on when an election timeout has passed.
func (n *node) endTransferInTime() {
	if to := n.transfer.to; to != 0 && n.now >= n.transfer.until {
		n.transfer = transfer{}
		n.observer.GaveUp(to, trace.NotTakenOver)
		n.askToTransfer(0)
	}
}
