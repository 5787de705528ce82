package plots

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	for want, o := range map[string]Options{
		"from 5s: outside the run, which ends at 900ms":      {From: 5 * time.Second},
		"to 2s: outside the run, which ends at 900ms":        {To: 2 * time.Second},
		"from 300ms to 200ms: ends before it begins":         {From: 300 * plottest.Millisecond, To: 200 * plottest.Millisecond},
		"from -1s: outside the run, which ends at 900ms":     {From: -time.Second},
		"election 4: the run has 3 elections (count from 1)": {Election: 4},
		"7 dots per inch: not between 24 and 1200":           {DPI: 7},
		"kind 99 is not a kind of figure":                    {Kind: 99},
	} {
		var file bytes.Buffer
		if err := Draw(&file, plottest.Eventful(), page.SVG, o); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
		if file.Len() > 0 {
			t.Errorf("%q, but %d bytes are written", want, file.Len())
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	for _, k := range Kinds() {
		if got, err := KindOf(k.String(), Kinds()); got != k || err != nil {
			t.Errorf("%v: %v, %v", k, got, err)
		}
	}
	if _, err := KindOf("pie", Kinds()); err == nil || !strings.Contains(err.Error(), "focus, timeline, terms, messages, states") {
		t.Errorf("pie: %v", err)
	}
}

// The part of the run that is shown.
func TestWindow(t *testing.T) {
	for _, c := range []struct {
		name     string
		run      *timeline.Timeline
		o        run.Options
		from, to time.Duration // must be in the part shown
		most     time.Duration // that the part may last
	}{
		{"the crash and what followed", plottest.RealRun(t, "leader-crash", 1), run.Options{}, 1000 * plottest.Millisecond, 1178 * plottest.Millisecond, 300 * plottest.Millisecond},
		{"two leaders of one term", plottest.RealRun(t, "forgotten-vote", 1), run.Options{}, 20 * plottest.Millisecond, 121 * plottest.Millisecond, 200 * plottest.Millisecond},
		{"panels (a) to (d)", plottest.RealRun(t, "figure-8", 1), run.Options{}, 222 * plottest.Millisecond, 775 * plottest.Millisecond, 700 * plottest.Millisecond},
		{"the start", plottest.RealRun(t, "cold-start", 1), run.Options{}, 0, 211 * plottest.Millisecond, 400 * plottest.Millisecond},
		{"pre-votes in vain", plottest.RealRun(t, "pre-vote", 1), run.Options{}, 1500 * plottest.Millisecond, 2020 * plottest.Millisecond, 800 * plottest.Millisecond},
		{"the last split and the end of it", plottest.RealRun(t, "narrow-timeouts", 1), run.Options{}, 1870 * plottest.Millisecond, 2208 * plottest.Millisecond, 700 * plottest.Millisecond},
		{"the first election", plottest.RealRun(t, "leader-crash", 1), run.Options{Election: 1}, 188 * plottest.Millisecond, 210 * plottest.Millisecond, 100 * plottest.Millisecond},
		{"what was asked for", plottest.RealRun(t, "heal", 1), run.Options{From: 100 * plottest.Millisecond, To: 200 * plottest.Millisecond}, 100 * plottest.Millisecond, 200 * plottest.Millisecond, 100 * plottest.Millisecond},
		{"from there to the end", plottest.RealRun(t, "heal", 1), run.Options{From: 2 * time.Second}, 2 * time.Second, 2500 * plottest.Millisecond, 500 * plottest.Millisecond},
	} {
		from, to := run.WindowOf(c.run, c.o)
		if from > c.from || to < c.to || to-from > c.most {
			t.Errorf("%s: %v to %v", c.name, from, to)
		}
	}
}

func TestDotsPerInch(t *testing.T) {
	for dpi, want := range map[int]int{0: 1600, 96: 1600, 192: 3200} {
		var file bytes.Buffer
		if err := Draw(&file, plottest.NewRun(3, "").Timeline(), page.PNG, Options{DPI: dpi}); err != nil {
			t.Fatal(err)
		}
		if config, err := png.DecodeConfig(&file); err != nil || config.Width != want {
			t.Errorf("%d dots per inch: %d dots wide, %v", dpi, config.Width, err)
		}
	}
}

// full is a target without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFullTargetIsAnError(t *testing.T) {
	for _, f := range []page.Format{page.SVG, page.PNG, page.PDF} {
		if err := Draw(full{}, plottest.Eventful(), f, Options{}); err == nil {
			t.Errorf("format %d: no error", f)
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	run := plottest.Eventful()
	run.Header.Scenario = `<&"'>`
	d := xml.NewDecoder(bytes.NewReader(drawn(t, run, page.SVG, lang.Chinese)))
	for elements := 0; ; elements++ {
		if _, err := d.Token(); err == io.EOF {
			if elements < 500 {
				t.Errorf("only %d tokens", elements)
			}
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestSVGSaysWhatItShows(t *testing.T) {
	svg := string(drawn(t, plottest.Eventful(), page.SVG, lang.English))
	for _, want := range []string{`role="img"`, "<title>Election safety is violated after 900 ms</title>",
		"<desc>everything: 5 servers", "term 2: split 2–2; term 3: won 3/5; then n4 leads term 3."} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in the SVG", want)
		}
	}
}
