package diagnosis

import (
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// A term is counted once, by how its election ended; one without a candidate had none.
func TestElectionsAreCountedByTheirEnd(t *testing.T) {
	stood := []timeline.Candidacy{{Node: 1, Stood: ms}}
	run := &timeline.Timeline{Elections: []timeline.Election{
		{Term: 1, Winner: 1, Candidates: stood},
		{Term: 2, Split: true, Candidates: stood},
		{Term: 3, Candidates: stood},
		{Term: 4, Candidates: []timeline.Candidacy{{Node: 1, Pre: true}}},
	}}
	if got, want := CountElections(run), (ElectionCount{Held: 3, Won: 1, Split: 1, PreVotesOnly: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// An election is undecided as long as one candidate stands, though another has given up.
func TestAnElectionIsCutShortWhileSomebodyStands(t *testing.T) {
	e := timeline.Election{Term: 2, End: trace.RunOver, Candidates: []timeline.Candidacy{
		{Node: 1, Stood: ms, End: trace.ElectionTimeout}, {Node: 3, Stood: ms, End: trace.RunOver}}}
	if got := FailureOf(&timeline.Timeline{}, e); got != CutShort {
		t.Errorf("failure %d, want %d", got, CutShort)
	}
	for i := range e.Candidates {
		e.Candidates[i].Pre, e.Candidates[i].Config = true, &trace.Config{Voters: []trace.NodeID{1, 2, 3}}
	}
	if got := FailureOf(&timeline.Timeline{}, e); got == CutShort {
		t.Error("a pre-vote that was refused tells why, though the run ends while another is asked for")
	}
}

func TestTheMomentWithMostLeadersIsTheFirstOfThem(t *testing.T) {
	run := led(Reign{1, 1, 0, 400 * ms}, Reign{2, 2, 300 * ms, 900 * ms}, Reign{3, 3, 800 * ms, time.Second})
	most, at := MostLeadersAtOnce(run)
	if len(most) != 2 || most[0].Node != 1 || most[1].Node != 2 || at != 300*ms {
		t.Errorf("%+v at %v", most, at)
	}
	if most, at := MostLeadersAtOnce(led()); len(most) != 0 || at != 0 {
		t.Errorf("%+v at %v without a leader", most, at)
	}
}
