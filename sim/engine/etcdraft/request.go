package etcdraft

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// What a leader is asked to do. The library drops a request that does not fit its state and mostly does not
// say why; the reasons told here are its own tests, in its order.

// Propose implements [engine.Node].
func (n *node) Propose(data []byte) (refused engine.Refusal) {
	n.call(cause{}, func() {
		if n.raw.Propose(data) != nil {
			refused = n.whyDropped()
		}
	})
	return refused
}

// whyDropped tells why the library dropped a proposal.
func (n *node) whyDropped() engine.Refusal {
	switch {
	case !n.fields.isLeader():
		return engine.Refusal{Reason: trace.NotLeader}
	case n.handingTo != 0:
		return engine.Refusal{Reason: trace.HandingOver, Peer: n.handingTo}
	}
	return engine.Refusal{Reason: trace.Removed}
}

// Change implements [engine.Node]. In place of a change that does not fit its state the library
// appends an empty entry. It would take a change of nothing for one that leaves a joint configuration, and
// panic on every server that applies a change that leaves no voter; neither is handed to it.
func (n *node) Change(c engine.Change) (refused engine.Refusal) {
	switch {
	case !n.fields.isLeader():
		return engine.Refusal{Reason: trace.NotLeader}
	case len(c.Add)+len(c.Learn)+len(c.Remove) == 0:
		return engine.Refusal{Reason: trace.Refused}
	case !leavesVoter(n.confState.GetVoters(), c):
		return engine.Refusal{Reason: trace.NoVoterLeft}
	}
	n.explain.noChange = 0
	n.call(cause{}, func() {
		if n.raw.ProposeConfChange(toConfChange(c)) != nil {
			refused = n.whyDropped()
		} else if n.explain.noChange != 0 {
			refused = engine.Refusal{Reason: n.explain.noChange, Instead: trace.NoOp}
		}
	})
	return refused
}

// leavesVoter reports whether somebody votes after a change: the library adds, then makes learners, then
// removes.
func leavesVoter(voters []uint64, c engine.Change) bool {
	leaves := func(id trace.NodeID) bool { return !slices.Contains(c.Learn, id) && !slices.Contains(c.Remove, id) }
	return slices.ContainsFunc(c.Add, leaves) ||
		slices.ContainsFunc(voters, func(id uint64) bool { return leaves(trace.NodeID(id)) })
}

// Transfer implements [engine.Node]. Asked for itself a leader gives up a transfer that is under way, and
// does nothing else.
func (n *node) Transfer(to trace.NodeID) engine.Refusal {
	why := n.refusesTransfer(to)
	switch {
	case why == 0 && n.handingTo == to:
		return engine.Refusal{Reason: trace.HandingOver, Peer: to}
	case why == 0 || why == trace.ToItself:
		before := n.handingTo
		n.handingTo = 0
		n.call(cause{}, func() { n.raw.TransferLeader(uint64(to)) })
		n.handingTo = n.fields.handingTo()
		if before != 0 {
			n.explain.observer.GaveUp(before, trace.OtherTarget)
		}
	}
	return engine.Refusal{Reason: why}
}

// refusesTransfer tells why nothing would come of a transfer. A server that does not lead would pass the
// request on.
func (n *node) refusesTransfer(to trace.NodeID) trace.Reason {
	id := uint64(to)
	switch {
	case !n.fields.isLeader():
		return trace.NotLeader
	case to == n.config.ID:
		return trace.ToItself
	case slices.Contains(n.confState.GetLearners(), id):
		return trace.ToLearner
	case !slices.Contains(n.confState.GetVoters(), id) && !slices.Contains(n.confState.GetVotersOutgoing(), id):
		return trace.ToNoMember
	}
	return 0
}

// noticeTransfer tells that the library no longer hands leadership over, if the server goes on leading.
func (n *node) noticeTransfer(why trace.Reason) {
	if n.handingTo == 0 || n.fields.handingTo() == n.handingTo {
		return
	}
	to := n.handingTo
	n.handingTo = 0
	if n.fields.isLeader() {
		n.explain.observer.GaveUp(to, why)
	}
}
