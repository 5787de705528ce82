package textbook_test

import (
	"math"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// commonJob is the job by which simulators are compared: five servers, fixed latency, no disk time, a
// leader that crashes at a random point of its heartbeat interval, and the messages under way with it.
// The job measures until the next leader.
func commonJob(random *chance.Stream) *script.Script {
	c := script.DefaultCluster()
	c.Heartbeat = 75 * ms
	c.Network = network.Settings{Latency: chance.Fixed(7 * ms)}
	c.Fsync = chance.Fixed(0)
	after := 150*ms + time.Duration(random.Below(uint64(c.Heartbeat)))
	leader := kind(script.TheLeader)
	return &script.Script{Cluster: c, Until: time.Minute, Steps: []script.Step{
		{When: script.Condition{Kind: script.Elected}, After: after,
			Do: script.PartitionAction{Groups: []script.Selector{leader, kind(script.Others)}}},
		{When: script.Condition{Kind: script.LeaderLost}, Do: script.CrashAction{Nodes: leader}},
	}}
}

// outage is how long a cluster had no leader after its first one.
type outage struct {
	world         *sim.World
	leaders       int
	crashed, back time.Duration
	events        uint64
}

func (o *outage) Observe(e *trace.Event) {
	o.events = e.Seq
	switch {
	case e.Kind == trace.ClusterLed && e.Node != 0:
		if o.leaders++; o.leaders == 2 {
			o.back = e.At
			o.world.Halt()
		}
	case e.Kind == trace.ClusterLed && o.leaders == 1:
		o.crashed = e.At
	}
}

// BenchmarkTrial is the common job from a cold start, with checks, on one world.
func BenchmarkTrial(b *testing.B) {
	var random chance.Stream
	random.Seed(1, chance.Named("crash"))
	plan := commonJob(&random)
	world := sim.New(textbook.Engine{})
	end := &outage{world: world}
	b.ReportAllocs()
	events := uint64(0)
	for i := range b.N {
		*end = outage{world: world}
		if err := world.Run(plan, uint64(i), end); err != nil || end.leaders < 2 {
			b.Fatal("no second leader", err)
		}
		events += end.events
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "trials/s")
	b.ReportMetric(float64(events)/float64(b.N), "events/trial")
}

// The mean of the common job is known: thesis, chapter 9.
func TestCommonJobAgreesWithTheory(t *testing.T) {
	const theory = 158.8 // ms
	const trials = 20_000
	var random chance.Stream
	random.Seed(1, chance.Named("crash"))
	world := sim.New(textbook.Engine{})
	sum, squares := 0.0, 0.0
	for i := range trials {
		end := &outage{world: world}
		if err := world.Run(commonJob(&random), uint64(i), end); err != nil || end.leaders < 2 {
			t.Fatal("no second leader", err)
		}
		took := float64(end.back-end.crashed) / float64(ms)
		sum += took
		squares += took * took
	}
	mean := sum / float64(trials)
	deviation := math.Sqrt(squares/float64(trials) - mean*mean)
	t.Logf("%d trials: mean %.2f ms, standard error %.2f ms", trials, mean, deviation/math.Sqrt(float64(trials)))
	if math.Abs(mean-theory) > theory/100 {
		t.Errorf("the mean of %d trials is %.2f ms, theory says %.1f ms", trials, mean, theory)
	}
}
