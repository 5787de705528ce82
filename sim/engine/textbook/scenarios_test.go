package textbook_test

import (
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// notOnTextbook are the scenarios that teach something else here, and why.
var notOnTextbook = map[string]string{
	"snapshot-to-follower": "the engine of Figure 2 takes no snapshots",
	"pre-vote-alone":       "here PreVote alone refuses who would depose a leader that is heard (engines.md, PreVote)",
}

// eachScenario runs a test for every built-in scenario that this engine can show.
func eachScenario(t *testing.T, test func(t *testing.T, s *scenarios.Scenario, plan *script.Script)) {
	for _, info := range scenarios.Builtin() {
		t.Run(info.Name, func(t *testing.T) {
			if why := notOnTextbook[info.Name]; why != "" {
				t.Skip(why)
			}
			s, err := scenarios.ByName(info.Name)
			if err != nil {
				t.Fatal(err)
			}
			plan := s.Script()
			test(t, s, &plan)
		})
	}
}

func live(t *testing.T, world *sim.World, plan *script.Script, seed uint64) *timeline.Timeline {
	t.Helper()
	b := timeline.NewBuilder(trace.Header{Nodes: plan.Cluster.Nodes})
	if err := world.Run(plan, seed, b); err != nil {
		t.Fatal(err)
	}
	return b.Timeline()
}

// The course teaches the same on the paper's algorithm: every expectation holds, every step is taken,
// every prediction has an answer.
func TestTheCourseHolds(t *testing.T) {
	eachScenario(t, func(t *testing.T, s *scenarios.Scenario, plan *script.Script) {
		lived := live(t, sim.New(textbook.Engine{}), plan, 1)
		for _, f := range s.Judge(lived) {
			if f.Verdict != trace.Holds {
				t.Errorf("line %d: %s: %v, seen: %s", f.Line, f.Expected.EN, f.Verdict, f.Seen.EN)
			}
		}
		for _, p := range s.Predictions {
			if p.Answer(lived) == "" {
				t.Errorf("line %d: no choice answers %q", p.Line, p.Question.EN)
			}
		}
		for _, skipped := range lived.Skipped {
			t.Errorf("step %d was never taken: %s", skipped.Step, skipped.Detail)
		}
	})
}

// Whatever the seed, only the scenarios that break a disk break a promise.
func TestSoakTheCourseIsSafe(t *testing.T) {
	eachScenario(t, func(t *testing.T, s *scenarios.Scenario, plan *script.Script) {
		world := sim.New(textbook.Engine{})
		for seed := range uint64(*seeds) {
			if err := world.Run(plan, seed); err != nil {
				t.Fatal(err)
			}
			for _, result := range world.Results() {
				if result.Verdict == trace.Violated && s.Name != "forgotten-vote" && s.Name != "lost-entry" {
					t.Fatalf("seed %d: %s", seed, result.Evidence)
				}
			}
		}
	})
}
