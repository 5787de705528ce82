package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// transfer is a leader's intent to hand leadership over. Thesis, section 3.10.
type transfer struct {
	to    trace.NodeID // 0: there is none
	until int64        // the leader gives up then, after an election timeout
}

func (t *transfer) ends() int64 {
	if t.to == 0 {
		return never
	}
	return t.until
}

// Transfer implements [engine.Node]. The leader stops taking commands, so that the other's log, to which
// all entries are on their way, comes to be as long as its own.
func (n *node) Transfer(to trace.NodeID) engine.Refusal {
	p := n.peer(to)
	switch {
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	case to == n.id:
		return engine.Refusal{Reason: trace.ToItself}
	case p == nil:
		return engine.Refusal{Reason: trace.ToNoMember}
	case p.seats == 0:
		return engine.Refusal{Reason: trace.ToLearner}
	case to == n.transfer.to:
		return engine.Refusal{Reason: trace.HandingOver, Peer: to}
	}
	n.endTransfer(trace.OtherTarget)
	n.transfer = transfer{to: to, until: n.now + n.config.ElectionTicks}
	n.handOver(p)
	return engine.Refusal{}
}

// handOver tells the other server to start an election as soon as its log is as long as the leader's.
func (n *node) handOver(p *peer) {
	if n.transfer.to == p.id && (p.matchIndex == n.log.last() || !n.keeps(CatchUpBeforeTransfer)) {
		n.send(trace.TimeoutNow, p.id)
		if n.reading != nil {
			n.reading.handedOver = true
		}
	}
}

func (n *node) endTransferInTime() {
	if n.now >= n.transfer.ends() {
		n.endTransfer(trace.NotTakenOver)
	}
}

// endTransfer goes on leading.
func (n *node) endTransfer(why trace.Reason) {
	if n.transfer.to != 0 {
		n.observer.GaveUp(n.transfer.to, why)
	}
	n.transfer = transfer{}
}

// takeOver starts an election at once, as if the election timer had expired.
func (n *node) takeOver(m *engine.Message) {
	if !n.isStale(m, TimeoutNowOfTheTermOnly) && n.role != trace.Leader && n.seats != 0 {
		n.startElection(trace.Transfer, m)
	}
}

// permitted marks the requests of a candidate that was called by the leader: "I have permission to
// disrupt the leader - it told me to!" (thesis, section 4.2.3).
var permitted = new(struct{ byLeader bool })

func (n *node) permission(cause *engine.Message) any {
	if kind(cause) == trace.TimeoutNow && n.keeps(TransferInSpiteOfLease) {
		return permitted
	}
	return nil
}
