package run_test

import (
	"context"
	"io"
	"testing"
	"time"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
)

// What the report says of timers, contact, rejected appends and empty entries is in the events, read here one by one: for every scenario,
// several seeds, both engines, and for a script that was changed.
func TestReportFollowsFromTheEvents(t *testing.T) {
	seen := new(facts)
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		for _, info := range scenarios.Builtin() {
			for seed := range uint64(3) {
				checkFacts(t, seen, info.Name, e, 1+seed, nil)
			}
			checkFacts(t, seen, info.Name, e, 7, []string{"network.loss=5%", "heartbeat=30ms"})
		}
	}
	if seen.empty == 0 || seen.contacts == 0 || seen.repairs == 0 || seen.heard == 0 {
		t.Errorf("of some facts there were none to check: %+v", *seen)
	}
}

// facts is how many were checked.
type facts struct{ empty, contacts, repairs, heard int }

// events is a sink that keeps all events.
type events []trace.Event

func (all *events) Observe(e *trace.Event) { *all = append(*all, *e) }

func checkFacts(t *testing.T, seen *facts, name string, e engine.Engine, seed uint64, set []string) {
	t.Helper()
	scenario, err := scenarios.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := scenario.Override(set); err != nil {
		return // a scenario to which this cannot be set
	}
	s, err := run.New(scenario, name, seed, e)
	if err != nil {
		return // an engine that lacks what the scenario needs
	}
	var all events
	outcome, err := s.Run(context.Background(), io.Discard, &all)
	if err != nil {
		t.Fatal(err)
	}
	d := report.NewDocument(outcome.Timeline)
	all.checkTimers(t, d.Timers)
	for _, one := range d.Elections {
		if one.EmptyEntry != nil {
			all.checkEmptyEntry(t, one)
			seen.empty++
		}
	}
	for _, c := range d.LostContacts {
		all.checkContact(t, &c)
		seen.contacts++
	}
	for _, r := range d.Repairs {
		all.checkRepair(t, &r)
		seen.repairs++
	}
	for _, o := range d.Leaderless {
		for _, h := range o.Heard {
			all.checkHeard(t, o.OldLeader, &h)
			seen.heard++
		}
	}
	if t.Failed() {
		t.Fatalf("in %s", s.Command())
	}
}

// has reports whether there is an event of a kind at a server and a moment of which more is true.
func (all events) has(kind trace.Kind, node trace.NodeID, at int64, is func(e *trace.Event) bool) bool {
	for i := range all {
		if e := &all[i]; e.Kind == kind && e.Node == node && int64(e.At) == at && is(e) {
			return true
		}
	}
	return false
}

func (all events) checkTimers(t *testing.T, d *report.Timers) {
	drawn, expired, forced := map[trace.NodeID]int64{}, 0, 0
	var first *trace.Event
	for i := range all {
		switch e := &all[i]; {
		case e.Kind == trace.TimerSet && e.At == 0 && e.Drawn:
			drawn[e.Node] = int64(e.Timeout)
		case e.Kind == trace.TimerFired:
			if first == nil {
				first = e
			}
			if e.Reason == trace.ForcedTimeout {
				forced++
			} else {
				expired++
			}
		}
	}
	if d.Expired != expired || d.Forced != forced || len(d.Drawn) > len(drawn) {
		t.Errorf("expired %d, forced %d, drawn %v: the events say %d, %d, %v", d.Expired, d.Forced, d.Drawn, expired, forced, drawn)
	}
	for i, w := range d.Drawn {
		if drawn[w.Node] != w.WaitNS || i > 0 && w.WaitNS < d.Drawn[i-1].WaitNS {
			t.Errorf("%v drew %v, the events say %v", w.Node, w.WaitNS, drawn[w.Node])
		}
	}
	if (first == nil) != (d.First == nil) || first != nil && int64(first.At) != d.First.AtNS {
		t.Errorf("the first to expire: %+v, the events say %+v", d.First, first)
	}
	for _, r := range d.Restarts {
		all.checkRestarts(t, r)
	}
}

// checkRestarts: each restart is an event, which may be followed by another at the same moment.
func (all events) checkRestarts(t *testing.T, r report.TimerRestarts) {
	told := 0
	for i := range all {
		if all[i].Kind == trace.TimerSet && all[i].Reason == r.Reason {
			told++
		}
	}
	if r.Times > told || r.Times == 0 {
		t.Errorf("%d restarts for %v, %d events", r.Times, r.Reason, told)
	}
}

func (all events) checkEmptyEntry(t *testing.T, e report.Election) {
	empty := e.EmptyEntry
	appended := false
	for i := range all {
		x := &all[i]
		if x.Kind == trace.Appended && x.Node == e.Winner && x.Index == empty.Index && x.EntryTerm == e.Term && x.Entry == trace.NoOp {
			appended = true
		}
		early := empty.CommittedNS == 0 || int64(x.At) < empty.CommittedNS
		if appended && early && x.Kind == trace.Committed && x.Node == e.Winner && x.Role == trace.Leader && x.Term == e.Term && x.Index >= empty.Index {
			t.Errorf("term %d: %+v, but committed at %v", e.Term, empty, x.At)
		}
	}
	committed := empty.CommittedNS == 0 || all.has(trace.Committed, e.Winner, empty.CommittedNS, func(x *trace.Event) bool {
		return x.First == empty.First && x.Index == empty.Last && x.Term == e.Term
	})
	if !appended || !committed {
		t.Errorf("term %d: %+v is not in the events", e.Term, empty)
	}
}

func (all events) checkContact(t *testing.T, c *report.LostContact) {
	if !all.has(trace.RoleChange, c.Node, c.AtNS, func(e *trace.Event) bool { return e.From == trace.Leader && e.Reason == trace.QuorumLost }) {
		t.Errorf("%+v did not step down", c)
	}
	for _, last := range c.Last {
		if last.AtNS >= 0 && !all.has(trace.Delivered, c.Node, last.AtNS, func(e *trace.Event) bool { return e.Peer == last.Node }) {
			t.Errorf("%v was not heard at %v", last.Node, time.Duration(last.AtNS))
		}
		for i := range all {
			if e := &all[i]; e.Kind == trace.Delivered && e.Node == c.Node && e.Peer == last.Node && last.AtNS >= 0 && int64(e.At) > last.AtNS && int64(e.At) < c.AtNS {
				t.Errorf("%v was heard at %v too", last.Node, e.At)
			}
		}
	}
}

func (all events) checkRepair(t *testing.T, r *report.Repair) {
	rejected := 0
	for i := range all {
		e := &all[i]
		if e.Kind == trace.Delivered && e.Message == trace.AppendReply && e.Node == r.Leader && e.Peer == r.Node && e.Term == r.Term && !e.Granted &&
			r.FirstNS <= int64(e.At) && int64(e.At) <= r.LastNS {
			rejected++
		}
	}
	if rejected != r.Rejected {
		t.Errorf("%+v: the events say %d", r, rejected)
	}
	for _, p := range r.Sent {
		found := false
		for i := range all {
			e := &all[i]
			found = found || e.Kind == trace.Sent && e.Message == trace.Append && e.Node == r.Leader && e.Peer == r.Node && e.Term == r.Term && e.Prev == p
		}
		if !found {
			t.Errorf("%+v: nothing was sent behind %v", r, p)
		}
	}
	if r.MatchNS > 0 && !all.has(trace.Delivered, r.Leader, r.MatchNS, func(e *trace.Event) bool { return e.Granted && e.Peer == r.Node && e.Term == r.Term }) {
		t.Errorf("%+v: nothing agreed", r)
	}
}

func (all events) checkHeard(t *testing.T, leader trace.NodeID, h *report.Heard) {
	if !all.has(trace.TimerSet, h.Node, h.AtNS, func(e *trace.Event) bool { return e.Peer == leader && int64(e.Deadline) == h.DueNS }) {
		t.Errorf("%v did not set its timer for %v at %v", h.Node, leader, time.Duration(h.AtNS))
	}
	if h.Expired && !all.has(trace.TimerFired, h.Node, h.DueNS, func(*trace.Event) bool { return true }) && !h.Forced {
		t.Errorf("the timer of %v did not expire at %v", h.Node, time.Duration(h.DueNS))
	}
}
