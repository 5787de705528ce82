package sequence

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawnSequence draws the figure, so that its labels have their places.
func drawnSequence(t testing.TB, run *timeline.Timeline, o run.Options) *Sequence {
	t.Helper()
	p := New(run, o)
	plottest.TextsOf(t, p)
	return p
}

func TestLabelsAlongArrowsAreApart(t *testing.T) {
	for _, info := range scenarios.Builtin() {
		for _, l := range []lang.Lang{lang.English, lang.Chinese} {
			p := drawnSequence(t, plottest.RealRun(t, info.Name, 1), run.Options{Lang: l})
			for i, a := range p.occupied {
				if slices.ContainsFunc(p.occupied[i+1:], a.Overlaps) {
					t.Errorf("%s, %s: label %d is on another", info.Name, l, i)
				}
			}
			if p.LabelsOmitted > 3 {
				t.Errorf("%s, %s: %d labels have no room", info.Name, l, p.LabelsOmitted)
			}
		}
	}
}

// Every message sent in the part shown has an arrow, or shares one, or is counted as left out.
func TestEveryMessageIsDrawnOrCounted(t *testing.T) {
	for _, info := range scenarios.Builtin() {
		for _, o := range []run.Options{{}, {From: time.Millisecond, To: 900 * plottest.Millisecond}} {
			run := plottest.RealRun(t, info.Name, 1)
			if o.To > run.End {
				continue
			}
			p := New(run, o)
			arrows := 0
			for _, m := range p.messages {
				arrows += 1 + len(m.others)
			}
			c := p.Omitted
			counted := arrows + c.Heartbeats + c.Entries + c.Replies + c.PreVotes + c.Votes + c.UnderWay
			if sent := len(p.messagesOf(p.From, p.To)); counted != sent || arrows > mostMessages {
				t.Errorf("%s from %v: %d arrows, %d counted of %d sent", info.Name, o.From, arrows, counted, sent)
			}
		}
	}
}

func TestSequenceFindings(t *testing.T) {
	for _, c := range []struct{ scenario, en string }{
		{"split-vote", "Term 2 ends 2–2; n3 wins term 3 with 3/5 votes"},
		{"leader-crash", "n4 asks for votes and wins term 2 with 3/5"},
		{"pre-vote", "A pre-vote for term 2 fails, and no term changes"},
		{"forgotten-vote", "One vote per term is violated: n2 voted for n1 and n3 in term 1 at 76 ms"},
	} {
		if got := New(plottest.RealRun(t, c.scenario, 1), run.Options{Lang: lang.English}).sequenceFinding(); got != c.en {
			t.Errorf("%s: %q, want %q", c.scenario, got, c.en)
		}
	}
}

func TestMessageWordsSayKindTermAndOutcome(t *testing.T) {
	p := New(plottest.RealRun(t, "split-vote", 1), run.Options{Lang: lang.English})
	words := map[string]bool{}
	for _, m := range p.messages {
		words[p.messageWords(m)[0]] = true
	}
	for _, want := range []string{"RequestVote, term 2", "RequestVote, term 2 · lost: n5 is down", "vote granted, term 2",
		"vote denied, term 2: voted for n1", "AppendEntries (1 entry), term 3"} {
		if !words[want] {
			t.Errorf("no message says %q among %v", want, words)
		}
	}
}

func TestMessagesLostTogetherShareAnArrow(t *testing.T) {
	r := plottest.NewRun(4, "")
	r.Now = 100 * plottest.Millisecond
	r.Turn(1, trace.Candidate, 1, trace.ElectionTimeout)
	for peer := range trace.NodeID(3) {
		r.Send(trace.RequestVote, 1, peer+2, 1, false, trace.Partition)
	}
	r.Now = 300 * plottest.Millisecond
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	p := New(r.Timeline(), run.Options{Lang: lang.English})
	if len(p.messages) != 1 || p.messageWords(p.messages[0])[0] != "RequestVote, term 1 to n2 n3 n4 · lost: partition" {
		t.Errorf("%d arrows: %q", len(p.messages), p.messageWords(p.messages[0]))
	}
}

func TestDescent(t *testing.T) {
	d := newDescent([]interval{{100, 200}, {150, 220}, {900, 1000}, {1000, 1000}}, 500, 100)
	if len(d.parts) != 1 { // less than a millisecond is not worth a cut
		t.Fatalf("parts %v", d.parts)
	}
	us := time.Microsecond
	d = newDescent([]interval{{10_000 * us, 20_000 * us}, {15_000 * us, 22_000 * us}, {90_000 * us, 100_000 * us}}, 500, 100)
	if want := []interval{{10_000 * us, 22_000 * us}, {90_000 * us, 100_000 * us}}; !slices.Equal(d.parts, want) {
		t.Fatalf("parts %v, want %v", d.parts, want)
	}
	last := d.y(0)
	for at := time.Duration(0); at < 110_000*us; at += 100 * us {
		if y := d.y(at); y > last || y < 100-1e-6 || y > 500 {
			t.Fatalf("%v is at %v, after %v", at, y, last)
		} else {
			last = y
		}
	}
	if got := d.breaks(); len(got) != 1 || got[0].long != 68_000*us || fmt.Sprintf("%.3f", float64(got[0].high-got[0].low)) != "34.000" {
		t.Errorf("breaks %+v", got)
	}
}
