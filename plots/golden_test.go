package plots

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/sim/lang"
)

var update = flag.Bool("update", false, "write the golden files and the gallery anew")

// golden compares text with a file of testdata, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is drawn now; look at the difference after `make golden`:\n%s", path, firstDifference(string(want), got))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, now %d", len(w), len(g))
}

// writtenDown writes a figure down: its size, the digest of its SVG, what it tells those who cannot see
// it, and every text with the place of its beginning. That can be reviewed; outlines cannot.
func writtenDown(t *testing.T, name string, seed uint64, o Options) string {
	t.Helper()
	run := realRun(t, name, seed)
	d, err := layOut(run, o)
	if err != nil {
		t.Fatal(err)
	}
	texts := textsOf(t, d)
	var svg, out bytes.Buffer
	if err := Draw(&svg, run, SVG, o); err != nil {
		t.Fatal(err)
	}
	s := d.page()
	fmt.Fprintf(&out, "%v of %s, seed %d, %s: %g by %g points\n", o.Kind, name, seed, o.Lang, float64(s.width), float64(s.height))
	fmt.Fprintf(&out, "SVG of %d bytes, SHA-256 %x\ntitle: %s\n%s\n", svg.Len(), sha256.Sum256(svg.Bytes()), s.title, s.desc)
	if f, ok := d.(*focus); ok {
		writeSeries(&out, f.part)
	}
	out.WriteString("texts:\n")
	for _, text := range texts {
		fmt.Fprintf(&out, "%6.1f %6.1f  %s\n", float64(text.box.x0), float64(text.box.y0), text.text)
	}
	return out.String()
}

// writeSeries writes down what a panel draws, as data: roles, timers that expired, votes.
func writeSeries(out *bytes.Buffer, p *panel) {
	fmt.Fprintf(out, "shown: %v to %v\n", p.from, p.to)
	for _, s := range p.t.Servers {
		for _, b := range s.Bands {
			if p.meets(b.From, b.To) {
				fmt.Fprintf(out, "%v %v term %d: %v to %v\n", s.Node, b.Role, b.Term, max(b.From, p.from), min(b.To, p.to))
			}
		}
		for _, timer := range s.Timers {
			if timer.Fired && p.shows(timer.To) {
				fmt.Fprintf(out, "%v timer of %v expires at %v\n", s.Node, timer.Timeout, timer.To)
			}
		}
	}
	for _, m := range p.t.Messages {
		if isVote(m.Kind) && p.meets(m.Sent, max(m.Ended, m.Sent+1)) {
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
			golden(t, fmt.Sprintf("%s-%v-%s.golden", c.scenario, c.o.Kind, c.o.Lang), writtenDown(t, c.scenario, 1, c.o))
		})
	}
}
