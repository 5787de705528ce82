package trials

import (
	"math"
	"math/big"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
)

// observe feeds events to a measurement, with votes told as a world tells them, one millisecond apart, and returns what it measured.
func observe(from trace.Fault, events ...trace.Event) Trial {
	m := newMeasurement(sim.New(textbook.Engine{}), from)
	m.trial.Number, m.trial.Seed = 3, 5
	highest := trace.Term(0)
	m.highest = func() trace.Term { return highest }
	for i, e := range events {
		highest = max(highest, e.Term)
		e.At = time.Duration(i) * time.Millisecond
		if e.Kind == trace.Voted && e.Granted && !e.Pre {
			m.VoteGranted(e.Node, e.Peer, e.Asked)
		} else {
			m.Observe(&e)
		}
	}
	return m.trial
}

func TestMeasurement(t *testing.T) {
	leads := func(node trace.NodeID, term trace.Term) trace.Event {
		return trace.Event{Kind: trace.ClusterLed, Node: node, Term: term}
	}
	term := func(n trace.Term) trace.Event { return trace.Event{Kind: trace.RoleChange, Node: 1, Term: n} }
	vote := func(n trace.Term, by, candidate trace.NodeID) trace.Event {
		return trace.Event{Kind: trace.Voted, Node: by, Peer: candidate, Asked: n, Granted: true}
	}
	wins := func(n trace.Term) trace.Event {
		return trace.Event{Kind: trace.RoleChange, Node: 2, Role: trace.Leader, Term: n}
	}
	crash := func(role trace.Role) trace.Event {
		return trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, From: role}
	}
	denied, pre := vote(2, 4, 4), vote(2, 4, 4)
	denied.Granted, pre.Pre = false, true
	for name, test := range map[string]struct {
		from   trace.Fault
		events []trace.Event
		want   Trial
	}{
		"one election": {trace.Crash, []trace.Event{term(1), leads(1, 1), crash(trace.Leader), leads(0, 1), term(2), vote(2, 2, 2), leads(2, 2)},
			Trial{Finished: true, Duration: 4 * time.Millisecond, Terms: 1}},
		"a follower's crash is none": {trace.Crash, []trace.Event{term(1), crash(trace.Follower), leads(1, 1), crash(trace.Leader), leads(2, 2)},
			Trial{Finished: true, Duration: time.Millisecond, Terms: 1}},
		"split": {trace.Crash, []trace.Event{term(1), crash(trace.Leader), vote(2, 2, 2), vote(2, 3, 3), leads(2, 3)},
			Trial{Finished: true, Duration: 3 * time.Millisecond, Terms: 2, Contested: true}},
		"a winner that leads nobody": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), vote(2, 3, 3), wins(2), vote(2, 4, 3), vote(3, 4, 4), leads(4, 3)},
			Trial{Finished: true, Duration: 6 * time.Millisecond, Terms: 3}},
		"one term won, one not": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), vote(2, 3, 3), wins(2), vote(3, 2, 2), vote(3, 3, 3), leads(4, 4)},
			Trial{Finished: true, Duration: 6 * time.Millisecond, Terms: 4, Contested: true}},
		"late votes of the term before": {trace.Crash, []trace.Event{term(3), crash(trace.Leader), vote(3, 2, 2), vote(3, 4, 3), leads(2, 4)},
			Trial{Finished: true, Duration: 3 * time.Millisecond, Terms: 1}},
		"contested long ago": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), vote(2, 3, 3), vote(18, 3, 3), leads(3, 18)},
			Trial{Finished: true, Duration: 4 * time.Millisecond, Terms: 18, Contested: true}},
		"two candidates and a winner": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), vote(2, 3, 3), leads(2, 2)},
			Trial{Finished: true, Duration: 3 * time.Millisecond, Terms: 2}},
		"one candidate in vain": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), denied, pre, leads(2, 3)},
			Trial{Finished: true, Duration: 4 * time.Millisecond, Terms: 3}},
		"split before the crash": {trace.Crash, []trace.Event{vote(2, 2, 2), vote(2, 3, 3), term(3), crash(trace.Leader), leads(2, 4)},
			Trial{Finished: true, Duration: time.Millisecond, Terms: 1}},
		"from the start": {0, []trace.Event{leads(0, 0), term(1), leads(3, 1)}, Trial{Finished: true, Duration: 2 * time.Millisecond, Terms: 1}},
		"reconnected":    {trace.HealNet, []trace.Event{term(1), {Kind: trace.FaultMade, Fault: trace.HealNet}, leads(1, 1)}, Trial{Finished: true, Duration: time.Millisecond}},
		"the first end counts": {trace.Crash, []trace.Event{crash(trace.Leader), leads(2, 1), leads(0, 1), leads(3, 2)},
			Trial{Finished: true, Duration: time.Millisecond, Terms: 1}},
		"unfinished": {trace.Crash, []trace.Event{crash(trace.Leader), vote(2, 2, 2), leads(0, 1)}, Trial{}},
		"ended":      {trace.Crash, []trace.Event{{Kind: trace.Ended, Node: 1}}, Trial{Ended: true}},
	} {
		test.want.Number, test.want.Seed = 3, 5
		if got := observe(test.from, test.events...); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// Every part of a trial is in its hash, and so in the digest.
func TestHashSeesEverything(t *testing.T) {
	seen := map[uint64]Trial{}
	for _, trial := range []Trial{{}, {Number: 1}, {Finished: true}, {Duration: 1}, {Terms: 1}, {Leaderless: true}, {Contested: true}, {Broken: "x"}, {Ended: true}} {
		if other, double := seen[trial.hash()]; double {
			t.Errorf("%+v and %+v have one hash", trial, other)
		}
		seen[trial.hash()] = trial
	}
}

func TestWideSums(t *testing.T) {
	var sum uint128
	want := new(big.Int)
	for _, x := range []uint64{0, 1, 1 << 40, math.MaxUint64, math.MaxUint64 - 5, 86_400_000_000_000} {
		sum.addSquare(x)
		square := new(big.Int).SetUint64(x)
		if want.Add(want, square.Mul(square, square)); want.BitLen() > 128 {
			want.SetBit(want, 128, 0)
		}
		if sum.String() != want.String() {
			t.Fatalf("after %d² the sum is %v, want %v", x, sum, want)
		}
	}
	var again uint128
	if !again.parse(sum.String()) || again != sum {
		t.Errorf("%v is read as %v", sum, again)
	}
	for _, text := range []string{"", "-1", "01", "1.5", "x", "340282366920938463463374607431768211456"} {
		if again.parse(text) {
			t.Errorf("%q is a sum", text)
		}
	}
}
