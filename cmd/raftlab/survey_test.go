package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"raftlab/scenarios/run"
	"raftlab/scenarios/survey"
	"raftlab/sim/lang"
)

// An interrupt prints what there is, and that it is not all.
func TestInterruptedSurvey(t *testing.T) {
	var printed strings.Builder
	c := &console{out: newBufferedOutput(&printed, "nowhere"), err: io.Discard, lang: lang.English}
	o := runOptions{console: c, word: "leader-crash", engine: engineFlag{Engine: run.DefaultEngine()}}
	simulation, err := o.open(o.request())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &survey.Survey{Lines: []run.Line{{Simulation: simulation}}, Runs: mostSeeds, Workers: 2, Command: simulation.Command(),
		Seed: func(number uint64) uint64 {
			if number == 50 {
				cancel()
			}
			return number
		}}
	if err := c.survey(ctx, s, textFormat); !errors.Is(err, errInterrupted) {
		t.Fatalf("error %v", err)
	}
	c.out.Flush()
	if got := printed.String(); !strings.Contains(got, "PARTIAL: interrupted after ") || !strings.Contains(got, "    held in 100 % of ") {
		t.Errorf("it printed\n%s", got)
	}
}
