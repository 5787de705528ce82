package plots

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/plots/stats"
	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
)

var digestsFile = flag.String("digests", "", "write the digests of runs, trials and pictures to this file")

// TestDigests writes a line for every built-in scenario on both engines, every study, and every picture of the
// gallery in every format. make arm64 compares what two processors write.
func TestDigests(t *testing.T) {
	if *digestsFile == "" {
		t.Skip("only with -digests FILE (make arm64)")
	}
	var lines bytes.Buffer
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		for _, info := range scenarios.Builtin() {
			fmt.Fprintf(&lines, "run %s %s %s\n", info.Name, e.Name(), runDigest(t, e, info.Name))
		}
		for _, info := range scenarios.Studies() {
			fmt.Fprintf(&lines, "trials %s %s %x\n", info.Name, e.Name(), trialsDigest(t, e, info.Name))
		}
	}
	for _, x := range exhibits {
		for _, format := range []page.Format{page.SVG, page.PNG, page.PDF} {
			digest := sha256.New()
			if err := Draw(digest, plottest.RealRun(t, x.scenario, 1), format, x.o); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&lines, "picture %s %d %x\n", x.file, format, digest.Sum(nil))
		}
	}
	for _, kind := range TrialKinds() {
		for _, format := range []Format{SVG, PNG, PDF} {
			digest := sha256.New()
			if err := DrawTrials(digest, trialsToDraw(), format, Options{Kind: kind}); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&lines, "figure %v %d %x\n", kind, format, digest.Sum(nil))
		}
	}
	if err := os.WriteFile(*digestsFile, lines.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runDigest returns the digest of a trace, or why the engine cannot run the scenario.
func runDigest(t *testing.T, e engine.Engine, name string) string {
	s, err := scenarios.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	var file bytes.Buffer
	w, err := trace.NewWriter(&file, &trace.Header{Scenario: name, Seed: 1, Engine: e.Name(), Nodes: script.Cluster.Nodes})
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.New(e).Run(&script, 1, w); err != nil {
		return err.Error()
	}
	digest, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

func trialsDigest(t *testing.T, e engine.Engine, name string) [32]byte {
	s, err := scenarios.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	measure, err := s.Measured()
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	plan := trials.Plan{Engine: e, Script: &script, From: measure.From, Seed: 1, Last: 200}
	result, err := trials.Run(context.Background(), &plan, trials.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(text)
}

// trialsToDraw is data that every figure of trials can draw: two settings of ten values each.
func trialsToDraw() *stats.Data {
	d := &stats.Data{Words: stats.Words{Title: "What was found", X: "setting", Y: "share"}}
	for i := range 2 {
		line, series, curve := stats.Line{}, stats.Series{}, stats.Curve{}
		line.Name = fmt.Sprintf("setting %d", i)
		series.Name, curve.Name = line.Name, line.Name
		for k := range 10 {
			wait := time.Duration(150+17*k*(i+1)) * time.Millisecond
			line.Values = append(line.Values, stats.Bucket{Value: wait, Count: uint64(1 + k%3)})
			series.Points = append(series.Points, stats.Trials{X: float64(k), K: uint64(k), N: 30})
			curve.Points = append(curve.Points, stats.OutagePoint{Setting: time.Duration(k+1) * time.Millisecond, Mean: wait, P50: wait, P99: 2 * wait})
		}
		d.Lines, d.Series, d.Curves = append(d.Lines, line), append(d.Series, series), append(d.Curves, curve)
	}
	return d
}

// Every kind is in the registry once, for a run or for trials, and each figure of trials can be drawn.
func TestRegistry(t *testing.T) {
	names := map[string]bool{}
	for _, k := range append(Kinds(), TrialKinds()...) {
		if names[k.String()] || k.About() == "" {
			t.Errorf("%v is there twice, or says nothing", k)
		}
		names[k.String()] = true
	}
	if len(names) != len(kinds) {
		t.Errorf("%d names for %d kinds", len(names), len(kinds))
	}
	for _, k := range TrialKinds() {
		if err := DrawTrials(io.Discard, trialsToDraw(), SVG, Options{Kind: k}); err != nil {
			t.Errorf("%v: %v", k, err)
		}
		if err := DrawTrials(io.Discard, &stats.Data{}, SVG, Options{Kind: k}); err == nil {
			t.Errorf("%v is drawn of nothing", k)
		}
	}
	if err := DrawTrials(io.Discard, trialsToDraw(), SVG, Options{Kind: Terms}); err == nil {
		t.Error("terms are drawn of trials")
	}
}
