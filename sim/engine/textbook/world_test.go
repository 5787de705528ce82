package textbook_test

import (
	"flag"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// seeds is how many seeds the tests over many seeds take. make soak takes more.
var seeds = flag.Int("seeds", 20, "number of seeds for tests over many seeds")

const ms = time.Millisecond

// record keeps the events of a run.
type record struct{ events []trace.Event }

func (r *record) Observe(e *trace.Event) { r.events = append(r.events, *e) }

// violation returns the first event that tells of a broken promise, or of the end of a server.
func (r *record) violation() *trace.Event {
	for i := range r.events {
		e := &r.events[i]
		switch {
		case e.Kind == trace.Checked && e.Verdict == trace.Violated, e.Kind == trace.Ended:
			return e
		}
	}
	return nil
}

func kind(k script.SelectorKind) script.Selector { return script.Selector{Kind: k} }

func nodes(ids ...trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: ids}
}

// randomScript returns faults without end. All disks are honest, so an engine that keeps its rules keeps its
// promises.
func randomScript(seed uint64) *script.Script {
	return schedule.For(textbook.Engine{}, schedule.Honest(seed))
}

// oneConfiguration returns a schedule without changes of the configuration. Servers may be removed from a cluster that
// cannot get on without them: one of two whose leader leaves and crashes before the other knows.
func oneConfiguration(s *script.Script) *script.Script {
	s.Cluster.Voters, s.Cluster.Learners = nil, nil
	s.Steps = slices.DeleteFunc(s.Steps, func(step script.Step) bool { return step.Do.Needs()&engine.Membership != 0 })
	return s
}

// Whatever happens, the paper's algorithm on honest disks keeps its promises.
func TestSoakRandomFaults(t *testing.T) {
	world := sim.New(textbook.Engine{})
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		if e := r.violation(); e != nil {
			t.Fatalf("replay: go test ./sim/engine/textbook -run RandomFaults -seeds %d\nevent %d at %v: %v %v: %s", seed+1, e.Seq, e.At, e.Property, e.Node, e.Detail)
		}
	}
}

// When the faults end, and only packets are still lost, the cluster gets a leader, and all servers come
// to commit what was committed a second ago.
func TestSoakRecovers(t *testing.T) {
	world := sim.New(textbook.Engine{})
	for seed := range uint64(*seeds) {
		plan := schedule.Calm(oneConfiguration(schedule.For(textbook.Engine{}, schedule.Timed(seed))), 10*time.Second)
		r := &record{}
		if err := world.Run(plan, seed, r); err != nil {
			t.Fatal(err)
		}
		commits := map[trace.NodeID]trace.Index{}
		last := trace.Index(0)
		for i := range r.events {
			switch e := &r.events[i]; {
			case e.Kind == trace.FaultMade && e.Fault == trace.Crash:
				commits[e.Node] = 0
			case e.Kind == trace.Committed:
				commits[e.Node] = e.Index
				if e.At < plan.Until-time.Second {
					last = max(last, e.Index)
				}
			}
		}
		for id := range trace.NodeID(plan.Cluster.Nodes) {
			if commits[id+1] < last || last == 0 {
				t.Fatalf("seed %d: commit indexes %v of %d servers", seed, commits, plan.Cluster.Nodes)
			}
		}
	}
}
