package timeline

import (
	"testing"

	"raftlab/sim/trace"
)

// A server wins and does not lead the cluster. Its election ends with the win, and the phase says what
// became of the winner.
func TestWonInVain(t *testing.T) {
	won := turn(1, trace.Leader, 1, trace.ElectionWon)
	for _, c := range []struct {
		what string
		win  moment
		why  trace.Reason
	}{
		{"crashed", at(120, won, fault(trace.Crash, 1)), trace.LeaderCrashed},
		{"paused", at(120, won, fault(trace.Pause, 1)), trace.LeaderPaused},
		{"cut off", at(120, won, isolate(1)), trace.LeaderCutOff},
		{"deposed", at(120, won, turn(1, trace.Follower, 2, trace.HigherTerm)), trace.LeaderDeposed},
		{"crashed later, cut off before", append(at(120, won, isolate(1)), at(130, fault(trace.Crash, 1))...), trace.LeaderCutOff},
	} {
		got := history(3, boot(3), at(100, turn(1, trace.Candidate, 1, trace.ForcedTimeout), grant(1, 1, 1)), c.win,
			at(300, turn(2, trace.Candidate, 2, trace.ElectionTimeout)),
			at(320, turn(2, trace.Leader, 2, trace.ElectionWon), leads(2, 2, trace.LeaderElected)))
		same(t, c.what, got.Outages[0].Phases, []Phase{
			{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ForcedTimeout},
			{From: 100 * ms, To: 120 * ms, Kind: WonRound, Term: 1, Election: 0, Node: 1, Reason: c.why},
			{From: 120 * ms, To: 300 * ms, Kind: Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
			{From: 300 * ms, To: 320 * ms, Kind: WinningRound, Term: 2, Election: 1}})
	}
}

// isolate keeps a server of three away from the others.
func isolate(node trace.NodeID) trace.Event {
	e := fault(trace.PartitionNet, 0)
	e.Groups = [][]trace.NodeID{{node}, {node%3 + 1, (node+1)%3 + 1}}
	return e
}

// What begins beside an election that will be won is part of that wait, and goes on after it.
func TestElectionBesideOneThatIsWonInVain(t *testing.T) {
	got := history(5, boot(5),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
		at(110, turn(2, trace.Candidate, 2, trace.ElectionTimeout)),
		at(120, turn(1, trace.Leader, 1, trace.ElectionWon)),
		at(140, turn(2, trace.Leader, 2, trace.ElectionWon), leads(2, 2, trace.LeaderElected)))
	same(t, "phases", got.Outages[0].Phases, []Phase{
		{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
		{From: 100 * ms, To: 120 * ms, Kind: WonRound, Term: 1, Election: 0, Node: 1, Reason: trace.LeaderStale},
		{From: 120 * ms, To: 140 * ms, Kind: WinningRound, Term: 2, Election: 1}})
}

// A leader that was elected behind a partition leads the cluster when that heals.
func TestElectedBeforeItCouldLead(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
		at(120, turn(1, trace.Leader, 1, trace.ElectionWon), isolate(1)),
		at(500, fault(trace.HealNet, 0), leads(1, 1, trace.LeaderElected)))
	same(t, "phases", got.Outages[0].Phases, []Phase{
		{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
		{From: 100 * ms, To: 120 * ms, Kind: WonRound, Term: 1, Election: 0, Node: 1, Reason: trace.LeaderCutOff},
		{From: 120 * ms, To: 500 * ms, Kind: Return, Election: -1, Reason: trace.LeaderElected}})
}

// A server that knows no better stands for a term that was won before the outage. Nobody will win it.
func TestTermThatWasWonBefore(t *testing.T) {
	got := history(3, boot(3),
		at(10, turn(1, trace.Leader, 1, trace.ElectionWon), leads(1, 1, trace.LeaderElected)),
		at(100, fault(trace.Crash, 1), leads(0, 1, trace.LeaderCrashed)),
		at(150, turn(3, trace.Candidate, 1, trace.ElectionTimeout)),
		at(300, turn(3, trace.Candidate, 2, trace.ElectionTimeout)),
		at(320, turn(3, trace.Leader, 2, trace.ElectionWon), leads(3, 2, trace.LeaderElected)))
	same(t, "phases", got.Outages[1].Phases, []Phase{
		{From: 100 * ms, To: 150 * ms, Kind: Detection, Election: -1, Node: 3, Reason: trace.ElectionTimeout},
		{From: 150 * ms, To: 300 * ms, Kind: FailedRound, Term: 1, Election: 0},
		{From: 300 * ms, To: 320 * ms, Kind: WinningRound, Term: 2, Election: 1}})
}

// So does one that stands for a term that was won in the outage, in vain.
func TestTermThatWasWonInTheOutage(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)),
		at(120, turn(1, trace.Leader, 1, trace.ElectionWon), isolate(1)),
		at(150, turn(3, trace.Candidate, 1, trace.ElectionTimeout)),
		at(300, turn(3, trace.Candidate, 2, trace.ElectionTimeout)),
		at(320, turn(3, trace.Leader, 2, trace.ElectionWon), leads(3, 2, trace.LeaderElected)))
	same(t, "phases", got.Outages[0].Phases, []Phase{
		{From: 0, To: 100 * ms, Kind: Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
		{From: 100 * ms, To: 120 * ms, Kind: WonRound, Term: 1, Election: 0, Node: 1, Reason: trace.LeaderCutOff},
		{From: 120 * ms, To: 150 * ms, Kind: Detection, Election: -1, Node: 3, Reason: trace.ElectionTimeout},
		{From: 150 * ms, To: 300 * ms, Kind: FailedRound, Term: 1, Election: 0},
		{From: 300 * ms, To: 320 * ms, Kind: WinningRound, Term: 2, Election: 1}})
}

// The first candidacy of a term is that of its first candidate. Who only asked for pre-votes did not stand.
func TestFirstCandidacyIsNoPreVote(t *testing.T) {
	got := history(3, boot(3),
		at(100, turn(3, trace.PreCandidate, 0, trace.ElectionTimeout)),
		at(150, turn(3, trace.Follower, 0, trace.ElectionLost)),
		at(300, turn(2, trace.PreCandidate, 0, trace.ElectionTimeout)),
		at(310, turn(2, trace.Candidate, 1, trace.PreVoteWon)),
		at(320, turn(2, trace.Leader, 1, trace.ElectionWon)))
	e := &got.Elections[0]
	if stood, ok := e.Stood(); stood != 310*ms || !ok || e.From != 100*ms {
		t.Errorf("stood %v %t, from %v", stood, ok, e.From)
	}
	got = history(3, boot(3), at(100, turn(3, trace.PreCandidate, 0, trace.ElectionTimeout)))
	if _, ok := got.Elections[0].Stood(); ok {
		t.Error("somebody stood")
	}
}

// A candidacy ends for the reason in the trace.
func TestCandidacyEndsAsTheTraceTells(t *testing.T) {
	for _, c := range []struct {
		next trace.Event
		want trace.Reason
	}{
		{turn(1, trace.Candidate, 2, trace.ElectionTimeout), trace.ElectionTimeout},
		{turn(1, trace.Candidate, 2, trace.ForcedTimeout), trace.ForcedTimeout},
		{turn(1, trace.Candidate, 2, trace.Transfer), trace.Transfer},
		{turn(1, trace.PreCandidate, 1, trace.ElectionTimeout), trace.ElectionTimeout},
		{turn(1, trace.Follower, 2, trace.HigherTerm), trace.HigherTerm},
		{turn(1, trace.Follower, 1, trace.LeaderOfTerm), trace.LeaderOfTerm},
		{turn(1, trace.Follower, 1, trace.ElectionLost), trace.ElectionLost},
		{fault(trace.Crash, 1), 0},
	} {
		got := history(3, boot(3), at(100, turn(1, trace.Candidate, 1, trace.ElectionTimeout)), at(200, c.next))
		if end := got.Elections[0].Candidates[0].End; end != c.want {
			t.Errorf("%v %v: ended by %v", c.next.Role, c.next.Reason, end)
		}
	}
	got := history(3, boot(3), at(100, turn(1, trace.PreCandidate, 0, trace.ElectionTimeout)),
		at(200, turn(1, trace.Candidate, 1, trace.Transfer)))
	if c := got.Elections[0].Candidates; len(c) != 2 || !c[0].Pre || c[0].End != trace.Transfer || c[1].Pre {
		t.Errorf("called while it asked for pre-votes: %+v", c)
	}
}
