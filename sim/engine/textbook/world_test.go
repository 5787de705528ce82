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
		case e.Kind == trace.Checked && e.Property == trace.OneVotePerTerm && !r.toldTwoVotes():
		case e.Kind == trace.Checked && e.Verdict == trace.Violated, e.Kind == trace.Ended:
			return e
		}
	}
	return nil
}

// toldTwoVotes reports whether a server let others know of two votes in a term. A vote that a crash
// took before it was on disk was told to nobody, and binds nobody.
func (r *record) toldTwoVotes() bool {
	type ballot struct {
		voter trace.NodeID
		term  trace.Term
	}
	votes := map[ballot]trace.NodeID{}
	for i := range r.events {
		e := &r.events[i]
		candidate := e.Peer
		switch {
		case e.Kind == trace.Sent && e.Message == trace.RequestVote:
			candidate = e.Node
		case e.Kind == trace.Sent && e.Message == trace.VoteReply && e.Granted:
		default:
			continue
		}
		if other, known := votes[ballot{e.Node, e.Term}]; known && other != candidate {
			return true
		}
		votes[ballot{e.Node, e.Term}] = candidate
	}
	return false
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
	c.Nodes = int(1 + pick(sim.MaxNodes))
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
