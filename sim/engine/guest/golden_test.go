package guest_test

import (
	"flag"
	"fmt"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
)

// seeds is how many seeds the tests over many seeds take.
var seeds = flag.Int("seeds", 12, "number of seeds for tests over many seeds")

// A program that does what Figure 2 says has the trace of the textbook engine, event for event, and breaks nothing.
func sameAsTextbook(t *testing.T, what string, plan *script.Script, seed uint64) {
	t.Helper()
	engine, found := engineOf(right)
	var got, want record
	if err := sim.New(engine).Run(plan, seed, &got); err != nil {
		t.Fatal(err)
	}
	if err := sim.New(textbook.Engine{}).Run(plan, seed, &want); err != nil {
		t.Fatal(err)
	}
	for _, f := range found.all {
		t.Errorf("%s: %s", what, f.Words.EN)
	}
	compare(t, what, got.events, want.events)
}

func TestFigure2IsTheTextbookInEveryScenario(t *testing.T) {
	ran := 0
	for _, info := range scenarios.Builtin() {
		s, err := scenarios.ByName(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		plan := s.Script()
		if plan.Needs().Without(engine.PreVote) != 0 || plan.Cluster.SingleAppend {
			continue
		}
		ran++
		for seed := range uint64(1) {
			sameAsTextbook(t, fmt.Sprintf("%s, seed %d", info.Name, seed+1), &plan, seed+1)
		}
	}
	if ran < 20 {
		t.Errorf("only %d scenarios ran", ran)
	}
}

// plain returns a schedule of what the program has.
func plain(seed uint64) *script.Script {
	engine, _ := engineOf(right)
	return schedule.For(engine, schedule.Honest(seed))
}

// exact returns a schedule in which nothing is left to a program: it may look at its heartbeats only whether it hears a
// quorum, and the textbook engine looks at every tick; and where messages are to carry one entry, none travels at first.
func exact(seed uint64) *script.Script {
	s := schedule.For(only{textbook.Engine{}, engine.PreVote}, schedule.Honest(seed))
	s.Cluster.SingleAppend = false
	return s
}

// only is an engine without other features.
type only struct {
	engine.Engine
	has engine.Features
}

func (o only) Features() engine.Features { return o.has }

func TestFigure2IsTheTextbookUnderRandomFaults(t *testing.T) {
	for seed := range uint64(*seeds) {
		sameAsTextbook(t, fmt.Sprintf("schedule %d", seed), exact(seed), seed)
	}
}
