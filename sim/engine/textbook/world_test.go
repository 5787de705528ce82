package textbook_test

import (
	"flag"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
)

// seeds is how many seeds the tests over many seeds take. make soak takes more.
var seeds = flag.Int("seeds", 20, "number of seeds for tests over many seeds")

const ms = time.Millisecond

// record keeps the events of a run.
type record struct{ events []trace.Event }

func (r *record) Observe(e *trace.Event) { r.events = append(r.events, *e) }

// violation returns the first event that tells of a broken promise, or of the end of a server.
func (r *record) violation() *trace.Event {
	for i := range r.events {
		e := &r.events[i]
		switch {
		case e.Kind == trace.Checked && e.Verdict == trace.Violated, e.Kind == trace.Ended:
			return e
		}
	}
	return nil
}

func kind(k sim.SelectorKind) sim.Selector { return sim.Selector{Kind: k} }

func nodes(ids ...trace.NodeID) sim.Selector { return sim.Selector{Kind: sim.Named, Nodes: ids} }

// randomScript returns faults without end: crashes, partitions, cuts, pauses, clocks, clients. All
// disks are honest, so an engine that keeps its rules keeps its promises.
func randomScript(seed uint64) *sim.Script {
	var luck chance.Stream
	luck.Seed(seed, chance.Named("script"))
	pick := func(n uint64) uint64 { return luck.Below(n) }
	c := sim.DefaultCluster()
	c.Nodes = int(1 + pick(9))
	c.PreVote, c.CheckQuorum = pick(2) == 0, pick(2) == 0
	c.SingleAppend = pick(4) == 0
	c.Network.Loss = chance.Share(pick(100_000))
	c.Network.Duplicate = chance.Share(pick(100_000))
	c.Network.Latency = chance.Exponential(time.Duration(1+pick(20)) * ms)
	c.Fsync = chance.Uniform(0, time.Duration(pick(10))*ms)
	s := &sim.Script{Cluster: c, Until: 6 * time.Second}
	one := func() sim.Selector { return nodes(trace.NodeID(1 + pick(uint64(c.Nodes)))) }
	for now := 300 * ms; now < s.Until; now += time.Duration(1+pick(200)) * ms {
		s.Steps = append(s.Steps, sim.Step{At: now, Do: randomAction(pick, one)})
	}
	return s
}

func randomAction(pick func(uint64) uint64, one func() sim.Selector) sim.Action {
	switch pick(13) {
	case 0:
		return sim.CrashAction{Nodes: one()}
	case 1, 2:
		return sim.RestartAction{Nodes: kind(sim.Crashed)}
	case 3:
		return sim.PauseAction{Nodes: one()}
	case 4:
		return sim.ResumeAction{Nodes: kind(sim.Paused)}
	case 5:
		return sim.PartitionAction{Groups: []sim.Selector{one(), kind(sim.TheOthers)}}
	case 6:
		return sim.HealAction{}
	case 7:
		return sim.CutAction{From: one(), To: one()}
	case 8:
		return sim.TimeoutAction{Nodes: one()}
	case 9:
		return sim.ClockAction{Nodes: one(), Rate: clock.Rate(500 + pick(1000))}
	case 10:
		return sim.TransferAction{To: one()}
	}
	return sim.ProposeAction{Command: "x", Count: 3, Every: 5 * ms}
}

// Whatever happens, the paper's algorithm on honest disks keeps its promises.
func TestSoakRandomFaults(t *testing.T) {
	world := sim.New(textbook.Engine{})
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		if e := r.violation(); e != nil {
			t.Fatalf("replay: go test ./sim/engine/textbook -run RandomFaults -seeds %d\nevent %d at %v: %v %v: %s", seed+1, e.Seq, e.At, e.Property, e.Node, e.Detail)
		}
	}
}

// When the faults end, and only packets are still lost, the cluster gets a leader, and all servers come
// to commit what was committed a second ago.
func TestSoakRecovers(t *testing.T) {
	world := sim.New(textbook.Engine{})
	for seed := range uint64(*seeds) {
		script := randomScript(seed)
		for i, do := range []sim.Action{sim.HealAction{}, sim.ClockAction{Nodes: kind(sim.Everybody), Rate: clock.True},
			sim.ResumeAction{Nodes: kind(sim.Paused)}, sim.RestartAction{Nodes: kind(sim.Crashed)}} {
			script.Steps = append(script.Steps, sim.Step{At: script.Until + time.Duration(i)*ms, Do: do})
		}
		script.Until += 10 * time.Second
		r := &record{}
		if err := world.Run(script, seed, r); err != nil {
			t.Fatal(err)
		}
		commits := map[trace.NodeID]trace.Index{}
		last := trace.Index(0)
		for i := range r.events {
			switch e := &r.events[i]; {
			case e.Kind == trace.FaultMade && e.Fault == trace.Crash:
				commits[e.Node] = 0
			case e.Kind == trace.Committed:
				commits[e.Node] = e.Index
				if e.At < script.Until-time.Second {
					last = max(last, e.Index)
				}
			}
		}
		for id := range trace.NodeID(script.Cluster.Nodes) {
			if commits[id+1] < last || last == 0 {
				t.Fatalf("seed %d: commit indexes %v of %d servers", seed, commits, script.Cluster.Nodes)
			}
		}
	}
}
