package trials_test

import (
	"context"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

// commonJob is the built-in study of that name: five servers, a settled leader that crashes at a random
// moment of its heartbeat interval, checks on, no trace.
func commonJob() *script.Script {
	c := script.DefaultCluster()
	c.Heartbeat = 75 * ms
	c.Network = network.Settings{Latency: chance.Fixed(7 * ms)}
	c.Fsync = chance.Fixed(0)
	first := script.Selector{Kind: script.Named, Nodes: []trace.NodeID{1}}
	return &script.Script{Cluster: c, Until: 10 * time.Second, Steps: []script.Step{
		{Do: script.TimeoutAction{Nodes: first}},
		{When: script.Condition{Kind: script.Elected, Nodes: first}, After: 90 * ms, Do: script.SettleAction{}},
		{When: script.Condition{Kind: script.StepBefore}, Within: 75 * ms,
			Do: script.PartitionAction{Groups: []script.Selector{first, {Kind: script.Others}}}},
		{When: script.Condition{Kind: script.StepBefore}, Do: script.CrashAction{Nodes: first}},
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
