package plots

import (
	"testing"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

// written is a text on a page.
type written struct {
	box  area
	text string
}

// textsOf draws a figure and returns all texts on it.
func textsOf(t testing.TB, d drawing) (list []written) {
	t.Helper()
	s := d.page()
	s.Canvas = newSVG(s.width, s.height)
	s.watch = func(_ lettering, box area, text string) { list = append(list, written{box, text}) }
	d.draw()
	return list
}

// collisions returns the pairs of texts that share a place, and the texts that leave the page.
func collisions(s *sheet, texts []written) (bad [][2]written) {
	const touch = 0.5 // points
	for i, a := range texts {
		if a.box.x0 < 0 || a.box.x1 > s.width || a.box.y0 < 0 || a.box.y1 > s.height {
			bad = append(bad, [2]written{a, {text: "the edge of the page"}})
		}
		for _, b := range texts[i+1:] {
			smaller := area{b.box.x0 + touch, b.box.y0 + touch, b.box.x1 - touch, b.box.y1 - touch}
			if a.box.overlaps(smaller) {
				bad = append(bad, [2]written{a, b})
			}
		}
	}
	return bad
}

func checkTexts(t *testing.T, run *timeline.Timeline, o Options) {
	d, err := layOut(run, o)
	if err != nil {
		t.Fatal(err)
	}
	texts := textsOf(t, d)
	if len(texts) < 10 {
		t.Errorf("only %d texts", len(texts))
	}
	for _, pair := range collisions(d.page(), texts) {
		t.Errorf("%q at %.0f is on %q at %.0f", pair[0].text, pair[0].box, pair[1].text, pair[1].box)
	}
}

// timelines are the kinds that have lanes; the tests of the others are with them.
var timelines = []Kind{Focus, Timeline}

func TestNoTextIsOnAnother(t *testing.T) { forEveryFigure(t, timelines, checkTexts) }

// The same where it is crowded: many servers, other seeds, a run of a minute, and all there is.
func TestNoTextIsOnAnotherInCrowds(t *testing.T) {
	for name, run := range map[string]*timeline.Timeline{
		"seven":      realRun(t, "split-vote", 1, "nodes=7"),
		"nine":       realRun(t, "leader-crash", 3, "nodes=9"),
		"fifteen":    realRun(t, "leader-crash", 3, "nodes=15"),
		"other seed": realRun(t, "figure-8", 7),
		"rejoin":     realRun(t, "disruptive-rejoin", 5),
		"eventful":   eventful(),
		"crowd":      crowd(60, 10_000),
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
		run := realRun(t, name, 1)
		for length := run.End; length > 100*time.Microsecond; length /= 3 {
			for _, kind := range []Kind{Focus, Timeline} {
				from := min(490*ms, run.End-length)
				checkTexts(t, run, Options{Kind: kind, Lang: lang.English, From: from, To: from + length})
			}
		}
	}
}

func TestCollisionsAreSeen(t *testing.T) {
	s := &sheet{width: 100, height: 100}
	a, b := written{area{10, 10, 30, 20}, "a"}, written{area{28, 15, 40, 25}, "b"}
	if len(collisions(s, []written{a, b})) != 1 || len(collisions(s, []written{{area{90, 0, 101, 9}, "c"}})) != 1 {
		t.Error("texts on each other, or off the page, are not seen")
	}
}
