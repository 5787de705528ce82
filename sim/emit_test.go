package sim_test

import (
	"slices"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
)

// choosy is a sink that needs changes of role only.
type choosy struct{ record }

func (*choosy) Kinds() trace.Kinds { return trace.KindsOf(trace.RoleChange) }

// Events that nobody needs are counted as if they had been told, and so is the limit of events.
func TestEventsThatNobodyNeedsCount(t *testing.T) {
	for _, most := range []int{0, 100, 101, 102, 103, 500} {
		s := busy()
		s.MaxEvents = most
		all, some := run(t, s, 7), &choosy{}
		if err := sim.New(etcdraft.Engine{}).Run(s, 7, some); err != nil {
			t.Fatal(err)
		}
		want, got := all.where(trace.RoleChange), some.where(trace.RoleChange)
		if !slices.EqualFunc(got, want, func(a, b trace.Event) bool { return sameEvent(&a, &b) }) {
			t.Errorf("limit %d: %d changes of role, want %d, or one of them differs", most, len(got), len(want))
		}
		if most == 0 && len(some.events) >= len(all.events)/2 {
			t.Errorf("%d of %d events were told", len(some.events), len(all.events))
		}
	}
}

// ballot is a vote as a vote counter is told it.
type ballot struct {
	voter, candidate trace.NodeID
	term             trace.Term
}

// counter is a sink that counts votes.
type counter struct {
	choosy
	ballots []ballot
}

func (c *counter) VoteGranted(voter, candidate trace.NodeID, term trace.Term) {
	c.ballots = append(c.ballots, ballot{voter, candidate, term})
}

// A vote counter is told of the votes in a trace that were granted, whoever else is told what.
func TestVoteCountersAreToldGrantedVotes(t *testing.T) {
	for _, most := range []int{0, 200, 300} {
		s := busy()
		s.MaxEvents = most
		all := run(t, s, 7)
		var want []ballot
		for _, e := range all.where(trace.Voted) {
			if e.Granted && !e.Pre {
				want = append(want, ballot{e.Node, e.Peer, e.Asked})
			}
		}
		alone, together := &counter{}, &counter{}
		for _, sinks := range [][]trace.Sink{{alone}, {together, &record{}}} {
			if err := sim.New(etcdraft.Engine{}).Run(s, 7, sinks...); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(alone.ballots, want) || !slices.Equal(together.ballots, want) || len(want) == 0 {
			t.Errorf("limit %d: told of %v alone, and of %v beside a trace, want %v", most, alone.ballots, together.ballots, want)
		}
	}
}
