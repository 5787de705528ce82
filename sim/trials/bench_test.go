package trials_test

import (
	"context"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// commonJob is the built-in study of that name: five servers, a settled leader that crashes at a random
// moment of its heartbeat interval, checks on, no trace.
func commonJob() *sim.Script {
	c := sim.DefaultCluster()
	c.Heartbeat = 75 * ms
	c.Network = network.Settings{Latency: chance.Fixed(7 * ms)}
	c.Fsync = chance.Fixed(0)
	first := sim.Selector{Kind: sim.Named, Nodes: []trace.NodeID{1}}
	return &sim.Script{Cluster: c, Until: 10 * time.Second, Steps: []sim.Step{
		{Do: sim.TimeoutAction{Nodes: first}},
		{When: sim.Condition{Kind: sim.Elected, Nodes: first}, After: 90 * ms, Do: sim.SettleAction{}},
		{When: sim.Condition{Kind: sim.StepBefore}, Within: 75 * ms,
			Do: sim.PartitionAction{Groups: []sim.Selector{first, {Kind: sim.Others}}}},
		{When: sim.Condition{Kind: sim.StepBefore}, Do: sim.CrashAction{Nodes: first}},
	}}
}

// BenchmarkCommonJob is one trial of the common job on one worker.
func BenchmarkCommonJob(b *testing.B) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		b.Run(e.Name(), func(b *testing.B) {
			plan := trials.Plan{Engine: e, Script: commonJob(), From: trace.Crash, Seed: 1, Last: uint64(b.N)}
			b.ReportAllocs()
			result, err := trials.Run(context.Background(), &plan, trials.Options{Workers: 1})
			if err != nil || result.Finished != uint64(b.N) {
				b.Fatalf("%d of %d trials finished: %v", result.Finished, b.N, err)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
		})
	}
}

// BenchmarkAdd is what adding a trial to the result takes.
func BenchmarkAdd(b *testing.B) {
	result := trials.NewResult()
	trial := trials.Trial{Finished: true, Duration: 150 * ms, Terms: 1}
	b.ReportAllocs()
	for b.Loop() {
		trial.Number++
		result.Add(&trial)
	}
}
