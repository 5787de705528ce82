package plots

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// writtenDown writes a figure down: its size, the digest of its SVG, what it tells those who cannot see
// it, and every text with the place of its beginning. That can be reviewed; outlines cannot.
func writtenDown(t *testing.T, name string, seed uint64, o Options) string {
	t.Helper()
	shown := plottest.RealRun(t, name, seed)
	d, err := layOut(shown, o)
	if err != nil {
		t.Fatal(err)
	}
	texts := plottest.TextsOf(t, d)
	var svg, out bytes.Buffer
	if err := Draw(&svg, shown, page.SVG, o); err != nil {
		t.Fatal(err)
	}
	s := d.Sheet()
	fmt.Fprintf(&out, "%v of %s, seed %d, %s: %g by %g points\n", o.Kind, name, seed, o.Lang, float64(s.Width), float64(s.Height))
	fmt.Fprintf(&out, "SVG of %d bytes, SHA-256 %x\ntitle: %s\n%s\n", svg.Len(), sha256.Sum256(svg.Bytes()), s.Heading, s.Description)
	if o.Kind == Focus {
		from, to := run.WindowOf(shown, run.Options{})
		writeSeries(&out, shown, diagnosis.Window{From: from, To: to})
	}
	out.WriteString("texts:\n")
	for _, text := range texts {
		fmt.Fprintf(&out, "%6.1f %6.1f  %s\n", float64(text.Box.X0), float64(text.Box.Y0), text.Text)
	}
	return out.String()
}

// writeSeries writes down what a part of a run shows, as data: roles, timers that expired, votes.
func writeSeries(out *bytes.Buffer, run *timeline.Timeline, p diagnosis.Window) {
	fmt.Fprintf(out, "shown: %v to %v\n", p.From, p.To)
	for _, s := range run.Servers {
		for _, b := range s.Bands {
			if p.Meets(b.From, b.To) {
				fmt.Fprintf(out, "%v %v term %d: %v to %v\n", s.Node, b.Role, b.Term, max(b.From, p.From), min(b.To, p.To))
			}
		}
		for _, timer := range s.Timers {
			if timer.Fired && p.Shows(timer.To) {
				fmt.Fprintf(out, "%v timer of %v expires at %v\n", s.Node, timer.Timeout, timer.To)
			}
		}
	}
	for _, m := range run.Messages {
		if (m.Kind == trace.RequestVote || m.Kind == trace.VoteReply || m.Kind == trace.TimeoutNow) && p.Meets(m.Sent, max(m.Ended, m.Sent+1)) {
			fmt.Fprintf(out, "%v from %v to %v, granted %t, fate %d: %v to %v\n", m.Kind, m.From, m.To, m.Granted, m.Fate, m.Sent, m.Ended)
		}
	}
}

func TestGoldenFigures(t *testing.T) {
	for _, c := range []struct {
		scenario string
		o        Options
	}{
		{"leader-crash", Options{Kind: Focus, Lang: lang.English}},
		{"split-vote", Options{Kind: Timeline, Lang: lang.English}},
		{"figure-8", Options{Kind: Focus, Lang: lang.Chinese}},
		{"forgotten-vote", Options{Kind: Focus, Lang: lang.English}},
		{"check-quorum", Options{Kind: Focus, Lang: lang.English}},
	} {
		t.Run(c.scenario, func(t *testing.T) {
			c.o.Command = "raftlab run " + c.scenario + " --seed 1 --plot figure.svg"
			plottest.Golden(t, fmt.Sprintf("%s-%v-%s.golden", c.scenario, c.o.Kind, c.o.Lang), writtenDown(t, c.scenario, 1, c.o))
		})
	}
}
