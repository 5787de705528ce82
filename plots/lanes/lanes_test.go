package lanes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Answers that arrive together share a label: each reason is told once.
func TestDenialsShareALabel(t *testing.T) {
	f := figure{run.NewFigure(plottest.NewRun(5, "").Timeline(), run.Options{})}
	p := newPanel(&f, 0, 100*plottest.Millisecond)
	reply := func(from trace.NodeID, why trace.Reason) denied {
		return denied{reply: timeline.Message{Kind: trace.VoteReply, From: from, To: 1, Reason: why, Sent: 10 * plottest.Millisecond}}
	}
	p.Run.Denials = []timeline.Vote{{At: 5 * plottest.Millisecond, Voter: 2, Candidate: 1, VotedFor: 3}}
	list := []denied{reply(2, trace.AlreadyVoted), reply(3, trace.LogBehind), reply(4, trace.StaleTerm), reply(5, trace.LogBehind)}
	if got, want := p.denialWords(list), "log behind, stale term, voted n3"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := p.denialWords([]denied{reply(4, trace.AlreadyVoted)}), "voted"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// wholeOf lays out a whole run.
func wholeOf(t *timeline.Timeline, l lang.Lang) *Timeline {
	return NewTimeline(t, run.Options{Lang: l})
}

// focusTexts returns what a focus figure says, and its panel.
func focusTexts(t *testing.T, scenario string) ([]string, *panel) {
	t.Helper()
	f := NewFocus(plottest.RealRun(t, scenario, 1), run.Options{Lang: lang.English})
	var said []string
	for _, text := range plottest.TextsOf(t, f) {
		said = append(said, text.Text)
	}
	return said, f.part
}

func TestRejectedEntriesAreDrawn(t *testing.T) {
	if said, _ := focusTexts(t, "follower-catch-up"); !slices.Contains(said, "does not fit") || !slices.Contains(said, "refused") {
		t.Errorf("no rejection in %q", said)
	}
}

func TestDenialForTheLogShowsLogs(t *testing.T) {
	if said, p := focusTexts(t, "higher-term-shorter-log"); !p.logs || !slices.Contains(said, "log behind") {
		t.Errorf("logs %t in %q", p.logs, said)
	}
	if _, p := focusTexts(t, "leader-crash"); p.logs {
		t.Error("logs are drawn where they are not the story")
	}
}

func TestCopiesLookLikeCopies(t *testing.T) {
	said, p := focusTexts(t, "lossy-network")
	if !slices.Contains(said, "copy") || !strings.Contains(strings.Join(said, "\n"), "duplicates 25%") {
		t.Errorf("no copies in %q", said)
	}
	for _, m := range p.Run.Messages {
		if dotted := p.flight(m, false).pen.Dash != nil; dotted != m.Copy {
			t.Fatalf("dotted %t: %+v", dotted, m)
		}
	}
	if said, _ := focusTexts(t, "leader-crash"); slices.Contains(said, "copy") {
		t.Error("the legend explains copies, and there are none")
	}
}

// What is drawn and what the footer says is not drawn are all messages.
func TestOmissionsAreCounted(t *testing.T) {
	for until, level := range map[time.Duration]detail{900 * plottest.Millisecond: fine, 4 * time.Second: medium, time.Minute: coarse} {
		run := plottest.Eventful()
		run.End = until
		p := wholeOf(run, lang.English).part
		if p.detail != level {
			t.Errorf("%v: detail %d, want %d", until, p.detail, level)
		}
		shown := 0
		for i, m := range run.Messages {
			if p.draws(m, false, i) {
				shown++
			}
		}
		o := p.Omitted
		if sum := shown + o.Heartbeats + o.Entries + o.Replies + o.PreVotes + o.Votes + o.UnderWay; sum != len(run.Messages) {
			t.Errorf("%v: %d messages drawn or counted of %d", until, sum, len(run.Messages))
		}
		if level == coarse && shown > 0 {
			t.Errorf("%d messages drawn where only bars are", shown)
		}
	}
}

func TestNotesAreBesideOrAboveEachOther(t *testing.T) {
	note := func(at time.Duration, text string) timeline.Note {
		return timeline.Note{At: at, Text: lang.Text{EN: text}}
	}
	run := &timeline.Timeline{End: time.Second, Notes: []timeline.Note{note(0, "a first note that is long"),
		note(10*plottest.Millisecond, "a second one"), note(500*plottest.Millisecond, "far away"), note(990*plottest.Millisecond, "at the end of the run")}}
	p := wholeOf(run, lang.English).part
	var rows []int
	for _, r := range p.notes { // the last note first
		rows = append(rows, r.row)
		if r.x0 < p.Left || r.x1 > p.Right {
			t.Errorf("%q is outside the picture", r.text)
		}
	}
	if want := []int{0, 0, 0, 1}; !slices.Equal(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}
