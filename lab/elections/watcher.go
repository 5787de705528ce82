package elections

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// takesLeader are the faults by which a leader is taken away.
var takesLeader = []trace.Fault{trace.Crash, trace.Pause, trace.TransferLead, trace.PartitionNet}

// watcher is told the events of the lab, and keeps what a round needs.
type watcher struct {
	begun  time.Time // the time 0 of the events
	before trace.Term
	failed error // a leader was not brought back

	fault, first, leader time.Time // of the round; zero: not yet
	term                 trace.Term
	leases               int

	delays Delays
}

// begin begins a round in a term.
func (w *watcher) begin(term uint64) {
	w.before, w.term, w.leases = trace.Term(term), 0, 0
	w.fault, w.first, w.leader = time.Time{}, time.Time{}, time.Time{}
	w.delays.Forget()
}

// round returns what was seen since the leader was lost.
func (w *watcher) round(lost time.Time) Round {
	r := Round{At: lost, Outage: w.leader.Sub(lost), Terms: int(w.term - w.before), Leases: w.leases}
	if !w.first.IsZero() {
		r.First = w.first.Sub(lost)
	}
	return r
}

// Observe takes an event.
func (w *watcher) Observe(e *trace.Event) {
	if w.before == 0 || !w.leader.IsZero() { // between rounds
		return
	}
	w.delays.Observe(e)
	at := w.begun.Add(e.At)
	switch e.Kind {
	case trace.FaultMade:
		if w.fault.IsZero() && slices.Contains(takesLeader, e.Fault) {
			w.fault = at
		}
	case trace.RoleChange:
		w.changeRole(e, at)
	case trace.Voted:
		if e.Reason == trace.LeaderLease {
			w.leases++
		}
	}
}

func (w *watcher) changeRole(e *trace.Event, at time.Time) {
	switch e.Role {
	case trace.PreCandidate, trace.Candidate:
		if w.first.IsZero() {
			w.first = at
		}
	case trace.Leader:
		if e.Term > w.before {
			w.leader, w.term = at, e.Term
		}
	}
}
