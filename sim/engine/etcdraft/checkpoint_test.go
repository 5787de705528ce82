package etcdraft

import (
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// terms is an observer that keeps the terms in which a server led.
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

var alone = engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1}}}}

// lead boots a server that is alone, lets it win an election, and returns its observer.
func lead(t *testing.T, n *node, c engine.Config) *terms {
	t.Helper()
	w := &terms{}
	n.Boot(c, &alone, w)
	n.Campaign(trace.ElectionTimeout)
	finish(n)
	if n.Err() != nil || len(w.led) != 1 || w.led[0] != 1 {
		t.Fatalf("led terms %v, error %v, want term 1", w.led, n.Err())
	}
	return w
}

// finish does all work and returns the last entry handed out.
func finish(n *node) (last engine.Entry) {
	for work := n.Work(); work != nil; work = n.Work() {
		for _, e := range work.Entries {
			last = engine.Entry{Index: e.Index, Term: e.Term, Kind: e.Kind}
		}
		n.Done()
	}
	return last
}

// What makes runs fast: the second one goes on with the server of the first, and nobody can tell.
func TestASecondRunKeepsTheServer(t *testing.T) {
	c := engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 1}
	n := &node{}
	lead(t, n, c)
	kept := n.raw
	for range 5 {
		if lead(t, n, c); n.raw != kept {
			t.Fatal("a run has a new server")
		}
	}
	n.Boot(engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 1, Restart: true}, &engine.Durable{HardState: engine.HardState{Term: 3}}, &terms{})
	if lead(t, n, c); n.raw != kept {
		t.Error("after a restart within a run the next one has a new server")
	}
	c.PreVote = true
	if lead(t, n, c); n.raw == kept {
		t.Error("a server with other settings was kept")
	}
}

func TestALeaderIsRestored(t *testing.T) {
	n := &node{}
	w := lead(t, n, engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 2})
	if !n.Checkpoint() {
		t.Fatal("a leader without work cannot be saved")
	}
	for name, become := range map[string]func(){
		"a command":                func() { n.Propose([]byte("x")); finish(n) },
		"a command without a sync": func() { n.Propose([]byte("x")); n.Work() },
		"a configuration":          func() { n.Change(engine.Change{Learn: []trace.NodeID{2}}); finish(n) },
		"a snapshot":               func() { n.Propose([]byte("x")); finish(n); n.Compact(7, nil) },
		"a restart":                func() { n.Boot(engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 2, Restart: true}, &alone, w) },
		"an end":                   func() { n.err = engineError{} },
	} {
		become()
		n.Restore()
		if !n.fields.isLeader() || n.fields.currentTerm() != 1 || n.Err() != nil {
			t.Fatalf("after %s: term %d, leads %v, %v", name, n.fields.currentTerm(), n.fields.isLeader(), n.Err())
		}
		n.Propose([]byte("y"))
		if got := finish(n); got.Index != 2 || got.Term != 1 {
			t.Fatalf("after %s a command is at %+v, want index 2, term 1", name, got)
		}
		n.Restore()
		if taken := n.Compact(1, nil); taken.Index != 1 || taken.State != 1 || len(taken.Config.Voters)+len(taken.Config.Learners) != 1 {
			t.Fatalf("after %s a snapshot is %+v, want index 1 and the first configuration", name, taken)
		}
		n.Restore()
	}
	if len(w.led) != 1 {
		t.Errorf("the observer was told %d elections, want only the first", len(w.led))
	}
}

type engineError struct{}

func (engineError) Error() string { return "gave up" }

func TestAServerWithWorkIsNotSaved(t *testing.T) {
	for name, busy := range map[string]func(n *node){
		"a command under way": func(n *node) { n.Propose([]byte("x")) },
		"work handed out":     func(n *node) { n.Propose([]byte("x")); n.Work() },
		"no server":           func(n *node) { *n = node{} },
		"plain":               func(n *node) { n.plain = true },
	} {
		n := &node{}
		lead(t, n, engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 2})
		if busy(n); n.Checkpoint() {
			t.Errorf("%s: it can be saved", name)
		}
	}
}
