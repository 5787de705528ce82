package textbook

import (
	"math"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// never is a tick that does not come.
const never = math.MaxInt64

// hearsLeader reports whether the server has heard from a leader of its term less than the least
// election timeout ago. A leader hears itself.
func (n *node) hearsLeader() bool {
	return n.role == trace.Leader || n.leader != 0 && n.now-n.heardAt < n.config.ElectionTicks
}

// refusesToHear is the rule against disruptive servers: a server that hears a leader does not update
// its term or grant its vote when a request for a vote comes (thesis, section 4.2.3). It does not
// hold against a candidate that the leader itself has called.
func (n *node) refusesToHear(m *engine.Message) bool {
	if !n.config.CheckQuorum || !n.keeps(Lease) || m.Kind != trace.RequestVote || m.Body != nil || !n.hearsLeader() ||
		m.Term <= n.currentTerm {
		return false
	}
	n.tellVote(m, trace.LeaderLease)
	n.observer.Ignored(trace.LeaderLease)
	return true
}

// checkQuorum makes a leader step down if an election timeout elapses without an answer from a
// majority (thesis, section 6.2).
func (n *node) checkQuorum() {
	if n.now >= n.leaseEnds() {
		n.becomeFollower(trace.QuorumLost, nil)
	}
}

// leaseEnds returns when a leader that hears nothing more steps down; never without CheckQuorum.
func (n *node) leaseEnds() int64 {
	if !n.config.CheckQuorum || !n.keeps(CheckQuorum) {
		return never
	}
	return n.quorumHeardAt() + n.config.ElectionTicks
}

// quorumHeardAt returns the last tick since which a majority was heard, itself included.
func (n *node) quorumHeardAt() int64 {
	if n.own().meets(n.majority) {
		return n.now
	}
	heard := int64(0)
	for i := range n.peers {
		if at := n.peers[i].heardAt; at > heard && n.heardSince(at).meets(n.majority) {
			heard = at
		}
	}
	return heard
}

func (n *node) heardSince(tick int64) count {
	heard := n.own()
	for i := range n.peers {
		if n.peers[i].heardAt >= tick {
			heard.add(n.peers[i].seats)
		}
	}
	return heard
}
