package etcdraft

import (
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// terms is a observer that keeps the terms in which a server led.
type terms struct{ led []trace.Term }

func (w *terms) RoleChanged(b engine.RoleChange) bool {
	if b.Role == trace.Leader {
		w.led = append(w.led, b.Term)
	}
	return true
}
func (*terms) Voted(*engine.Vote)                          {}
func (*terms) Tallied(engine.Tally)                        {}
func (*terms) Ignored(trace.Reason)                        {}
func (*terms) TimerReset(bool, trace.Reason, trace.NodeID) {}
func (*terms) Reconfigured(trace.Config)                   {}
func (*terms) GaveUp(trace.NodeID, trace.Reason)           {}

// lead boots a server that is alone, lets it win an election, and returns the term that it led.
func lead(t *testing.T, n *node, c engine.Config, from *engine.Durable) trace.Term {
	t.Helper()
	w := &terms{}
	n.Boot(c, from, w)
	n.Campaign(trace.ElectionTimeout)
	for n.Work() != nil {
		n.Done()
	}
	if n.Err() != nil || len(w.led) != 1 {
		t.Fatalf("led terms %v, error %v", w.led, n.Err())
	}
	return w.led[0]
}

// What makes runs fast: the second one goes on with the server of the first, and nobody can tell.
func TestASecondRunKeepsTheServer(t *testing.T) {
	alone := &engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1}}}}
	c := engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 1}
	n := &node{}
	lead(t, n, c, alone)
	kept := n.raw
	for run := range trace.Term(5) {
		c.Origin = trace.Position{Term: 10 * (run + 1), Index: 10 * trace.Index(run+1)}
		if term := lead(t, n, c, alone); term != 1 {
			t.Errorf("in run %d the server leads term %d, not 1", run, term)
		}
		if n.raw != kept {
			t.Fatalf("run %d has a new server", run)
		}
	}
	c.PreVote = true
	c.Origin = trace.Position{Term: 100, Index: 100}
	if lead(t, n, c, alone); n.raw == kept {
		t.Error("a server with other settings was kept")
	}
}
