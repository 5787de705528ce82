package plots

import (
	"fmt"
	"sync"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var realRuns sync.Map // of timelines, by name, seed and overrides

// realRun runs a built-in scenario. It is run once, however often it is asked for.
func realRun(t testing.TB, name string, seed uint64, overrides ...string) *timeline.Timeline {
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
	b := timeline.NewBuilder(trace.Header{Scenario: name, Seed: trace.Seed(seed), Engine: "etcd", Version: "1",
		Nodes: script.Cluster.Nodes, Parameters: s.Parameters()})
	if err := sim.New(etcdraft.Engine{}).Run(&script, seed, b); err != nil {
		t.Fatal(err)
	}
	run, _ := realRuns.LoadOrStore(key, b.Timeline())
	return run.(*timeline.Timeline)
}

// forEveryFigure calls visit for a figure of every scenario, kind and language.
func forEveryFigure(t *testing.T, kinds []Kind, visit func(t *testing.T, run *timeline.Timeline, o Options)) {
	for _, info := range scenarios.Builtin() {
		for _, kind := range kinds {
			for _, l := range []lang.Lang{lang.English, lang.Chinese} {
				t.Run(fmt.Sprintf("%s/%v/%s", info.Name, kind, l), func(t *testing.T) {
					t.Parallel()
					visit(t, realRun(t, info.Name, 1), Options{Kind: kind, Lang: l,
						Command: "raftlab run " + info.Name + " --seed 1 --plot figure.svg"})
				})
			}
		}
	}
}
