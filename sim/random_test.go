package sim_test

import (
	"testing"

	"raftlab/sim"
	"raftlab/sim/script"

	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

// randomScript returns faults and changes of the configuration without end. All disks are honest, so Raft must
// keep its promises.
func randomScript(seed uint64) *script.Script { return schedule.Honest(seed) }

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
			if e.Reason == trace.ElectionTimeout && (set.Timeout != e.Timeout || set.At != e.Since && set.Reason != trace.BecameVoter) {
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

// Disks that forget and lie end servers and break promises, and nothing else: the run goes on, and is the same
// on servers that were kept.
func TestSoakLyingDisks(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		kept := sim.New(e)
		for seed := range uint64(*seeds) {
			r := &record{}
			s := schedule.For(e, schedule.Lying(seed))
			if err := kept.Run(s, seed, r); err != nil {
				t.Fatal(err)
			}
			r.everythingAddsUp(t)
			if want, got := digestOf(t, sim.New(e), s, seed), digestOf(t, kept, s, seed); got != want {
				t.Fatalf("%s, seed %d: a used world gave %s, a new one %s", e.Name(), seed, got, want)
			}
		}
	}
}

// A restart goes back by one change of the configuration at most, and only if its commit was never synced. It goes on to
// a change that the server had committed and not yet applied when it went down.
func TestSoakARestartKeepsTheMembership(t *testing.T) {
	world, restarts := sim.New(etcdraft.Engine{}), 0
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		told := map[trace.NodeID][]*trace.Event{} // the configurations of each server
		restarted := map[trace.NodeID]bool{}
		committed := map[trace.NodeID]trace.Index{} // the highest that each server ever told
		for i := range r.events {
			switch e := &r.events[i]; {
			case e.Kind == trace.FaultMade && e.Fault == trace.Restart:
				restarted[e.Node] = true
			case e.Kind == trace.Committed && !restarted[e.Node]:
				committed[e.Node] = max(committed[e.Node], e.Index)
			case e.Kind == trace.Reconfigured && restarted[e.Node]:
				before := told[e.Node]
				last := before[len(before)-1]
				if e.Index > last.Index && e.Index <= committed[e.Node] {
					before = append(before, e)
				} else if !e.Config.Equal(last.Config) {
					before = before[:len(before)-1]
				}
				if len(before) == 0 || !e.Config.Equal(before[len(before)-1].Config) {
					t.Fatalf("seed %d, event %d: %v starts again with %v, and had %v", seed, e.Seq, e.Node, e.Config, last.Config)
				}
				told[e.Node], restarted[e.Node] = before, false
				restarts++
			case e.Kind == trace.Reconfigured:
				if before := told[e.Node]; len(before) == 0 || !e.Config.Equal(before[len(before)-1].Config) {
					told[e.Node] = append(before, e)
				}
			}
		}
	}
	if restarts < *seeds {
		t.Errorf("only %d restarts in %d runs", restarts, *seeds)
	}
}
