package check

import (
	"fmt"
	"testing"

	"raftlab/sim/trace"
)

// clean is a run of five servers in which all properties are tested and hold: each term elects a
// leader, which replicates entries one by one among messages and timers. Every third term, a
// follower takes a snapshot, crashes and restarts.
func clean(terms, perTerm int) []trace.Event {
	r := &recorder{}
	index := trace.Index(0)
	for node := range trace.NodeID(5) {
		r.add(trace.Event{Kind: trace.Reconfigured, Node: node + 1, Config: five})
	}
	for term := trace.Term(1); int(term) <= terms; term++ {
		leader := 1 + trace.NodeID(term)%5
		for voter := range trace.NodeID(5) {
			r.add(trace.Event{Kind: trace.Voted, Node: voter + 1, Peer: leader, Term: term, Granted: true})
		}
		r.add(trace.Event{Kind: trace.RoleChange, Node: leader, Role: trace.Leader, Term: term})
		for range perTerm {
			index++
			r.replicate(leader, term, index)
		}
		r.add(trace.Event{Kind: trace.RoleChange, Node: leader, Role: trace.Follower, Term: term})
		if term%3 == 0 {
			at := trace.Position{Term: term, Index: index}
			r.add(trace.Event{Kind: trace.Compacted, Node: leader, Index: index, EntryTerm: term, State: r.state})
			r.add(trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: leader})
			r.add(trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: leader, First: index, Last: at,
				Term: term, State: r.state})
		}
	}
	return r.events
}

var five = &trace.Config{Voters: []trace.NodeID{1, 2, 3, 4, 5}}

type recorder struct {
	events []trace.Event
	state  trace.Digest
}

func (r *recorder) add(e trace.Event) {
	e.Seq = uint64(len(r.events) + 1)
	r.events = append(r.events, e)
}

// replicate takes an entry from the leader to all servers, with two messages per follower.
func (r *recorder) replicate(leader trace.NodeID, term trace.Term, index trace.Index) {
	for n := range trace.NodeID(5) {
		node := 1 + (leader-1+n)%5
		r.add(trace.Event{Kind: trace.Sent, Node: leader, Peer: node, Message: trace.Append})
		r.add(trace.Event{Kind: trace.Delivered, Node: node, Peer: leader, Message: trace.Append})
		r.add(trace.Event{Kind: trace.TimerSet, Node: node, Reason: trace.AppendHeard})
		r.add(trace.Event{Kind: trace.Appended, Node: node, Index: index, EntryTerm: term, Entry: trace.Command,
			Command: fmt.Sprintf("x=%d", index), Data: trace.Digest(index)})
		r.add(trace.Event{Kind: trace.Synced, Node: node, Term: term, Last: trace.Position{Term: term, Index: index}})
		r.add(trace.Event{Kind: trace.Sent, Node: node, Peer: leader, Message: trace.AppendReply})
		r.add(trace.Event{Kind: trace.Delivered, Node: leader, Peer: node, Message: trace.AppendReply})
	}
	r.state = r.state.After(trace.Digest(index))
	for n := range trace.NodeID(5) {
		node := 1 + (leader-1+n)%5
		r.add(trace.Event{Kind: trace.Committed, Node: node, First: index, Index: index})
		r.add(trace.Event{Kind: trace.AppliedTo, Node: node, First: index, Index: index, State: r.state})
	}
}

func TestCleanRunHoldsAndAllocatesNothing(t *testing.T) {
	events := clean(20, 20)
	s := NewSuite(5)
	run := func() {
		s.Reset(5)
		for i := range events {
			s.Observe(&events[i])
			if len(s.Violations()) > 0 {
				t.Fatal(s.Results())
			}
		}
		s.Results()
	}
	if n := testing.AllocsPerRun(10, run); n != 0 {
		t.Errorf("a run allocates %v times once the suite has its memory", n)
	}
	for _, r := range s.Results() {
		if r.Verdict != trace.Holds {
			t.Errorf("%v is %v", r.Property, r.Verdict)
		}
	}
}

func BenchmarkObserve(b *testing.B) {
	b.Run("election", func(b *testing.B) { benchmark(b, clean(1, 1)) })
	b.Run("run", func(b *testing.B) { benchmark(b, clean(20, 20)) })
	b.Run("long", func(b *testing.B) { benchmark(b, clean(100, 200)) })
}

// benchmark counts every event, also those that no property looks at.
func benchmark(b *testing.B, events []trace.Event) {
	s := NewSuite(5)
	b.ReportAllocs()
	for b.Loop() {
		s.Reset(5)
		for i := range events {
			s.Observe(&events[i])
		}
	}
	b.ReportMetric(float64(len(events))*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkReset(b *testing.B) {
	s := NewSuite(5)
	for b.Loop() {
		s.Reset(5)
	}
}
