package sim_test

import (
	"io"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// commonJob is the job by which simulators are compared: five servers, fixed latency, no disk time.
func commonJob() *sim.Script {
	c := sim.DefaultCluster()
	c.Heartbeat = 75 * time.Millisecond
	c.Network = network.Settings{Latency: chance.Fixed(7 * time.Millisecond)}
	c.Fsync = chance.Fixed(0)
	leader := sim.Selector{Kind: sim.TheLeader}
	return &sim.Script{Cluster: c, Until: 10 * time.Second, Steps: []sim.Step{
		{When: sim.Condition{Kind: sim.Elected}, After: 100 * time.Millisecond, Do: sim.CrashAction{Nodes: leader}},
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
	script := commonJob()
	world := sim.New(etcdraft.Engine{})
	b.ReportAllocs()
	events := uint64(0)
	for i := range b.N {
		end := reelection{world: world}
		if err := world.Run(script, uint64(i), &end); err != nil || end.leaders < 2 {
			b.Fatal("no second leader", err)
		}
		events += end.events
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
	b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkMinute is a run of 60 s with five servers, checked, with its trace written.
func BenchmarkMinute(b *testing.B) {
	script := &sim.Script{Cluster: sim.DefaultCluster(), Until: time.Minute}
	world := sim.New(etcdraft.Engine{})
	b.ReportAllocs()
	for b.Loop() {
		w, err := trace.NewWriter(io.Discard, &trace.Header{Nodes: 5})
		if err != nil {
			b.Fatal(err)
		}
		if err := world.Run(script, 7, w); err != nil {
			b.Fatal(err)
		}
		if _, err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
