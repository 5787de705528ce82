package plots

import (
	"testing"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Two labels so close that they read as one are worse than one label.
func TestLabelsInARowStayApart(t *testing.T) {
	s := &sheet{}
	if !s.claimWords(area{0, 0, 40, 10}, 3) || s.claimWords(area{48, 0, 90, 10}, 3) {
		t.Error("a label stands 8 points from another")
	}
	if !s.claimWords(area{50, 0, 90, 10}, 3) || !s.claimWords(area{48, 11, 90, 20}, 3) {
		t.Error("there is no room at 10 points, or in the next row")
	}
}

// Answers that arrive together share a label: each reason is told once.
func TestDenialsShareALabel(t *testing.T) {
	f := newFigure(newRun(5, "").Timeline(), Options{})
	p := newPanel(&f, 0, 100*ms)
	reply := func(from trace.NodeID, why trace.Reason) denied {
		return denied{reply: timeline.Message{Kind: trace.VoteReply, From: from, To: 1, Reason: why, Sent: 10 * ms}}
	}
	p.t.Denials = []timeline.Vote{{At: 5 * ms, Voter: 2, Candidate: 1, VotedFor: 3}}
	list := []denied{reply(2, trace.AlreadyVoted), reply(3, trace.LogBehind), reply(4, trace.StaleTerm), reply(5, trace.LogBehind)}
	if got, want := p.denialWords(list), "log behind, stale term, voted n3"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := p.denialWords([]denied{reply(4, trace.AlreadyVoted)}), "voted"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
