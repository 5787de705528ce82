package sim_test

import (
	"sync"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// busy is a script that uses most of the world: loss, duplicates, crashes, partitions, clients.
func busy() *script.Script {
	s := newScript(5, 4*time.Second,
		script.Step{At: 400 * ms, Do: script.ProposeAction{Command: "x", Count: 20, Every: 60 * ms}},
		script.Step{At: 800 * ms, Do: script.CrashAction{Nodes: kind(script.TheLeader)}},
		script.Step{When: script.Condition{Kind: script.Elected}, After: 200 * ms, Do: script.RestartAction{Nodes: kind(script.Crashed)}},
		script.Step{At: 2 * time.Second, Do: script.PartitionAction{Groups: []script.Selector{kind(script.TheLeader), kind(script.Others)}}},
		script.Step{At: 2500 * ms, Do: script.HealAction{}},
		script.Step{At: 3 * time.Second, Do: script.PauseAction{Nodes: kind(script.TheLeader)}},
		script.Step{At: 3500 * ms, Do: script.ResumeAction{Nodes: kind(script.Paused)}},
	)
	s.Cluster.Network.Loss = 20_000
	s.Cluster.Network.Duplicate = 20_000
	s.Cluster.Network.Latency = chance.Normal(10*ms, 4*ms)
	s.Cluster.PreVote, s.Cluster.CheckQuorum = true, true
	return s
}

// The digest of a run may only change together with sim.Version.
func TestGoldenDigest(t *testing.T) {
	const want = "sha256:7474b232ac6919d5d501c47ce1ea41589fda632c1faccceadd6aa7ebb235f65a"
	if got := digestOf(t, sim.New(etcdraft.Engine{}), busy(), 7); got != want {
		t.Errorf("seed 7 gave %s, not %s: raise sim.Version if that is meant", got, want)
	}
}

func TestSameSeedSameTrace(t *testing.T) {
	world := sim.New(etcdraft.Engine{})
	first := digestOf(t, world, busy(), 7)
	for range 100 {
		digestOf(t, world, busy(), 8) // what ran before on the same world leaves nothing behind
		if again := digestOf(t, world, busy(), 7); again != first {
			t.Fatalf("seed 7 gave %s after %s on the same world", again, first)
		}
	}
	if digestOf(t, world, busy(), 8) == first {
		t.Error("seeds 7 and 8 gave the same trace")
	}
}

// A world of another size before must not matter either.
func TestWorldForgetsItsLastRun(t *testing.T) {
	want := digestOf(t, sim.New(etcdraft.Engine{}), busy(), 3)
	world := sim.New(etcdraft.Engine{})
	digestOf(t, world, newScript(9, time.Second), 1)
	digestOf(t, world, newScript(1, time.Second), 1)
	if got := digestOf(t, world, busy(), 3); got != want {
		t.Errorf("a used world gave %s, a new one %s", got, want)
	}
}

func TestWorldsSideBySide(t *testing.T) {
	const different = 6
	var want [different]string
	for seed := range uint64(different) {
		want[seed] = digestOf(t, sim.New(etcdraft.Engine{}), randomScript(seed), seed)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for seed := range uint64(different) {
				if got := digestOf(t, sim.New(etcdraft.Engine{}), randomScript(seed), seed); got != want[seed] {
					t.Errorf("beside other worlds seed %d gave %s, not %s", seed, got, want[seed])
				}
			}
		})
	}
	group.Wait()
}

// Time that comes later cannot change what came before.
func TestLongerRunOnlyExtends(t *testing.T) {
	for seed := range uint64(*seeds) {
		short, long := busy(), busy()
		long.Until += time.Second
		a, b := run(t, short, seed), run(t, long, seed)
		for i, e := range a.events {
			if e.At == short.Until {
				break // here the short run closes its books
			}
			if !sameEvent(&e, &b.events[i]) {
				t.Fatalf("seed %d: event %d is %+v in the short run and %+v in the long one", seed, i, e, b.events[i])
			}
		}
	}
}

func sameEvent(a, b *trace.Event) bool {
	return a.Seq == b.Seq && a.At == b.At && a.Kind == b.Kind && a.Node == b.Node && a.Peer == b.Peer &&
		a.Term == b.Term && a.ID == b.ID && a.Reason == b.Reason && a.Index == b.Index
}

// An extra draw in one part of the model must not shift another: a network that duplicates draws more
// often, and the servers still wait as long as before.
func TestChanceOfOnePartLeavesOthersAlone(t *testing.T) {
	calm := newScript(5, 140*ms)
	noisy := newScript(5, 140*ms)
	noisy.Cluster.Network.Duplicate = chance.Always
	noisy.Cluster.Fsync = chance.Uniform(0, 3*ms)
	a, b := run(t, calm, 5), run(t, noisy, 5)
	first, second := a.where(trace.TimerSet, why(trace.Boot)), b.where(trace.TimerSet, why(trace.Boot))
	for i := range first {
		if first[i].Deadline != second[i].Deadline {
			t.Errorf("%v waits until %v, and until %v when the network differs",
				first[i].Node, first[i].Deadline, second[i].Deadline)
		}
	}
}
