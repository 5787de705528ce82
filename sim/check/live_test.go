package check

import (
	"testing"

	"raftlab/sim/trace"
)

// A log of a real server tells that a message was made. It leaves when the vote is on the disk, so a server that was killed before
// may start again in the term before; one whose message has arrived may not.
func TestWhatRealServersToldHasArrived(t *testing.T) {
	h := &trace.Header{Format: trace.FormatVersion, Engine: trace.LiveEngine("etcd", "3.7.3"), Nodes: 3}
	for _, arrived := range []bool{false, true} {
		s := NewSuiteOf(h)
		s.Observe(&trace.Event{Kind: trace.RoleChange, Node: 1, Term: 2, Role: trace.Candidate, From: trace.Follower})
		s.Observe(&trace.Event{Kind: trace.Sent, Node: 1, Peer: 2, Term: 2, Message: trace.RequestVote, ID: 1})
		if arrived {
			s.Observe(&trace.Event{Kind: trace.Delivered, Node: 2, Peer: 1, Term: 2, Message: trace.RequestVote, ID: 1})
		}
		s.Observe(&trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: 1, Term: 2})
		s.Observe(&trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: 1, Term: 1, Detail: trace.VoteUnknown})
		if got := len(s.Violations()) > 0; got != arrived {
			t.Errorf("the request has arrived: %v; a term that was told is lost: %v", arrived, got)
		}
	}
}
