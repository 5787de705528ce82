package sim_test

import (
	"io"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// commonJob is the job by which simulators are compared: five servers, fixed latency, no disk time.
func commonJob() *script.Script {
	c := script.DefaultCluster()
	c.Heartbeat = 75 * time.Millisecond
	c.Network = network.Settings{Latency: chance.Fixed(7 * time.Millisecond)}
	c.Fsync = chance.Fixed(0)
	leader := script.Selector{Kind: script.TheLeader}
	return &script.Script{Cluster: c, Until: 10 * time.Second, Steps: []script.Step{
		{When: script.Condition{Kind: script.Elected}, After: 100 * time.Millisecond, Do: script.CrashAction{Nodes: leader}},
	}}
}

// reelection halts the run at the second leader.
type reelection struct {
	world   *sim.World
	leaders int
	events  uint64
}

func (r *reelection) Observe(e *trace.Event) {
	r.events = e.Seq
	if e.Kind == trace.ClusterLed && e.Node != 0 {
		if r.leaders++; r.leaders == 2 {
			r.world.Halt()
		}
	}
}

// BenchmarkTrial is one crash of a leader from a cold start to the next leader, with checks.
func BenchmarkTrial(b *testing.B) {
	plan := commonJob()
	world := sim.New(etcdraft.Engine{})
	b.ReportAllocs()
	events := uint64(0)
	for i := range b.N {
		end := reelection{world: world}
		if err := world.Run(plan, uint64(i), &end); err != nil || end.leaders < 2 {
			b.Fatal("no second leader", err)
		}
		events += end.events
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkMinute is a run of 60 s with five servers, checked, with its trace written.
func BenchmarkMinute(b *testing.B) {
	plan := &script.Script{Cluster: script.DefaultCluster(), Until: time.Minute}
	world := sim.New(etcdraft.Engine{})
	b.ReportAllocs()
	for b.Loop() {
		w, err := trace.NewWriter(io.Discard, &trace.Header{Nodes: 5})
		if err != nil {
			b.Fatal(err)
		}
		if err := world.Run(plan, 7, w); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
