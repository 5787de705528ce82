package sim_test

import (
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
)

// randomScript returns faults without end: crashes, partitions, cuts, pauses, clocks, clients. All
// disks are honest, so Raft must keep its promises.
func randomScript(seed uint64) *sim.Script {
	var luck chance.Stream
	luck.Seed(seed, chance.Named("script"))
	pick := func(n uint64) uint64 { return luck.Below(n) }
	s := script(int(1+pick(sim.MaxNodes)), 6*time.Second)
	s.Cluster.PreVote, s.Cluster.CheckQuorum = pick(2) == 0, pick(2) == 0
	s.Cluster.SingleAppend = pick(4) == 0
	s.Cluster.Network.Loss = chance.Share(pick(100_000))
	s.Cluster.Network.Duplicate = chance.Share(pick(100_000))
	s.Cluster.Network.Latency = chance.Exponential(time.Duration(1+pick(20)) * ms)
	s.Cluster.Fsync = chance.Uniform(0, time.Duration(pick(10))*ms)
	one := func() sim.Selector { return nodes(trace.NodeID(1 + pick(uint64(s.Cluster.Nodes)))) }
	for now := 300 * ms; now < s.Until; now += time.Duration(1+pick(200)) * ms {
		var do sim.Action
		switch pick(14) {
		case 0:
			do = sim.CrashAction{Nodes: one()}
		case 1, 2:
			do = sim.RestartAction{Nodes: kind(sim.Crashed)}
		case 3:
			do = sim.PauseAction{Nodes: one()}
		case 4:
			do = sim.ResumeAction{Nodes: kind(sim.Paused)}
		case 5:
			do = sim.PartitionAction{Groups: []sim.Selector{one(), kind(sim.TheOthers)}}
		case 6:
			do = sim.HealAction{}
		case 7:
			do = sim.CutAction{From: one(), To: one()}
		case 8:
			do = sim.TimeoutAction{Nodes: one()}
		case 9:
			do = sim.ClockAction{Nodes: one(), Rate: clock.Rate(500 + pick(1000))}
		case 10:
			do = sim.TransferAction{To: one()}
		case 11:
			do = sim.CompactAction{Nodes: one()}
		default:
			do = sim.ProposeAction{Command: "x", Count: 3, Every: 5 * ms}
		}
		s.Steps = append(s.Steps, sim.Step{At: now, Do: do})
	}
	return s
}

// Whatever happens, Raft on honest disks keeps its promises, and every message and every timer is
// accounted for.
func TestSoakRandomFaults(t *testing.T) {
	world := sim.New(etcdraft.Engine{})
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		if t.Run("", func(t *testing.T) { r.noViolation(t); r.everythingAddsUp(t) }); t.Failed() {
			t.Fatalf("replay: go test ./sim -run TestSoakRandomFaults -seeds %d (the last seed)", seed+1)
		}
	}
}

// everythingAddsUp holds a run against rules that need no checker of Raft.
func (r *record) everythingAddsUp(t *testing.T) {
	t.Helper()
	sent := map[uint64]trace.Event{}
	arrived := map[uint64]int{}
	deadline := map[trace.NodeID]trace.Event{}
	for i := range r.events {
		e := r.events[i]
		if e.Seq != uint64(i+1) || i > 0 && e.At < r.events[i-1].At {
			t.Fatalf("event %d has number %d at %v", i+1, e.Seq, e.At)
		}
		switch e.Kind {
		case trace.Sent:
			sent[e.ID] = e
		case trace.Delivered:
			from, ok := sent[e.ID]
			if !ok || from.Node != e.Peer || from.Peer != e.Node || from.Message != e.Message {
				t.Fatalf("event %d: message %d arrives and was not sent", e.Seq, e.ID)
			}
			if arrived[e.ID]++; arrived[e.ID] > 2 {
				t.Fatalf("event %d: message %d arrives three times", e.Seq, e.ID)
			}
		case trace.TimerSet:
			deadline[e.Node] = e
		case trace.TimerFired:
			set := deadline[e.Node]
			if e.Reason == trace.ElectionTimeout && (set.Timeout != e.Timeout || set.At != e.Since) {
				t.Fatalf("event %d: the timer of %v expires after %v since %v, and was set to %v at %v",
					e.Seq, e.Node, e.Timeout, e.Since, set.Timeout, set.At)
			}
		}
	}
}

// Every vote that is answered was decided before, the same way.
func TestSoakAnswersAreDecided(t *testing.T) {
	world := sim.New(etcdraft.Engine{})
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		granted := map[[3]uint64]bool{}
		for _, e := range r.events {
			switch {
			case e.Kind == trace.Voted && e.Granted && !e.Pre:
				granted[[3]uint64{uint64(e.Node), uint64(e.Peer), uint64(e.Term)}] = true
			case e.Kind == trace.Sent && e.Message == trace.VoteReply && e.Granted:
				if !granted[[3]uint64{uint64(e.Node), uint64(e.Peer), uint64(e.Term)}] {
					t.Fatalf("seed %d event %d: %v tells %v of a vote in term %d that it never gave",
						seed, e.Seq, e.Node, e.Peer, e.Term)
				}
			}
		}
	}
}

// Servers that are kept from run to run tell what new ones tell, byte for byte.
func TestSoakKeptServersTellTheSame(t *testing.T) {
	kept := sim.New(etcdraft.Engine{})
	for seed := range uint64(*seeds) {
		s := randomScript(seed)
		want := digestOf(t, sim.New(etcdraft.Engine{}), s, seed)
		if got := digestOf(t, kept, s, seed); got != want {
			t.Fatalf("seed %d: a used world gave %s, a new one %s", seed, got, want)
		}
		s.Cluster.Nodes = 5 // and again with servers that can be kept
		s.Cluster.PreVote, s.Cluster.CheckQuorum = seed%2 == 0, seed%3 == 0
		if s.Validate() != nil {
			continue
		}
		want = digestOf(t, sim.New(etcdraft.Engine{}), s, seed)
		digestOf(t, kept, s, seed+1)
		if got := digestOf(t, kept, s, seed); got != want {
			t.Fatalf("seed %d: servers kept from a run gave %s, new ones %s", seed, got, want)
		}
	}
}
