package elections

import (
	"slices"
	"testing"
	"time"

	"raftlab/sim/trace"
)

// What elections tell of disks and of the network, also where a voter's log is faster than the candidate's, and where one stands again.
func TestDelays(t *testing.T) {
	const ms = time.Millisecond
	stands := func(at time.Duration, who trace.NodeID) *trace.Event {
		return &trace.Event{At: at, Kind: trace.RoleChange, Role: trace.Candidate, Node: who}
	}
	votes := func(at time.Duration, voter, candidate trace.NodeID) *trace.Event {
		return &trace.Event{At: at, Kind: trace.Voted, Granted: true, Node: voter, Peer: candidate}
	}
	var d Delays
	for _, e := range []*trace.Event{
		stands(10*ms, 1), votes(12*ms, 1, 1), votes(15*ms, 2, 1), votes(16*ms, 3, 1),
		stands(200*ms, 1), votes(203*ms, 2, 1), votes(204*ms, 1, 1), votes(204*ms, 3, 1), // not 191 ms, counted from the term before
		votes(300*ms, 1, 3), // who stood is not known
	} {
		d.Observe(e)
	}
	if want := []time.Duration{2 * ms, 4 * ms}; !slices.Equal(d.Fsync, want) {
		t.Errorf("fsync %v, not %v", d.Fsync, want)
	}
	if want := []time.Duration{3 * ms, 4 * ms, 0, 0}; !slices.Equal(d.OneWay, want) {
		t.Errorf("one way %v, not %v", d.OneWay, want)
	}
}
