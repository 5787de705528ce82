package plots

import (
	"testing"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

func checkTexts(t *testing.T, run *timeline.Timeline, o Options) {
	d, err := layOut(run, o)
	if err != nil {
		t.Fatal(err)
	}
	texts := plottest.TextsOf(t, d)
	if len(texts) < 10 {
		t.Errorf("only %d texts", len(texts))
	}
	for _, pair := range plottest.Collisions(d.Sheet(), texts) {
		t.Errorf("%q at %.0f is on %q at %.0f", pair[0].Text, pair[0].Box, pair[1].Text, pair[1].Box)
	}
}

// timelines are the kinds that have lanes; the tests of the others are with them.
var timelines = []Kind{Focus, Timeline}

func TestNoTextIsOnAnother(t *testing.T) { forEveryFigure(t, timelines, checkTexts) }

// The same where it is crowded: many servers, other seeds, a run of a minute, and all there is.
func TestNoTextIsOnAnotherInCrowds(t *testing.T) {
	for name, run := range map[string]*timeline.Timeline{
		"seven":      plottest.RealRun(t, "split-vote", 1, "nodes=7"),
		"nine":       plottest.RealRun(t, "leader-crash", 3, "nodes=9"),
		"fifteen":    plottest.RealRun(t, "leader-crash", 3, "nodes=15"),
		"other seed": plottest.RealRun(t, "figure-8", 7),
		"rejoin":     plottest.RealRun(t, "disruptive-rejoin", 5),
		"eventful":   plottest.Eventful(),
		"crowd":      plottest.Crowd(60, 10_000),
	} {
		for _, kind := range Kinds() {
			for _, l := range []lang.Lang{lang.English, lang.Chinese} {
				t.Run(name+"/"+kind.String()+"/"+string(l), func(t *testing.T) {
					checkTexts(t, run, Options{Kind: kind, Lang: l, Command: "raftlab run everything"})
				})
			}
		}
	}
}

// The same for parts of a run of every length, down to less than a message takes.
func TestNoTextIsOnAnotherInAnyPart(t *testing.T) {
	for _, name := range []string{"figure-8", "disruptive-rejoin"} {
		run := plottest.RealRun(t, name, 1)
		for length := run.End; length > 100*time.Microsecond; length /= 3 {
			for _, kind := range []Kind{Focus, Timeline} {
				from := min(490*plottest.Millisecond, run.End-length)
				checkTexts(t, run, Options{Kind: kind, Lang: lang.English, From: from, To: from + length})
			}
		}
	}
}

func TestCollisionsAreSeen(t *testing.T) {
	s := &page.Page{Width: 100, Height: 100}
	a, b := plottest.Written{Box: page.NewRect(10, 10, 30, 20), Text: "a"}, plottest.Written{Box: page.NewRect(28, 15, 40, 25), Text: "b"}
	if len(plottest.Collisions(s, []plottest.Written{a, b})) != 1 || len(plottest.Collisions(s, []plottest.Written{{Box: page.NewRect(90, 0, 101, 9), Text: "c"}})) != 1 {
		t.Error("texts on each other, or off the page, are not seen")
	}
}
