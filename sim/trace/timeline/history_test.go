package timeline

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"raftlab/sim/trace"
)

const ms = time.Millisecond

// progress is what happens at one time of a history.
type moment []trace.Event

func at(millisecond int, events ...trace.Event) moment {
	for i := range events {
		events[i].At = time.Duration(millisecond) * ms
	}
	return events
}

// history builds the timeline of a cluster that lives through moments.
func history(nodes int, moments ...moment) *Timeline {
	b := NewBuilder(trace.Header{Nodes: nodes})
	var e trace.Event // reused, as a sink must expect
	for _, m := range moments {
		for _, next := range m {
			next.Seq = e.Seq + 1
			e = next
			b.Observe(&e)
		}
	}
	t := b.Timeline()
	t.forgetEvents()
	for i := range t.Elections { // members_test.go is about configurations; here pointers would be compared
		for k := range t.Elections[i].Candidates {
			t.Elections[i].Candidates[k].Config = nil
		}
	}
	return t
}

// boot starts a cluster: every server a follower of term 0, and nobody leads.
func boot(nodes int) moment {
	var events moment
	for id := range trace.NodeID(nodes) {
		events = append(events, turn(id+1, trace.Follower, 0, trace.Boot))
	}
	return append(events, leads(0, 0, trace.Boot))
}

func turn(node trace.NodeID, role trace.Role, term trace.Term, why trace.Reason) trace.Event {
	return trace.Event{Kind: trace.RoleChange, Node: node, Role: role, Term: term, Reason: why}
}

func leads(node trace.NodeID, term trace.Term, why trace.Reason) trace.Event {
	return trace.Event{Kind: trace.ClusterLed, Node: node, Term: term, Reason: why}
}

func grant(voter, candidate trace.NodeID, term trace.Term) trace.Event {
	return trace.Event{Kind: trace.Voted, Node: voter, Peer: candidate, Term: term, Asked: term, Granted: true,
		VotedFor: candidate}
}

func deny(voter, candidate trace.NodeID, term trace.Term, why trace.Reason) trace.Event {
	return trace.Event{Kind: trace.Voted, Node: voter, Peer: candidate, Term: term, Asked: term, Reason: why}
}

// pre makes a vote or a tally for a term one of the pre-vote, at a server of the term before.
func pre(e trace.Event) trace.Event {
	e.Pre, e.VotedFor, e.Term = true, 0, e.Term-1
	return e
}

func tally(candidate trace.NodeID, term trace.Term, votes, denials, voters int) trace.Event {
	return trace.Event{Kind: trace.Tallied, Node: candidate, Term: term, Votes: votes, Denials: denials, Voters: voters}
}

func fault(f trace.Fault, node trace.NodeID) trace.Event {
	return trace.Event{Kind: trace.FaultMade, Fault: f, Node: node}
}

func stop(why trace.Reason) trace.Event { return trace.Event{Kind: trace.Stopped, Reason: why} }

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, lines(got), lines(want))
	}
}

func lines(list any) (text string) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return fmt.Sprintf("%+v", list)
	}
	for i := range v.Len() {
		text += fmt.Sprintf("\n  %+v", v.Index(i))
	}
	return text
}

// forgetEvents takes the numbers of events out of a timeline, so that the rest can be compared with what is written by hand; that
// they are right is seen in sim/timeline_test.go.
func (t *Timeline) forgetEvents() {
	for i := range t.Servers {
		s := &t.Servers[i]
		for k := range s.Bands {
			s.Bands[k].Event = 0
		}
		for k := range s.Timers {
			s.Timers[k].Event = 0
		}
	}
	for i := range t.Messages {
		t.Messages[i].Event, t.Messages[i].EndEvent = 0, 0
	}
	for _, votes := range [][]Vote{t.Votes, t.Denials} {
		for i := range votes {
			votes[i].Event = 0
		}
	}
	for i := range t.Faults {
		t.Faults[i].Event = 0
	}
	for i := range t.Elections {
		for k := range t.Elections[i].Candidates {
			c := &t.Elections[i].Candidates[k]
			for n := range c.DeniedBy {
				c.DeniedBy[n].Event = 0
			}
			for n := range c.Counts {
				c.Counts[n].Event = 0
			}
		}
	}
}
