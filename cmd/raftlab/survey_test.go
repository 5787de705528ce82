package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

func TestHeldShareReadsAsAllOnlyIfItIsAll(t *testing.T) {
	for _, test := range []struct {
		part, whole uint64
		want        string
	}{{293, 300, "97.7 %"}, {300, 300, "100 %"}, {0, 300, "0 %"}, {2999, 3000, "99.97 %"}, {999_999, 1_000_000, "99.9999 %"},
		{1, 3000, "0.03 %"}, {1, 2, "50.0 %"}, {0, 0, "0 %"}} {
		if got := heldShare(test.part, test.whole); got != test.want {
			t.Errorf("%d of %d is %s, want %s", test.part, test.whole, got, test.want)
		}
	}
}

// An interrupt prints what there is, and that it is not all.
func TestInterruptedSurvey(t *testing.T) {
	var printed strings.Builder
	c := &console{out: newOutput(&printed, "nowhere"), err: io.Discard, lang: lang.English}
	o := runOptions{console: c, word: "leader-crash", engine: engineFlag{run.DefaultEngine()}}
	simulation, err := o.open(o.request())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &survey{console: c, lines: []surveyLine{{Simulation: simulation}}, runs: mostSeeds, workers: 2, command: simulation.Command(),
		seed: func(number uint64) uint64 {
			if number == 50 {
				cancel()
			}
			return number
		}}
	if err := s.tell(ctx, textFormat); !errors.Is(err, errInterrupted) {
		t.Fatalf("error %v", err)
	}
	c.out.Flush()
	if got := printed.String(); !strings.Contains(got, "PARTIAL: interrupted after ") || !strings.Contains(got, "    held in 100 % of ") {
		t.Errorf("it printed\n%s", got)
	}
}
