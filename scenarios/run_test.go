package scenarios

import (
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// run runs a scenario and returns what happened.
func run(t *testing.T, s *Scenario, seed uint64) *timeline.Timeline {
	t.Helper()
	return runOn(t, etcdraft.Engine{}, s, seed)
}

func runOn(t *testing.T, e engine.Engine, s *Scenario, seed uint64) *timeline.Timeline {
	t.Helper()
	plan := s.Script()
	b := timeline.NewBuilder(trace.Header{Scenario: s.Name, Nodes: plan.Cluster.Nodes})
	if err := sim.New(e).Run(&plan, seed, b); err != nil {
		t.Fatal(err)
	}
	return b.Timeline()
}
