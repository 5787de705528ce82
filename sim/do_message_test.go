package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// flown is a message of a run, from when it was sent until it was handed over.
type flown struct {
	id          uint64
	from, until time.Duration
}

func (m flown) middle() time.Duration { return (m.from + m.until) / 2 }

// delivered returns the messages that were delivered once, of those sent from a time on.
func (r *record) delivered(from time.Duration) (all []flown) {
	for _, e := range r.where(trace.Sent) {
		ends := r.endsOf(e.ID)
		if e.At >= from && len(ends) == 1 && ends[0].Kind == trace.Delivered && ends[0].At > e.At+1 {
			all = append(all, flown{e.ID, e.At, ends[0].At})
		}
	}
	return all
}

// endsOf returns how a message and its copies were delivered or lost.
func (r *record) endsOf(id uint64) (ends []trace.Event) {
	for _, e := range r.events {
		if e.ID == id && (e.Kind == trace.Delivered || e.Kind == trace.Lost) {
			ends = append(ends, e)
		}
	}
	return ends
}

// with returns a script with another step behind.
func with(s *script.Script, at time.Duration, do script.Action) *script.Script {
	longer := *s
	longer.Steps = append(slices.Clone(s.Steps), script.Step{At: at, Do: do})
	return &longer
}

func TestStepsOnAMessageUnderWay(t *testing.T) {
	plan := led(3, time.Second)
	for _, m := range run(t, plan, 1).delivered(100 * ms)[:20] {
		one, now := script.OneMessage{Message: m.id}, m.middle()
		for _, c := range []struct {
			do   script.Action
			want []time.Duration // of the deliveries
		}{
			{script.DropAction{OneMessage: one}, nil},
			{script.DuplicateAction{OneMessage: one}, []time.Duration{m.until, m.until}},
			{script.HoldAction{OneMessage: one, For: 7 * ms}, []time.Duration{m.until + 7*ms}},
			{script.DeliverAction{OneMessage: one}, []time.Duration{now}},
		} {
			r := run(t, with(plan, now, c.do), 1)
			r.noViolation(t)
			var got []time.Duration
			for i, e := range r.endsOf(m.id) {
				if e.Kind == trace.Delivered {
					got = append(got, e.At)
				} else if e.Reason != trace.Dropped || e.At != now {
					t.Errorf("%s at %v: %v at %v, %v", c.do, now, e.Kind, e.At, e.Reason)
				}
				if e.Copy != (i > 0) {
					t.Errorf("%s at %v: copy %v", c.do, now, e.Copy)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s at %v: delivered at %v, want %v", c.do, now, got, c.want)
			}
			told := r.where(trace.FaultMade, func(e *trace.Event) bool { return e.ID == m.id })
			if len(told) != 1 || told[0].Reason != 0 || told[0].Node == 0 || told[0].Peer == 0 || told[0].Message == 0 {
				t.Errorf("%s at %v is told as %+v", c.do, now, told)
			}
		}
	}
}

// A message that is not under way is left alone, and so is the run.
func TestStepOnAMessageNotUnderWayDoesNothing(t *testing.T) {
	plan := led(3, time.Second)
	before := run(t, plan, 1)
	for _, m := range []flown{{999_999, 0, time.Second}, {1, 0, time.Second}} { // never sent, and delivered long ago
		one := script.OneMessage{Message: m.id}
		for _, do := range []script.Action{script.DropAction{OneMessage: one}, script.DuplicateAction{OneMessage: one},
			script.HoldAction{OneMessage: one, For: ms}, script.DeliverAction{OneMessage: one}} {
			r := run(t, with(plan, m.middle(), do), 1)
			told := r.where(trace.FaultMade, func(e *trace.Event) bool { return e.ID == m.id })
			if len(told) != 1 || told[0].Reason != trace.NotUnderWay || told[0].Node != 0 {
				t.Errorf("%s is told as %+v", do, told)
			}
			rest := slices.DeleteFunc(r.events, func(e trace.Event) bool { return e.Kind == trace.FaultMade && e.ID == m.id })
			for i := range rest {
				rest[i].Seq = uint64(i) + 1
			}
			if !slices.EqualFunc(rest, before.events, func(a, b trace.Event) bool { return a.Seq == b.Seq && a.At == b.At && a.Kind == b.Kind && a.ID == b.ID }) {
				t.Errorf("%s changes the run", do)
			}
		}
	}
}

// A message that has come to a paused server can be lost, doubled and held; it is not handed to a server that stands still.
func TestStepsOnAMessageThatWaitsForAPausedServer(t *testing.T) {
	const resumed = 400 * ms
	plan := led(3, time.Second, script.Step{At: 100 * ms, Do: script.PauseAction{Nodes: nodes(2)}},
		script.Step{At: resumed, Do: script.ResumeAction{Nodes: nodes(2)}})
	waits := run(t, plan, 1).where(trace.Delivered, at(2), func(e *trace.Event) bool { return e.At == resumed })
	if len(waits) == 0 {
		t.Fatal("nothing waits for n2")
	}
	one := script.OneMessage{Message: waits[0].ID}
	for _, c := range []struct {
		do     script.Action
		reason trace.Reason
		want   []time.Duration
	}{
		{script.DropAction{OneMessage: one}, 0, nil},
		{script.DuplicateAction{OneMessage: one}, 0, []time.Duration{resumed, resumed}},
		{script.HoldAction{OneMessage: one, For: 10 * ms}, 0, []time.Duration{resumed}}, // it arrives and waits again
		{script.HoldAction{OneMessage: one, For: 200 * ms}, 0, []time.Duration{resumed + 99*ms}},
		{script.DeliverAction{OneMessage: one}, trace.ReceiverPaused, []time.Duration{resumed}},
	} {
		r := run(t, with(plan, resumed-101*ms, c.do), 1)
		var got []time.Duration
		for _, e := range r.endsOf(one.Message) {
			if e.Kind == trace.Delivered {
				got = append(got, e.At)
			}
		}
		told := r.where(trace.FaultMade, func(e *trace.Event) bool { return e.ID == one.Message })
		if len(told) != 1 || told[0].Reason != c.reason || !slices.Equal(got, c.want) {
			t.Errorf("%s: told %+v, delivered at %v, want %v", c.do, told, got, c.want)
		}
	}
}

// A link is open again after it is healed, whatever kept it closed, and only in its direction.
func TestHealOfALink(t *testing.T) {
	link := func(from, to trace.NodeID) script.Step {
		return script.Step{At: 200 * ms, Do: script.HealLinkAction{From: nodes(from), To: nodes(to)}}
	}
	cut := script.Step{At: 100 * ms, Do: script.CutAction{From: nodes(1), To: nodes(2, 3)}}
	split := script.Step{At: 100 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), nodes(2, 3)}}}
	again := script.Step{At: 300 * ms, Do: split.Do}
	for name, c := range map[string]struct {
		steps  []script.Step
		before int // messages from n1 to n2 that arrive from 210 ms to 300 ms, as far as the network goes: 0 none, 1 some
		behind int // and after 310 ms
		others int // from n1 to n3, after 210 ms
	}{
		"cut":             {[]script.Step{cut, link(1, 2)}, 1, 1, 0},
		"partition":       {[]script.Step{split, link(1, 2)}, 1, 1, 0},
		"partition again": {[]script.Step{split, link(1, 2), again}, 1, 0, 0},
		"other direction": {[]script.Step{cut, link(2, 1)}, 0, 0, 0},
	} {
		plan := led(3, 400*ms, c.steps...)
		plan.Cluster.ElectionTimeout = script.Range{Min: time.Second, Max: time.Second} // n1 leads all the time
		r := run(t, plan, 1)
		arrives := func(to trace.NodeID, from, until time.Duration) int {
			return min(1, len(r.where(trace.Delivered, at(to), func(e *trace.Event) bool { return e.Peer == 1 && e.At >= from && e.At < until })))
		}
		if got := [3]int{arrives(2, 210*ms, 300*ms), arrives(2, 310*ms, 400*ms), arrives(3, 210*ms, 400*ms)}; got != [3]int{c.before, c.behind, c.others} {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A leader that a partition keeps from the others leads the cluster again when links to a quorum are healed, both ways.
func TestHealedLinksMakeALeaderLeadAgain(t *testing.T) {
	heal := func(at time.Duration, from, to trace.NodeID) script.Step {
		return script.Step{At: at, Do: script.HealLinkAction{From: nodes(from), To: nodes(to)}}
	}
	plan := led(3, 400*ms, script.Step{At: 100 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), nodes(2, 3)}}},
		heal(200*ms, 1, 2), heal(300*ms, 2, 1))
	plan.Cluster.ElectionTimeout = script.Range{Min: time.Second, Max: time.Second}
	var told []string
	for _, e := range run(t, plan, 1).where(trace.ClusterLed) {
		if e.At >= 100*ms {
			told = append(told, fmt.Sprint(e.At, " ", e.Node, " ", e.Reason))
		}
	}
	if want := []string{"100ms  leader_cut_off", "300ms n1 leader_connected"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// Whatever is done to messages, Raft stays safe, and what was before is what it was.
func TestSoakStepsOnMessages(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		w := sim.New(e)
		for seed := range uint64(min(*seeds, 100)) {
			s := schedule.For(e, schedule.Honest(seed))
			whole := &record{}
			if err := w.Run(s, seed, whole); err != nil {
				t.Fatal(err)
			}
			messages := whole.delivered(s.Until / 3)
			for i := 0; i < len(messages); i += len(messages)/4 + 1 {
				one, now := script.OneMessage{Message: messages[i].id}, messages[i].middle()
				want := linesBefore(t, w, s, seed, now)
				for _, do := range []script.Action{script.DropAction{OneMessage: one}, script.DuplicateAction{OneMessage: one},
					script.HoldAction{OneMessage: one, For: 150 * ms}, script.DeliverAction{OneMessage: one}} {
					r, longer := &record{}, with(s, now, do)
					if err := w.Run(longer, seed, r); err != nil {
						t.Fatal(err)
					}
					r.noViolation(t)
					if got := linesBefore(t, w, longer, seed, now); !slices.Equal(got, want) {
						t.Fatalf("%s, seed %d: with the step %q at %v the run is another before it", e.Name(), seed, do, now)
					}
				}
			}
		}
	}
}
