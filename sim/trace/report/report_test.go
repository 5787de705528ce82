package report

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const ms = time.Millisecond

// crash is a run with one election, a crash, a split vote, and another election.
func crash() *timeline.Timeline {
	return &timeline.Timeline{
		End: 2 * time.Second, Events: 1234, Stop: trace.RunOver,
		Verdicts: []timeline.Verdict{
			{Property: trace.ElectionSafety, Verdict: trace.Holds},
			{Property: trace.LogMatching, Verdict: trace.Untested},
		},
		Elections: []timeline.Election{
			{Term: 1, From: 150 * ms, To: 170 * ms, Winner: 1, End: trace.ElectionWon, Candidates: []timeline.Candidacy{
				{Node: 1, From: 150 * ms, Stood: 150 * ms, To: 170 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionWon,
					Votes: 3, Counted: 2, Voters: 3, Won: true, VotedBy: []trace.NodeID{1, 2, 3}}}},
			{Term: 2, From: 1150 * ms, To: 1300 * ms, Split: true, End: trace.HigherTerm, Candidates: []timeline.Candidacy{
				{Node: 2, From: 1150 * ms, Stood: 1150 * ms, To: 1300 * ms, Reason: trace.ElectionTimeout, End: trace.HigherTerm,
					Votes: 1, Counted: 1, Voters: 3, VotedBy: []trace.NodeID{2}, Denials: 1,
					DeniedBy: []timeline.Vote{{At: 1160 * ms, Voter: 3, Candidate: 2, Reason: trace.AlreadyVoted, VotedFor: 3}}},
				{Node: 3, From: 1155 * ms, Stood: 1155 * ms, To: 1300 * ms, Reason: trace.ElectionTimeout,
					Votes: 1, Counted: 1, Voters: 3, VotedBy: []trace.NodeID{3}}}},
			{Term: 3, From: 1300 * ms, To: 1320 * ms, Winner: 2, End: trace.ElectionWon, Candidates: []timeline.Candidacy{
				{Node: 2, From: 1300 * ms, Stood: 1300 * ms, To: 1320 * ms, Reason: trace.ElectionTimeout, End: trace.ElectionWon,
					Votes: 2, Counted: 2, Voters: 3, Won: true, VotedBy: []trace.NodeID{2, 3}}}},
		},
		Outages: []timeline.Outage{
			{From: 0, To: 170 * ms, Reason: trace.Boot, New: 1, Term: 1, Phases: []timeline.Phase{
				{From: 0, To: 150 * ms, Kind: timeline.Detection, Election: -1, Node: 1, Reason: trace.ElectionTimeout},
				{From: 150 * ms, To: 170 * ms, Kind: timeline.WinningRound, Term: 1}}},
			{From: 1000 * ms, To: 1320 * ms, Reason: trace.LeaderCrashed, Old: 1, New: 2, Term: 3, Phases: []timeline.Phase{
				{From: 1000 * ms, To: 1150 * ms, Kind: timeline.Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
				{From: 1150 * ms, To: 1300 * ms, Kind: timeline.FailedRound, Term: 2, Election: 1},
				{From: 1300 * ms, To: 1320 * ms, Kind: timeline.WinningRound, Term: 3, Election: 2}}},
		},
		Commands: []timeline.Command{
			{ID: 1, Command: "x=1", Node: 1, At: 500 * ms, Told: trace.CommittedOK, ToldAt: 520 * ms, Outcome: trace.CommittedOK,
				Reason: trace.Applied, Index: 2, Term: 1},
			{ID: 2, Command: "x=\x1b2", Node: 1, At: 999 * ms, Told: trace.UnknownYet, ToldAt: 1000 * ms, Outcome: trace.LostForGood,
				Reason: trace.Overwritten, Index: 3, Term: 1},
			{ID: 3, Command: "x=3", At: 1100 * ms, Told: trace.RefusedNow, Outcome: trace.RefusedNow, Reason: trace.NotLeader},
		},
	}
}

// voters is a life in one configuration.
func voters(ids ...trace.NodeID) []timeline.Membership {
	return []timeline.Membership{{To: time.Hour, Config: &trace.Config{Voters: ids}}}
}

// trouble is a run in which much goes wrong.
func trouble() *timeline.Timeline {
	t := &timeline.Timeline{
		End: 1500 * ms, Events: 1_000_000, Stop: trace.EventLimit,
		Verdicts: []timeline.Verdict{{Property: trace.ElectionSafety, Verdict: trace.Violated,
			Evidence: trace.ParseEvidence("election safety: term 1 has leaders n1 and n3 at 87 ms")}},
		Violations: []timeline.Violation{{At: 87 * ms, Property: trace.ElectionSafety, Evidence: trace.ParseEvidence("the same")},
			{At: 90 * ms, Property: trace.LogMatching, Evidence: trace.ParseEvidence("other")}},
		Servers: []timeline.Server{{Node: 1, Members: voters(1, 2)}, {Node: 2, Members: voters(1, 2), EndedAt: 300 * ms, EndedWhy: "tocommit(5) is out of range\n[lastIndex(3)]"}},
		Skipped: []timeline.Skipped{{Step: 4, Detail: "when n3 steps down"}},
	}
	outage := timeline.Outage{To: 1500 * ms, Reason: trace.Boot}
	for term := range 20 {
		from := time.Duration(term) * 75 * ms
		t.Elections = append(t.Elections, timeline.Election{Term: trace.Term(term + 1), From: from, To: from + 75*ms,
			End: trace.EventLimit, Candidates: []timeline.Candidacy{
				{Node: 1, From: from, To: from + 70*ms, Pre: true, End: trace.ElectionTimeout, Votes: 2, Counted: 1, Voters: 5,
					VotedBy: []trace.NodeID{1, 2}},
				{Node: 1, From: from + 70*ms, To: from + 75*ms, Pre: true, End: trace.EventLimit, Votes: 1, Counted: 1, Voters: 5,
					VotedBy: []trace.NodeID{1}}}})
		outage.Phases = append(outage.Phases, timeline.Phase{From: from, To: from + 75*ms, Kind: timeline.FailedRound,
			Term: trace.Term(term + 1), Election: term})
	}
	outage.Phases[19].Kind = timeline.LastRound
	t.Outages = []timeline.Outage{outage}
	t.Elections[0].Candidates = []timeline.Candidacy{
		{Node: 1, Won: true, Votes: 2, Voters: 3, VotedBy: []trace.NodeID{1, 2}},
		{Node: 3, Won: true, Votes: 2, Voters: 3, VotedBy: []trace.NodeID{2, 3}}}
	t.Elections[0].Winner = 1
	t.Elections[1].Candidates = append(t.Elections[1].Candidates, timeline.Candidacy{Node: 2, Stood: 140 * ms},
		timeline.Candidacy{Node: 3, Stood: 145 * ms})
	return t
}

// TestPhasesInWords: each is told as what it was.
func TestPhasesInWords(t *testing.T) {
	at := 10 * ms
	wait := func(node trace.NodeID, why trace.Reason) timeline.Phase {
		return timeline.Phase{To: at, Kind: timeline.Detection, Election: -1, Node: node, Reason: why}
	}
	won := func(why trace.Reason) timeline.Phase {
		return timeline.Phase{From: 1300 * ms, To: 1320 * ms, Kind: timeline.WonRound, Term: 3, Election: 2, Node: 2, Reason: why}
	}
	led := timeline.Outage{To: 20 * ms, New: 2, Term: 3}
	for _, c := range []struct {
		outage timeline.Outage
		phase  timeline.Phase
		want   string
	}{
		{led, wait(1, trace.ElectionTimeout), "until the election timer of n1 expired"},
		{led, wait(1, trace.ForcedTimeout), "until the election timer of n1 was made to expire"},
		{led, wait(1, trace.Transfer), "until n1 was ordered to campaign"},
		{timeline.Outage{To: at, New: 1}, wait(1, trace.ElectionTimeout), "until the election timer of n1 expired, and it won at once"},
		{timeline.Outage{To: at}, wait(0, 0), "no election began until the run ended"},
		{led, won(trace.LeaderCrashed), "the election for term 3, until n2 won, and crashed at once"},
		{led, won(trace.LeaderPaused), "the election for term 3, until n2 won, and was paused at once"},
		{led, won(trace.LeaderCutOff), "the election for term 3, until n2 won, and was cut off from a quorum"},
		{led, won(trace.LeaderStale), "the election for term 3, until n2 won, and needed voters that were in a later term"},
		{led, won(trace.LeaderDeposed), "the election for term 3, until n2 won, and stepped down at once"},
		{led, timeline.Phase{From: 1400 * ms, To: 1500 * ms, Kind: timeline.FailedRound, Term: 3, Election: 2},
			"the election for term 3, which n2 had won before, and the wait after it"},
		{led, timeline.Phase{Kind: timeline.Return, Election: -1, Reason: trace.LeaderConnected}, "until n2 led again, without an election"},
		{led, timeline.Phase{Kind: timeline.Return, Election: -1, Reason: trace.LeaderElected},
			"until n2, which had won term 3, had a quorum"},
	} {
		p := &writer{lang.Printer{Lang: lang.English}}
		if got := p.phase(crash(), &c.outage, &c.phase); got != c.want {
			t.Errorf("%+v: %s, want %s", c.phase, got, c.want)
		}
	}
}

// A try that won is told apart from one for the same term that did not: a server that forgot its term stands for it again.
func TestATryThatWonIsToldApart(t *testing.T) {
	e := timeline.Election{Term: 1, To: 20 * ms, Winner: 3, Candidates: []timeline.Candidacy{
		{Node: 3, From: 10 * ms, Stood: 10 * ms, To: 20 * ms, Won: true, Votes: 2, Counted: 2, Voters: 3, VotedBy: []trace.NodeID{1, 3}},
		{Node: 3, From: 1000 * ms, Stood: 1000 * ms, To: 1008 * ms, End: trace.HigherTerm, Votes: 1, Counted: 1, Voters: 3, VotedBy: []trace.NodeID{3}}}}
	p := &writer{lang.Printer{Lang: lang.English}}
	var told []string
	for _, row := range p.election(&timeline.Timeline{}, &e) {
		told = append(told, row[1])
	}
	want := `n3 won at 20.000 ms, 10 ms after the first candidacy
n3 stood at 10.000 ms: 2 of 3 votes (n1 n3)
n3 stood at 1000.000 ms: 1 of 3 votes (n3); ended: saw a higher term`
	if got := strings.Join(told, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// Where nobody was asked, nobody was the wrong one to ask.
func TestACommandThatNobodyWasAskedForHasNoOtherReason(t *testing.T) {
	p := &writer{lang.Printer{Lang: lang.English}}
	refused := timeline.Command{ID: 1, Command: "x", Outcome: trace.RefusedNow, Reason: trace.NotLeader}
	if got := strings.Join(p.command(refused)[2:], "  "); got != "no leader to ask  refused" {
		t.Error(got)
	}
	refused.Node = 2
	if got := strings.Join(p.command(refused)[2:], "  "); got != "asked of n2  refused: not the leader" {
		t.Error(got)
	}
}

func TestIgnoredIsNotDenied(t *testing.T) {
	p := &writer{lang.Printer{Lang: lang.English}}
	got := p.deniedBecause([]timeline.Vote{{Reason: trace.LogBehind}, {Reason: trace.LeaderLease, Ignored: true},
		{Reason: trace.LeaderLease, Ignored: true}})
	if want := "; denied: 1 log behind; ignored: 2 lease"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestPreVotesHaveAFigureOfTheirOwn: they do not count into the time from the first candidacy.
func TestPreVotesHaveAFigureOfTheirOwn(t *testing.T) {
	e := timeline.Election{Term: 2, From: 600 * ms, To: 3020 * ms, Winner: 2, Candidates: []timeline.Candidacy{
		{Node: 3, Pre: true, From: 600 * ms, To: 700 * ms, End: trace.ElectionLost, Votes: 1, Counted: 1, Voters: 3, VotedBy: []trace.NodeID{3}},
		{Node: 2, From: 3000 * ms, Stood: 3011 * ms, To: 3020 * ms, Won: true, Votes: 2, Counted: 2, Voters: 3,
			VotedBy: []trace.NodeID{1, 2}, PreVotedBy: []trace.NodeID{2, 3}}}}
	p := &writer{lang.Printer{Lang: lang.English}}
	var told []string
	for _, row := range p.election(&timeline.Timeline{}, &e) {
		told = append(told, row[1])
	}
	want := `n2 won at 3020.000 ms, 9 ms after the first candidacy
n3 asked for pre-votes at 600.000 ms: 1 of 3 pre-votes (n3); ended: a quorum refused
n2 stood at 3011.000 ms (pre-votes asked for at 3000.000 ms, granted by n2 n3): 2 of 3 votes (n1 n2)`
	if got := strings.Join(told, "\n"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestGoldenText(t *testing.T) {
	for name, line := range map[string]*timeline.Timeline{"crash": crash(), "trouble": trouble(), "nothing": {End: 10 * ms}} {
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			golden(t, name+"."+string(l)+".txt", Text(line, l))
		}
	}
}

func TestGoldenDocument(t *testing.T) {
	for name, line := range map[string]*timeline.Timeline{"crash": crash(), "nothing": {}} {
		document, err := json.MarshalIndent(NewDocument(line), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(document), "null") {
			t.Errorf("%s: a list is null: write [] for none", name)
		}
		golden(t, name+".json", string(document)+"\n")
	}
}

// A run of any length must give a report that can be read.
func TestTextStaysShort(t *testing.T) {
	line := trouble()
	for range 6 {
		line.Elections = append(line.Elections, line.Elections...)
		line.Outages = append(line.Outages, line.Outages...)
		line.Commands = append(line.Commands, timeline.Command{}, timeline.Command{})
		line.Commands = append(line.Commands, line.Commands...)
	}
	if n := strings.Count(Text(line, lang.English), "\n"); n > 100 {
		t.Errorf("a report of %d lines", n)
	}
}

func TestTextIsFitForATerminal(t *testing.T) {
	for _, line := range []*timeline.Timeline{crash(), trouble()} {
		for _, r := range Text(line, lang.English) {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("the report has the control character %U", r)
			}
		}
	}
}

func TestEnds(t *testing.T) {
	for _, test := range []struct {
		n, most int
		want    string
	}{{0, 4, ""}, {4, 4, "0123"}, {5, 4, "01(2-4)4"}, {9, 4, "01(2-8)8"}, {9, 7, "012(3-6)678"}} {
		got := ""
		digit := func(i int) string { return string(rune('0' + i)) }
		headAndTail(test.n, test.most, func(i int) { got += digit(i) },
			func(from, to int) { got += "(" + digit(from) + "-" + digit(to) + ")" })
		if got != test.want {
			t.Errorf("ends(%d, %d): %s, want %s", test.n, test.most, got, test.want)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./sim/trace/report -update rewrites it):\n%s", path, got)
	}
}

// A candidacy always has an end in the document, also where the trace has no reason for it.
func TestEveryCandidacyHasAnEnd(t *testing.T) {
	line := &timeline.Timeline{Servers: []timeline.Server{{Node: 1}, {Node: 2, EndedAt: 30 * ms, EndedWhy: "broken"}},
		Elections: []timeline.Election{
			{Term: 1, To: 20 * ms, Candidates: []timeline.Candidacy{{Node: 1, To: 10 * ms, End: trace.HigherTerm}, {Node: 2, To: 20 * ms}}},
			{Term: 2, To: 30 * ms, Candidates: []timeline.Candidacy{{Node: 2, To: 30 * ms}}}}}
	var ends []string
	for _, e := range NewDocument(line).Elections {
		for _, c := range e.Candidates {
			ends = append(ends, c.End)
		}
		ends = append(ends, "election: "+e.End)
	}
	if want := []string{"higher_term", "crashed", "election: crashed", "ended", "election: ended"}; !slices.Equal(ends, want) {
		t.Errorf("the ends are %q, want %q", ends, want)
	}
}

// A server that comes late and asks for pre-votes in a term that was won long ago holds no election.
func TestALatePreVoteIsNoElection(t *testing.T) {
	line := &timeline.Timeline{End: time.Second, Servers: make([]timeline.Server, 5),
		Elections: []timeline.Election{{Term: 2, From: 100 * ms, To: 120 * ms, Winner: 5, End: trace.ElectionWon, Candidates: []timeline.Candidacy{
			{Node: 5, From: 100 * ms, Stood: 105 * ms, To: 120 * ms, Won: true, Votes: 3, Voters: 5, VotedBy: []trace.NodeID{1, 3, 5}},
			{Node: 2, From: 500 * ms, To: 510 * ms, Pre: true, Votes: 1, Voters: 5, VotedBy: []trace.NodeID{2}}}}},
		Outages: []timeline.Outage{{From: 300 * ms, To: time.Second, Reason: trace.LeaderCrashed, Old: 5, Phases: []timeline.Phase{
			{From: 300 * ms, To: 500 * ms, Kind: timeline.Detection, Election: -1, Node: 2, Reason: trace.ElectionTimeout},
			{From: 500 * ms, To: time.Second, Kind: timeline.LastRound, Term: 2}}}}}
	for i := range line.Servers {
		line.Servers[i] = timeline.Server{Node: trace.NodeID(i + 1), Members: voters(1, 2, 3, 4, 5)}
	}
	for l, want := range map[lang.Lang]string{lang.English: "the pre-vote for term 2, which n5 had won before, and the wait after it",
		lang.Chinese: "任期 2 的预投票，n5 此前已当选，以及随后的等待"} {
		if got := Text(line, l); !strings.Contains(got, want) {
			t.Errorf("%s\nwant %q", got, want)
		}
	}
}
