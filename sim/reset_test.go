package sim

import (
	"testing"
	"time"

	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Later runs of the same size take no new memory: what a run allocates is its engine's.
func TestResetAllocatesNothing(t *testing.T) {
	w := New(etcdraft.Engine{})
	s := &script.Script{Cluster: script.DefaultCluster(), Until: time.Second,
		Steps: []script.Step{{At: 500 * time.Millisecond, Do: script.CrashAction{Nodes: script.Selector{Kind: script.TheLeader}}}}}
	if err := w.Run(s, 1); err != nil {
		t.Fatal(err)
	}
	sinks := []trace.Sink{}
	if allocs := testing.AllocsPerRun(10, func() { w.reset(s, sinks) }); allocs > 0 {
		t.Errorf("a reset allocates %v times", allocs)
	}
}
