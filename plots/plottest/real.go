package plottest

import (
	"fmt"
	"sync"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var realRuns sync.Map // of timelines, by name, seed and overrides

// RealRun runs a built-in scenario. It is run once, however often it is asked for.
func RealRun(t testing.TB, name string, seed uint64, overrides ...string) *timeline.Timeline {
	t.Helper()
	key := fmt.Sprint(name, seed, overrides)
	if run, ok := realRuns.Load(key); ok {
		return run.(*timeline.Timeline)
	}
	s, err := scenarios.ByName(name)
	if err == nil && len(overrides) > 0 {
		err = s.Set(overrides)
	}
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	b := timeline.NewBuilder(trace.Header{Scenario: name, Seed: trace.Seed(seed), Engine: "etcd", Version: sim.Version,
		Nodes: script.Cluster.Nodes, Parameters: s.Parameters()})
	if err := sim.New(etcdraft.Engine{}).Run(&script, seed, b); err != nil {
		t.Fatal(err)
	}
	run, _ := realRuns.LoadOrStore(key, b.Timeline())
	return run.(*timeline.Timeline)
}
