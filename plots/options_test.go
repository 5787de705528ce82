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

	"raftlab/sim/lang"
	"raftlab/sim/trace/timeline"
)

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	for want, o := range map[string]Options{
		"from 5s: outside the run, which ends at 900ms":      {From: 5 * time.Second},
		"to 2s: outside the run, which ends at 900ms":        {To: 2 * time.Second},
		"from 300ms to 200ms: ends before it begins":         {From: 300 * ms, To: 200 * ms},
		"from -1s: outside the run, which ends at 900ms":     {From: -time.Second},
		"election 4: the run has 3 elections (count from 1)": {Election: 4},
		"7 dots per inch: not between 24 and 1200":           {DPI: 7},
		"kind 99 is not a kind of figure":                    {Kind: 99},
	} {
		var file bytes.Buffer
		if err := Draw(&file, eventful(), SVG, o); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
		if file.Len() > 0 {
			t.Errorf("%q, but %d bytes are written", want, file.Len())
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	for _, k := range Kinds() {
		if got, err := KindOf(k.String()); got != k || err != nil {
			t.Errorf("%v: %v, %v", k, got, err)
		}
	}
	if _, err := KindOf("pie"); err == nil || !strings.Contains(err.Error(), "focus, timeline, terms, messages, states") {
		t.Errorf("pie: %v", err)
	}
}

// The part of the run that is shown.
func TestWindow(t *testing.T) {
	whole := Options{Kind: Timeline}
	for _, c := range []struct {
		name     string
		run      *timeline.Timeline
		o        Options
		from, to time.Duration // must be in the part shown
		most     time.Duration // that the part may last
	}{
		{"the crash and what followed", realRun(t, "leader-crash", 1), Options{}, 1000 * ms, 1178 * ms, 300 * ms},
		{"two leaders of one term", realRun(t, "forgotten-vote", 1), Options{}, 20 * ms, 121 * ms, 200 * ms},
		{"panels (a) to (d)", realRun(t, "figure-8", 1), Options{}, 222 * ms, 775 * ms, 700 * ms},
		{"the start", realRun(t, "cold-start", 1), Options{}, 0, 211 * ms, 400 * ms},
		{"pre-votes in vain", realRun(t, "pre-vote", 1), Options{}, 1500 * ms, 2020 * ms, 800 * ms},
		{"the last split and the end of it", realRun(t, "narrow-timeouts", 1), Options{}, 1870 * ms, 2208 * ms, 700 * ms},
		{"the first election", realRun(t, "leader-crash", 1), Options{Election: 1}, 188 * ms, 210 * ms, 100 * ms},
		{"what was asked for", realRun(t, "heal", 1), Options{From: 100 * ms, To: 200 * ms}, 100 * ms, 200 * ms, 100 * ms},
		{"from there to the end", realRun(t, "heal", 1), Options{From: 2 * time.Second}, 2 * time.Second, 2500 * ms, 500 * ms},
	} {
		from, to := windowOf(c.run, c.o)
		if from > c.from || to < c.to || to-from > c.most {
			t.Errorf("%s: %v to %v", c.name, from, to)
		}
	}
	if w := newWhole(eventful(), whole); w.part.from != 0 || w.part.to != 900*ms {
		t.Errorf("whole run: %v to %v", w.part.from, w.part.to)
	}
}

func TestDotsPerInch(t *testing.T) {
	for dpi, want := range map[int]int{0: 1600, 96: 1600, 192: 3200} {
		var file bytes.Buffer
		if err := Draw(&file, newRun(3, "").Timeline(), PNG, Options{DPI: dpi}); err != nil {
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
	for _, f := range []Format{SVG, PNG, PDF} {
		if err := Draw(full{}, eventful(), f, Options{}); err == nil {
			t.Errorf("format %d: no error", f)
		}
	}
}

func TestSVGIsWellFormed(t *testing.T) {
	run := eventful()
	run.Header.Scenario = `<&"'>`
	d := xml.NewDecoder(bytes.NewReader(drawn(t, run, SVG, lang.Chinese)))
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
	svg := string(drawn(t, eventful(), SVG, lang.English))
	for _, want := range []string{`role="img"`, "<title>Election safety is violated after 900 ms</title>",
		"<desc>everything: 5 servers", "term 2: split 2–2; term 3: won 3/5; then n4 leads term 3."} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q is not in the SVG", want)
		}
	}
}
