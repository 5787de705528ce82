package scenarios_test

import (
	"context"
	"math"
	"slices"
	"testing"
	"time"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// tried runs a study with settings, and returns what was published beside what it shows.
func tried(t *testing.T, e engine.Engine, name string, n uint64, settings ...string) ([]study.Row, *trials.Result, []time.Duration) {
	t.Helper()
	if testing.Short() {
		t.Skip("many trials")
	}
	s, err := scenarios.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Set(settings); err != nil {
		t.Fatal(err)
	}
	measure, err := s.Measured()
	if err != nil {
		t.Fatal(err)
	}
	script := s.Script()
	var durations []time.Duration
	plan := trials.Plan{Engine: e, Script: &script, From: measure.From, Seed: 1, Last: n}
	result, err := trials.Run(context.Background(), &plan, trials.Options{Workers: 2, Samples: func(block []trials.Trial) error {
		for i := range block {
			durations = append(durations, block[i].Duration)
		}
		return nil
	}})
	if err != nil || result.Finished != n || result.Broken+result.Ended > 0 {
		t.Fatalf("%s: %d of %d finished, %d broken: %v", name, result.Finished, n, result.Broken+result.Ended, err)
	}
	return study.ByName(name).Compare(s.Parameters(), result), result, durations
}

// Mean and published quantiles of the wider ranges are within a tenth.
func TestFigure16(t *testing.T) {
	for _, timeouts := range []string{"150ms-155ms", "150ms-175ms", "150ms-200ms", "150ms-300ms"} {
		rows, _, _ := tried(t, textbook.Engine{}, "figure-16", 20_000, "election_timeout="+timeouts)
		if len(rows) != 9 {
			t.Fatalf("%s: %d rows", timeouts, len(rows))
		}
		for _, row := range rows {
			if off := row.Measured/row.Published - 1; math.Abs(off) > 0.1 {
				t.Errorf("%s: %s is %.1f ms, published %.1f: off by %.1f %%", timeouts, row.What.EN, row.Measured, row.Published, 100*off)
			}
		}
	}
}

// The measured rate of split votes is within four standard errors of the formula.
func TestSplitVoteTheory(t *testing.T) {
	const n = 10_000
	for _, nodes := range []string{"3", "5", "7", "9"} {
		for _, latency := range []string{"15ms", "30ms"} {
			rows, _, _ := tried(t, textbook.Engine{}, "split-vote-theory", n, "nodes="+nodes, "network.latency="+latency)
			p, measured := rows[0].Published/100, rows[0].Measured/100
			if most := 4 * math.Sqrt(p*(1-p)/n); math.Abs(measured-p) > most {
				t.Errorf("%s servers, %s: %.4f, in theory %.4f ± %.4f", nodes, latency, measured, p, most)
			}
		}
	}
}

// Both engines agree with theory within a hundredth, and with each other by the test of Kolmogorov and
// Smirnov at 99 %.
func TestCommonJob(t *testing.T) {
	const n = 20_000
	var samples [2][]time.Duration
	for i, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		rows, _, durations := tried(t, e, "common-job", n)
		if off := rows[0].Measured/rows[0].Published - 1; math.Abs(off) > 0.01 {
			t.Errorf("%s: mean %.2f ms, in theory %.2f", e.Name(), rows[0].Measured, rows[0].Published)
		}
		samples[i] = durations
	}
	if d, most := distance(samples[0], samples[1]), 1.628*math.Sqrt(2.0/n); d > most {
		t.Errorf("the distributions of the engines are %.4f apart, more than %.4f", d, most)
	}
}

// distance is the greatest difference of two distribution functions.
func distance(a, b []time.Duration) (most float64) {
	slices.Sort(a)
	slices.Sort(b)
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x := min(a[i], b[j])
		for i < len(a) && a[i] == x {
			i++
		}
		for j < len(b) && b[j] == x {
			j++
		}
		most = max(most, math.Abs(float64(i)/float64(len(a))-float64(j)/float64(len(b))))
	}
	return most
}
