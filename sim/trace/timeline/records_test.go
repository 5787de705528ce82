package timeline

import (
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

func send(id uint64, kind trace.MessageKind, from, to trace.NodeID) trace.Event {
	return trace.Event{Kind: trace.Sent, ID: id, Message: kind, Node: from, Peer: to, Term: 1}
}

func deliver(id uint64, to trace.NodeID) trace.Event {
	return trace.Event{Kind: trace.Delivered, ID: id, Node: to}
}

func TestFatesOfMessages(t *testing.T) {
	twin := deliver(1, 2)
	twin.Copy = true
	got := history(3,
		at(10, send(1, trace.Heartbeat, 1, 2), send(2, trace.Heartbeat, 1, 3)),
		at(11, trace.Event{Kind: trace.Lost, ID: 2, Node: 1, Peer: 3, Reason: trace.Partition}),
		at(15, twin), // the copy overtakes
		at(18, deliver(1, 2), trace.Event{Kind: trace.Ignored, ID: 1, Node: 2, Peer: 1, Reason: trace.StaleTerm}),
		at(20, send(3, trace.Append, 1, 2)),
		at(30, deliver(99, 1))) // never sent: not a message of this run
	same(t, "messages", got.Messages, []Message{
		{ID: 1, Kind: trace.Heartbeat, From: 1, To: 2, Term: 1, Sent: 10 * ms, Ended: 18 * ms, Fate: Ignored, Reason: trace.StaleTerm},
		{ID: 2, Kind: trace.Heartbeat, From: 1, To: 3, Term: 1, Sent: 10 * ms, Ended: 11 * ms, Fate: Lost, Reason: trace.Partition},
		{ID: 1, Copy: true, Kind: trace.Heartbeat, From: 1, To: 2, Term: 1, Sent: 10 * ms, Ended: 15 * ms, Fate: Delivered},
		{ID: 3, Kind: trace.Append, From: 1, To: 2, Term: 1, Sent: 20 * ms, Ended: 30 * ms},
	})
}

// A copy has its own fate: what became of the message before is not why.
func TestCopyHasAFateOfItsOwn(t *testing.T) {
	twin := deliver(1, 2)
	twin.Copy = true
	denial, denialTwin := send(2, trace.VoteReply, 3, 1), deliver(2, 1)
	denialTwin.Copy = true
	got := history(3,
		at(10, send(1, trace.Heartbeat, 1, 2), deny(3, 1, 1, trace.LogBehind), denial),
		at(11, trace.Event{Kind: trace.Lost, ID: 1, Node: 1, Peer: 2, Reason: trace.Dropped}, trace.Event{Kind: trace.Lost, ID: 2, Node: 3, Peer: 1, Reason: trace.Cut}),
		at(15, twin, denialTwin))
	var reasons []trace.Reason
	for _, m := range got.Messages {
		reasons = append(reasons, m.Reason)
	}
	same(t, "reasons", reasons, []trace.Reason{trace.Dropped, trace.Cut, 0, trace.LogBehind})
}

// The reply that denies a vote carries the voter's reason, also if it was decided long before it
// was sent, because the voter's disk is slow.
func TestReplyCarriesTheReasonOfTheDenial(t *testing.T) {
	granted := send(2, trace.VoteReply, 3, 1)
	granted.Granted = true
	got := history(3,
		at(10, deny(2, 1, 1, trace.LogBehind), pre(deny(2, 1, 1, trace.LeaderLease)), grant(3, 1, 1)),
		at(20, send(1, trace.VoteReply, 2, 1), granted, send(3, trace.PreVoteReply, 2, 1)))
	for i, want := range []trace.Reason{trace.LogBehind, 0, trace.LeaderLease} {
		if got.Messages[i].Reason != want {
			t.Errorf("reply %d: reason %v, want %v", i+1, got.Messages[i].Reason, want)
		}
	}
}

func TestCommands(t *testing.T) {
	client := func(id uint64, o trace.Outcome, why trace.Reason, index trace.Index) trace.Event {
		return trace.Event{Kind: trace.Client, ID: id, Outcome: o, Reason: why, Index: index, Term: 2, Node: 1, Command: "x=1"}
	}
	got := history(3,
		at(10, client(2, trace.Proposed, 0, 0), client(1, trace.Proposed, 0, 7)),
		at(20, client(1, trace.CommittedOK, trace.Applied, 7), client(2, trace.UnknownYet, trace.LeaderCrashed, 0)),
		at(30, client(2, trace.LostForGood, trace.Overwritten, 8)),
		at(40, client(3, trace.Proposed, 0, 9), client(4, trace.RefusedNow, trace.NotLeader, 0)))
	same(t, "commands", got.Commands, []Command{
		{ID: 1, Command: "x=1", Node: 1, At: 10 * ms, Told: trace.CommittedOK, ToldAt: 20 * ms,
			Outcome: trace.CommittedOK, Reason: trace.Applied, Index: 7, Term: 2},
		{ID: 2, Command: "x=1", Node: 1, At: 10 * ms, Told: trace.UnknownYet, ToldAt: 20 * ms,
			Outcome: trace.LostForGood, Reason: trace.Overwritten, Index: 8, Term: 2},
		{ID: 3, Command: "x=1", Node: 1, At: 40 * ms, Told: trace.UnknownYet, Outcome: trace.UnknownYet, Index: 9, Term: 2},
		{ID: 4, Command: "x=1", Node: 1, At: 40 * ms, Told: trace.RefusedNow, ToldAt: 40 * ms,
			Outcome: trace.RefusedNow, Reason: trace.NotLeader},
	})
}

func TestRemarks(t *testing.T) {
	twoLeaders := trace.ParseEvidence("election safety: term 1 has leaders n1 and n3 at 10 ms")
	check := func(v trace.Verdict, final bool) trace.Event {
		return trace.Event{Kind: trace.Checked, Property: trace.ElectionSafety, Verdict: v, Evidence: twoLeaders, Final: final}
	}
	note := lang.Text{EN: "look", ZH: "看"}
	got := history(3,
		at(10, check(trace.Violated, false), trace.Event{Kind: trace.Noted, Note: note}),
		at(20, trace.Event{Kind: trace.Skipped, Step: 3, Detail: "n1 never led"}, check(trace.Violated, true)))
	same(t, "violations", got.Violations, []Violation{{At: 10 * ms, Property: trace.ElectionSafety, Evidence: twoLeaders}})
	same(t, "verdicts", got.Verdicts, []Verdict{{trace.ElectionSafety, trace.Violated, twoLeaders}})
	same(t, "notes", got.Notes, []Note{{10 * ms, note}})
	same(t, "skipped", got.Skipped, []Skipped{{3, "n1 never led"}})
	if got.Events != 4 || got.End != 20*ms {
		t.Errorf("%d events until %v", got.Events, got.End)
	}
}
