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

	"raftlab/plots/page"
	"raftlab/plots/plottest"
	"raftlab/scenarios"
	scenariorun "raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/shard"
	"raftlab/sim/trace"
	"raftlab/sim/trials"
	"raftlab/sim/trials/report"
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
	family := trialsToDraw(t)
	for _, kind := range TrialKinds() {
		for _, format := range []Format{SVG, PNG, PDF} {
			digest := sha256.New()
			if err := DrawTrials(digest, family, format, Options{Kind: kind}); err != nil {
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

// trialsToDraw are trials that every figure of trials can draw: two timeouts on two networks.
func trialsToDraw(t *testing.T) *report.Family {
	t.Helper()
	request := scenariorun.Request{Word: "leader-crash", Seed: 1, Engine: textbook.Engine{}}
	lines, err := scenariorun.Lines(request, []string{"network.latency=2ms-8ms,5ms-25ms", "election_timeout=150ms-200ms,150ms-300ms"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	file := trials.NewFile("textbook", 1, 200, shard.Shard{})
	family, err := scenariorun.NewFamily(lines, file, nil, scenariorun.Command{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		plan, err := lines[i].Plan(1, 0, 200)
		if err != nil {
			t.Fatal(err)
		}
		result, err := trials.Run(t.Context(), plan, trials.Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		family.File.Add(lines[i].Saved(result))
	}
	return family
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
	family := trialsToDraw(t)
	for _, k := range TrialKinds() {
		if err := DrawTrials(io.Discard, family, SVG, Options{Kind: k}); err != nil {
			t.Errorf("%v: %v", k, err)
		}
		if err := DrawTrials(io.Discard, &report.Family{File: &trials.File{}}, SVG, Options{Kind: k}); err == nil {
			t.Errorf("%v is drawn of nothing", k)
		}
	}
	if err := DrawTrials(io.Discard, family, SVG, Options{Kind: Terms}); err == nil {
		t.Error("terms are drawn of trials")
	}
}
