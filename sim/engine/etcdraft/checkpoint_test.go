package etcdraft

import (
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// settled returns a server that leads alone, and its observer.
func settled(t *testing.T, origin trace.Position) (*node, *terms) {
	t.Helper()
	n, w := &node{}, &terms{}
	alone := &engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1}}}}
	n.Boot(engine.Config{ID: 1, ElectionTicks: 10, HeartbeatTicks: 2, Origin: origin}, alone, w)
	n.Campaign(trace.ElectionTimeout)
	finish(n)
	return n, w
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

func TestALeaderIsLedBack(t *testing.T) {
	n, w := settled(t, trace.Position{Term: 2, Index: 1})
	if !n.Checkpoint() {
		t.Fatal("a settled leader cannot be kept")
	}
	for run := range trace.Term(5) {
		n.Propose([]byte("x"))
		if run == 3 {
			n.raw = nil // as after a restart that failed
		} else if got := finish(n); got.Index != 2 || got.Term != 1 {
			t.Fatalf("run %d: a command is at %+v, want index 2, term 1", run, got)
		}
		n.Restore(trace.Position{Term: 10 * (run + 1), Index: 10 * trace.Index(run+1)})
		if !n.fields.isLeader() || n.currentTerm() != 1 || n.Err() != nil {
			t.Fatalf("run %d: term %d, leads %v, %v", run, n.currentTerm(), n.fields.isLeader(), n.Err())
		}
	}
	if len(w.led) != 1 {
		t.Errorf("the observer was told %d elections, want only the first", len(w.led))
	}
}

func TestWhatHasNotSettledIsNotKept(t *testing.T) {
	origin := trace.Position{Term: 2, Index: 1}
	for name, unsettle := range map[string]func(n *node){
		"a command under way":     func(n *node) { n.Propose([]byte("x")) },
		"a command in the log":    func(n *node) { n.Propose([]byte("x")); finish(n) },
		"work handed out":         func(n *node) { n.Propose([]byte("x")); n.Work() },
		"a changed configuration": func(n *node) { n.Change(engine.Change{Learn: []trace.NodeID{2}}); finish(n) },
	} {
		n, _ := settled(t, origin)
		if unsettle(n); n.Checkpoint() {
			t.Errorf("%s: it can be kept", name)
		}
	}
	if n, _ := settled(t, trace.Position{}); n.Checkpoint() {
		t.Error("a server that counts from zero can be kept")
	}
}
