package textbook

import (
	"math"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Reads of the state machine without an entry in the log (thesis, section 6.4; paper, section 8). Both ways rest on rounds of
// heartbeats: who answers one believed at that time that its sender leads.

// round is a round of heartbeats. It is the body of its messages, and followers send it back.
type round struct {
	number uint64
	sent   int64 // tick of the leader at which it was sent
}

// reading is what a leader knows of reads and of rounds. It begins anew with each time of leading.
type reading struct {
	rounds     uint64         // sent so far
	heard      []answeredUpTo // by the others
	pending    []pendingRead  // of which nothing was told yet, in the order in which they were asked for
	handedOver bool           // another server was called to stand, and voters need not keep to the lease
}

// answeredUpTo is the last round that a server has answered.
type answeredUpTo struct {
	id trace.NodeID
	*round
}

// pendingRead waits for the first commit of the term, and then for a round.
type pendingRead struct {
	number uint64
	way    trace.ReadWay
	index  trace.Index // readIndex of the thesis
	round  uint64      // that a majority must answer; 0: none was sent yet
}

// Read implements [engine.Reader].
func (n *node) Read(number uint64, way trace.ReadWay) engine.Refusal {
	switch {
	case !n.keeps(ReadThroughTheLeader):
		n.mayRead(number, 0)
		return engine.Refusal{}
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	}
	r := n.readingNow()
	r.pending = append(r.pending, pendingRead{number: number, way: way})
	n.startReads()
	return engine.Refusal{}
}

func (n *node) mayRead(number uint64, index trace.Index) {
	n.observer.(engine.ReadObserver).MayRead(number, index)
}

func (n *node) readingNow() *reading {
	if n.reading == nil {
		n.reading = &reading{}
	}
	return n.reading
}

// startReads is the way of thesis, section 6.4, up to its third step. A leader that has committed nothing in its term waits, since
// it may not know yet what is committed (1). It notes its commit index (2), and sends a round of heartbeats, to learn whether it
// still leads (3). A leader with a lease knows it.
func (n *node) startReads() {
	if !n.committedInTerm() && n.keeps(CommitBeforeRead) {
		return
	}
	r, asks := n.reading, false
	rest := r.pending[:0]
	for _, p := range r.pending {
		switch {
		case p.round != 0:
			rest = append(rest, p)
		case p.way == trace.LeaseRead && n.holdsLease(), p.way == trace.ReadIndex && !n.keeps(RoundOfHeartbeats):
			n.mayRead(p.number, n.commitIndex)
		default:
			p.index, p.round, asks = n.commitIndex, r.rounds+1, true
			rest = append(rest, p)
		}
	}
	r.pending = rest
	if asks {
		n.sendRound()
		n.confirmReads()
	}
}

// nextRound begins a round.
func (n *node) nextRound() *round {
	r := n.readingNow()
	r.rounds++
	return &round{number: r.rounds, sent: n.now}
}

// sendRound sends heartbeats besides those that are sent from time to time.
func (n *node) sendRound() {
	body := n.nextRound()
	for i := range n.peers {
		p := &n.peers[i]
		m := n.send(trace.Heartbeat, p.id)
		m.Prev, m.Commit, m.Body = n.log.at(p.nextIndex-1), n.commitIndex, body
	}
}

// hearRound is told that a server has answered a round.
func (n *node) hearRound(from trace.NodeID, answered *round) {
	r := n.reading
	if r == nil {
		return
	}
	for i := range r.heard {
		if h := &r.heard[i]; h.id == from {
			if h.number < answered.number {
				h.round = answered
			}
			n.confirmReads()
			return
		}
	}
	r.heard = append(r.heard, answeredUpTo{from, answered})
	n.confirmReads()
}

// confirmReads tells of all reads whose round a majority has answered.
func (n *node) confirmReads() {
	r := n.reading
	last := n.confirmedRound()
	for len(r.pending) > 0 && r.pending[0].round != 0 && r.pending[0].round <= last.number {
		p := r.pending[0]
		r.pending = r.pending[1:]
		n.mayRead(p.number, p.index)
	}
}

// confirmedRound returns the last round that a majority has answered, the leader included.
func (n *node) confirmedRound() (last round) {
	if n.own().meets(n.majority) {
		return round{math.MaxUint64, n.now}
	}
	for _, h := range n.reading.heard {
		if h.number > last.number && n.answered(h.number).meets(n.majority) {
			last = *h.round
		}
	}
	return last
}

// answered returns who has answered a round.
func (n *node) answered(round uint64) count {
	who := n.own()
	for _, h := range n.reading.heard {
		if p := n.peer(h.id); p != nil && h.number >= round {
			who.add(p.seats)
		}
	}
	return who
}

// holdsLease reports whether the leader knows by its clock that nobody else was elected: a majority has answered a round, and does
// not elect another within an election timeout (section 6.4.1). It counts from the moment at which the round was sent, and allows
// for clocks that differ by a tenth.
func (n *node) holdsLease() bool {
	if n.transfer.to != 0 || n.reading.handedOver {
		return false
	}
	lease := n.config.ElectionTicks
	if n.keeps(AllowanceForDrift) {
		lease -= lease / 10
	}
	last := n.confirmedRound()
	return last.number > 0 && n.now < last.sent+lease
}
