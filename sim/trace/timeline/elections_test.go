package timeline

import (
	"slices"
	"testing"

	"raftlab/sim/trace"
)

// crashElection: n1 leads term 1 and crashes; n2 wins term 2 with the votes of n2 and n3.
func crashElection() *Timeline {
	return history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1), tally(1, 1, 1, 0, 3)),
		at(110, grant(2, 1, 1)),
		at(120, tally(1, 1, 2, 0, 3), turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(121, grant(3, 1, 1)), // too late to be counted
		at(200, fault(trace.Crash, 1), leads(0, 1, trace.LeaderCrashed)),
		at(380, turn(2, trace.Candidate, 2, trace.ElectionTimeout), grant(2, 2, 2), tally(2, 2, 1, 0, 3)),
		at(390, grant(3, 2, 2)),
		at(400, tally(2, 2, 2, 0, 3), turn(2, trace.Leader, 2, trace.ElectionWon), leads(2, 2, trace.LeaderElected)),
		at(500, stop(trace.RunOver)))
}

// withoutCounts returns elections without how the counts grew, for comparing the rest.
func withoutCounts(list []Election) []Election {
	for i := range list {
		for k := range list[i].Candidates {
			list[i].Candidates[k].Counts = nil
		}
	}
	return list
}

// What a server had counted by a moment: pre-votes until it stood, then votes, and nothing after its end.
func TestCountedBy(t *testing.T) {
	c := history(3, boot(3),
		at(100, turn(1, trace.PreCandidate, 0, trace.ElectionTimeout), pre(grant(1, 1, 1)), pre(tally(1, 1, 1, 0, 3))),
		at(120, pre(tally(1, 1, 2, 0, 3)), turn(1, trace.Candidate, 1, trace.PreVoteWon), grant(1, 1, 1)),
		at(121, tally(1, 1, 1, 0, 3)),
		at(300, turn(1, trace.Follower, 2, trace.HigherTerm)),
		at(310, tally(1, 1, 2, 0, 3)),
		at(500, stop(trace.RunOver))).Elections[0].Candidates[0]
	for _, want := range []Count{{At: 99 * ms, Pre: true}, {At: 110 * ms, Pre: true, Votes: 1}, {At: 120 * ms}, {At: 130 * ms, Votes: 1},
		{At: 400 * ms, Votes: 1}} {
		got := c.CountedBy(want.At)
		got.At = want.At
		same(t, "counted by "+want.At.String(), got, want)
	}
}

func TestCrashElection(t *testing.T) {
	got := crashElection()
	same(t, "elections", withoutCounts(got.Elections), []Election{
		{Term: 1, From: 100 * ms, To: 120 * ms, Winner: 1, End: trace.ElectionWon, Candidates: []Candidacy{
			{Node: 1, From: 100 * ms, Stood: 100 * ms, To: 120 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionWon, Won: true,
				Votes: 3, Counted: 2, Voters: 3, VotedBy: []trace.NodeID{1, 2, 3}}}},
		{Term: 2, From: 380 * ms, To: 400 * ms, Winner: 2, End: trace.ElectionWon, Candidates: []Candidacy{
			{Node: 2, From: 380 * ms, Stood: 380 * ms, To: 400 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionWon, Won: true,
				Votes: 2, Counted: 2, Voters: 3, VotedBy: []trace.NodeID{2, 3}}}},
	})
	same(t, "led", got.Led, []Span{
		{From: 0, To: 120 * ms, Reason: trace.Boot},
		{From: 120 * ms, To: 200 * ms, Leader: 1, Term: 1, Reason: trace.LeaderElected},
		{From: 200 * ms, To: 400 * ms, Term: 1, Reason: trace.LeaderCrashed},
		{From: 400 * ms, To: 500 * ms, Leader: 2, Term: 2, Reason: trace.LeaderElected},
	})
	same(t, "outages", got.Outages, []Outage{
		{From: 0, To: 120 * ms, Reason: trace.Boot, New: 1, Term: 1, Phases: []Phase{
			{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
			{From: 100 * ms, To: 120 * ms, Kind: WinningRound, Term: 1, Election: 0}}},
		{From: 200 * ms, To: 400 * ms, Reason: trace.LeaderCrashed, Old: 1, New: 2, Term: 2, Phases: []Phase{
			{From: 200 * ms, To: 380 * ms, Kind: Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
			{From: 380 * ms, To: 400 * ms, Kind: WinningRound, Term: 2, Election: 1}}},
	})
}

// Two candidates get two votes of four each; one of them wins the next term.
func TestSplitVoteThenWin(t *testing.T) {
	got := history(4, boot(4),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1), tally(1, 1, 1, 0, 4)),
		at(102, turn(2, trace.Candidate, 1, trace.ElectionTimeout), grant(2, 2, 1), tally(2, 1, 1, 0, 4)),
		at(110, grant(3, 1, 1), grant(4, 2, 1), deny(1, 2, 1, trace.AlreadyVoted), deny(2, 1, 1, trace.AlreadyVoted)),
		at(120, tally(1, 1, 2, 1, 4), tally(2, 1, 2, 1, 4)),
		at(300, turn(1, trace.Candidate, 2, trace.ElectionTimeout), grant(1, 1, 2), tally(1, 2, 1, 0, 4)),
		at(310, turn(2, trace.Follower, 2, trace.HigherTerm), grant(2, 1, 2), grant(3, 1, 2)),
		at(320, tally(1, 2, 3, 0, 4), turn(1, trace.Leader, 2, trace.ElectionWon), leads(1, 2, trace.LeaderElected)))

	split := withoutCounts(got.Elections)[0]
	denied := func(voter, candidate trace.NodeID) []Vote {
		return []Vote{{At: 110 * ms, Voter: voter, Candidate: candidate, Term: 1, Reason: trace.AlreadyVoted}}
	}
	same(t, "election of term 1", split, Election{
		Term: 1, From: 100 * ms, To: 310 * ms, Split: true, End: trace.HigherTerm, Candidates: []Candidacy{
			{Node: 1, From: 100 * ms, Stood: 100 * ms, To: 300 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionTimeout, Votes: 2,
				Counted: 2, Denials: 1, Voters: 4, VotedBy: []trace.NodeID{1, 3}, DeniedBy: denied(2, 1)},
			{Node: 2, From: 102 * ms, Stood: 102 * ms, To: 310 * ms, Reason: trace.ElectionTimeout, End: trace.HigherTerm, Votes: 2,
				Counted: 2, Denials: 1, Voters: 4, VotedBy: []trace.NodeID{2, 4}, DeniedBy: denied(1, 2)}}})
	same(t, "denials", got.Denials, append(denied(1, 2), denied(2, 1)...))
	same(t, "phases", got.Outages[0].Phases, []Phase{
		{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
		{From: 100 * ms, To: 300 * ms, Kind: FailedRound, Term: 1, Election: 0},
		{From: 300 * ms, To: 320 * ms, Kind: WinningRound, Term: 2, Election: 1}})
	same(t, "bands of n2", got.Servers[1].Bands, []Band{
		{From: 0, To: 102 * ms, Role: trace.Follower, Reason: trace.Boot},
		{From: 102 * ms, To: 310 * ms, Role: trace.Candidate, Term: 1, Reason: trace.ElectionTimeout, Votes: 2, Denials: 1, Voters: 4},
		{From: 310 * ms, To: 320 * ms, Role: trace.Follower, Term: 2, Reason: trace.HigherTerm}})
}

// Two candidates of five, and nobody wins. The vote was split only if one of them would have won with
// votes that were given to others.
func TestSplitVoteIsForWantOfVotesGivenToOthers(t *testing.T) {
	for _, c := range []struct {
		name  string
		votes moment
		want  bool
	}{
		{"votes given to the other", moment{grant(3, 1, 1), deny(4, 1, 1, trace.AlreadyVoted), grant(4, 2, 1)}, true},
		{"nobody else was asked", moment{grant(3, 1, 1), grant(4, 2, 1)}, false},
		{"the log is behind", moment{grant(3, 1, 1), deny(4, 1, 1, trace.LogBehind), deny(5, 2, 1, trace.StaleTerm)}, false},
		{"a quorum granted, the answers were lost", moment{grant(3, 1, 1), grant(4, 1, 1), deny(5, 1, 1, trace.AlreadyVoted)}, false},
		{"one voter asked twice", moment{deny(3, 1, 1, trace.AlreadyVoted), deny(3, 1, 1, trace.AlreadyVoted)}, false},
		{"pre-votes", moment{pre(grant(3, 1, 1)), pre(deny(4, 1, 1, trace.AlreadyVoted))}, false},
	} {
		got := history(5, boot(5),
			at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1)),
			at(102, turn(2, trace.Candidate, 1, trace.ElectionTimeout), grant(2, 2, 1)),
			at(110, c.votes...))
		if e := got.Elections[0]; e.Split != c.want {
			t.Errorf("%s: split %t: %+v", c.name, e.Split, e)
		}
	}
}

// A vote that is granted when its candidate has given up decides nothing: the votes were split before.
func TestAVoteThatComesTooLateDoesNotUndoASplit(t *testing.T) {
	for _, late := range []bool{false, true} {
		when := 120
		if late {
			when = 160
		}
		moments := []moment{boot(5),
			at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1)),
			at(102, turn(2, trace.Candidate, 1, trace.ElectionTimeout), grant(2, 2, 1)),
			at(110, grant(3, 1, 1), grant(4, 2, 1), deny(4, 1, 1, trace.AlreadyVoted), deny(2, 1, 1, trace.AlreadyVoted)),
			at(150, turn(1, trace.Follower, 2, trace.HigherTerm), turn(2, trace.Follower, 2, trace.HigherTerm))}
		vote := at(when, grant(5, 1, 1))
		moments = slices.Insert(moments, len(moments)-1+(when/160), vote)
		e := history(5, moments...).Elections[0]
		if e.Split != late {
			t.Errorf("n5 votes for n1 at %d ms, which stood until 150 ms: split %t", when, e.Split)
		}
	}
}

func TestDeniedForNamesEveryVoterOnce(t *testing.T) {
	c := Candidacy{DeniedBy: []Vote{{Voter: 4, Reason: trace.LogBehind}, {Voter: 2, Reason: trace.LogBehind},
		{Voter: 3, Reason: trace.StaleTerm}, {Voter: 4, Reason: trace.LogBehind}}}
	same(t, "voters", c.DeniedFor(trace.LogBehind), []trace.NodeID{2, 4})
	same(t, "voters", c.DeniedFor(trace.AlreadyVoted), []trace.NodeID(nil))
}

// A pre-candidate of term 1 stands for term 2; it fails, tries again, and then gets further.
func TestPreVote(t *testing.T) {
	got := history(3,
		at(0, turn(1, trace.Follower, 1, trace.Boot), leads(0, 0, trace.Boot)),
		at(100, turn(1, trace.PreCandidate, 1, trace.ElectionTimeout), pre(grant(1, 1, 2)), pre(tally(1, 2, 1, 0, 3))),
		at(110, pre(deny(2, 1, 2, trace.LogBehind))),
		at(120, pre(tally(1, 2, 1, 1, 3))),
		at(300, turn(1, trace.PreCandidate, 1, trace.ElectionTimeout), pre(grant(1, 1, 2)), pre(tally(1, 2, 1, 0, 3))),
		at(310, pre(grant(3, 1, 2))),
		at(320, pre(tally(1, 2, 2, 0, 3)), turn(1, trace.Candidate, 2, trace.PreVoteWon), grant(1, 1, 2), tally(1, 2, 1, 0, 3)),
		at(330, grant(3, 1, 2), pre(grant(2, 1, 2))),
		at(350, turn(1, trace.Follower, 3, trace.HigherTerm)))

	why := []Vote{{At: 110 * ms, Voter: 2, Candidate: 1, Term: 2, Pre: true, Reason: trace.LogBehind}}
	same(t, "elections", withoutCounts(got.Elections), []Election{
		{Term: 2, From: 100 * ms, To: 350 * ms, End: trace.HigherTerm, Candidates: []Candidacy{
			{Node: 1, From: 100 * ms, To: 300 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionTimeout, Pre: true,
				Votes: 1, Counted: 1, Denials: 1, Voters: 3, VotedBy: []trace.NodeID{1}, DeniedBy: why},
			{Node: 1, From: 300 * ms, Stood: 320 * ms, To: 350 * ms, Reason: trace.ElectionTimeout, End: trace.HigherTerm,
				Votes: 2, Counted: 1, Voters: 3, VotedBy: []trace.NodeID{1, 3}, PreVotedBy: []trace.NodeID{1, 3}}}}})
	same(t, "bands", got.Servers[0].Bands, []Band{
		{From: 0, To: 100 * ms, Role: trace.Follower, Term: 1, Reason: trace.Boot},
		{From: 100 * ms, To: 300 * ms, Role: trace.PreCandidate, Term: 1, Reason: trace.ElectionTimeout, Votes: 1, Denials: 1, Voters: 3},
		{From: 300 * ms, To: 320 * ms, Role: trace.PreCandidate, Term: 1, Reason: trace.ElectionTimeout, Votes: 2, Voters: 3},
		{From: 320 * ms, To: 350 * ms, Role: trace.Candidate, Term: 2, Reason: trace.PreVoteWon, Votes: 1, Voters: 3},
		{From: 350 * ms, To: 350 * ms, Role: trace.Follower, Term: 3, Reason: trace.HigherTerm}})
}

// Two stand, one wins: no split, and the loser's end does not move the election's.
func TestTwoCandidatesOneWins(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1)),
		at(101, turn(2, trace.Candidate, 1, trace.ElectionTimeout), grant(2, 2, 1)),
		at(110, grant(3, 2, 1)),
		at(120, turn(2, trace.Leader, 1, trace.ElectionWon), leads(2, 1, trace.LeaderElected)),
		at(130, turn(1, trace.Follower, 1, trace.LeaderOfTerm)))
	e := got.Elections[0]
	if len(got.Elections) != 1 || e.Winner != 2 || e.Split || e.To != 120*ms || e.End != trace.ElectionWon {
		t.Errorf("election %+v", e)
	}
	if loser := e.Candidates[0]; loser.Won || loser.To != 130*ms || loser.End != trace.LeaderOfTerm {
		t.Errorf("loser %+v", loser)
	}
}

func TestCrashOfTheOnlyCandidateEndsTheElection(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout), grant(1, 1, 1)),
		at(140, fault(trace.Crash, 1)),
		at(200, turn(2, trace.Candidate, 1, trace.ElectionTimeout)),
		at(220, trace.Event{Kind: trace.Ended, Node: 2, Detail: "broken"}))
	e := got.Elections[0]
	if len(got.Elections) != 1 || e.To != 220*ms || e.End != 0 || e.Split {
		t.Errorf("election %+v", e)
	}
	same(t, "first candidacy", e.Candidates[0], Candidacy{Node: 1, From: 100 * ms, Stood: 100 * ms, To: 140 * ms,
		Reason: trace.ElectionTimeout, Votes: 1, Voters: 3, VotedBy: []trace.NodeID{1}})
}

func TestElectionThatTheRunCutsShort(t *testing.T) {
	for _, why := range []trace.Reason{trace.RunOver, trace.EventLimit} {
		got := history(3, boot(3),
			at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
			at(150, stop(why)))
		e := got.Elections[0]
		if e.To != 150*ms || e.End != why || e.Candidates[0].End != why || got.Stop != why {
			t.Errorf("stop for %v: %+v", why, e)
		}
		same(t, "phases", got.Outages[0].Phases, []Phase{
			{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
			{From: 100 * ms, To: 150 * ms, Kind: LastRound, Term: 1, Election: 0}})
	}
}

// A request may be answered twice, when the network makes a copy of it.
func TestVoteGrantedTwiceCountsOnce(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
		at(110, grant(2, 1, 1)), at(120, grant(2, 1, 1)))
	if c := got.Elections[0].Candidates[0]; c.Votes != 1 {
		t.Errorf("candidacy %+v", c)
	}
	if len(got.Votes) != 2 {
		t.Errorf("votes %+v", got.Votes)
	}
}

// A tally may follow the change of role that it brought about, at the same moment but not later.
func TestTallyAtTheMomentOfVictory(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
		at(120, turn(1, trace.Leader, 1, trace.ElectionWon), tally(1, 1, 2, 0, 3)),
		at(121, tally(1, 1, 3, 0, 3)))
	if band := got.Servers[0].Bands[1]; band.Votes != 2 {
		t.Errorf("band %+v", band)
	}
	if c := got.Elections[0].Candidates[0]; c.Counted != 2 {
		t.Errorf("candidacy %+v", c)
	}
}

func TestClusterOfOne(t *testing.T) {
	got := history(1, boot(1),
		at(100, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(200, stop(trace.RunOver)))
	if e := got.Elections[0]; e.Winner != 1 || e.From != 100*ms || e.To != 100*ms || !e.Candidates[0].Won {
		t.Errorf("election %+v", e)
	}
}
