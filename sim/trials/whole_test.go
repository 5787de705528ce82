package trials_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/guarded/testdata/bomb"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
	"raftlab/sim/trials"
)

func whole(runs uint64) *trials.Whole {
	plan := crash(700 * ms)
	return &trials.Whole{Engine: textbook.Engine{}, Script: plan, Header: trace.Header{Nodes: plan.Cluster.Nodes},
		Seed: func(number uint64) uint64 { return 5 + number }, Runs: runs}
}

// Every number is run once and to the end, with its own seed, and is the run of that seed.
func TestEachRunIsTheRunOfItsSeed(t *testing.T) {
	seen := map[uint64]*timeline.Timeline{}
	var mutex sync.Mutex
	err := whole(40).Each(context.Background(), trials.Options{Workers: 3}, func(number uint64, run *timeline.Timeline) {
		mutex.Lock()
		defer mutex.Unlock()
		if seen[number] != nil {
			t.Errorf("run %d comes twice", number)
		}
		seen[number] = run
	})
	if err != nil || len(seen) != 40 {
		t.Fatalf("%d runs: %v", len(seen), err)
	}
	for number, run := range seen {
		builder := timeline.NewBuilder(trace.Header{Nodes: 5})
		if err := sim.New(textbook.Engine{}).Run(crash(700*ms), 5+number, builder); err != nil {
			t.Fatal(err)
		}
		if alone := builder.Timeline(); uint64(run.Header.Seed) != 5+number || run.Events != alone.Events || run.End != 700*ms {
			t.Errorf("run %d has seed %d, %d events and ends at %v; alone it has %d events", number, run.Header.Seed, run.Events, run.End, alone.Events)
		}
	}
}

func TestRunsAreGivenUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	visited := 0
	w := whole(1_000_000)
	w.Script.Until = time.Hour
	w.Script.MaxEvents = 1 << 40
	w.Runs = 1
	cancel()
	if err := w.Each(ctx, trials.Options{}, func(uint64, *timeline.Timeline) { visited++ }); !errors.Is(err, context.Canceled) || visited != 0 {
		t.Errorf("%d runs were shown: %v", visited, err)
	}
	w.Script.Until = -1
	if err := w.Each(context.Background(), trials.Options{}, nil); err == nil {
		t.Error("an invalid script is run")
	}
}

// A server that panics ends, and the run goes to its end without it.
func TestAPanicIsTheEndOfAServerOfAWholeRun(t *testing.T) {
	runs := whole(20)
	runs.Engine = bomb.Engine{}
	runs.Script.Steps = []script.Step{{At: 500 * ms, Do: script.ProposeAction{Command: "x", Count: 6}}}
	var ended atomic.Int64
	err := runs.Each(t.Context(), trials.Options{Workers: 2}, func(_ uint64, run *timeline.Timeline) {
		for i := range run.Servers {
			if strings.HasPrefix(run.Servers[i].EndedWhy, "panic: ") {
				ended.Add(1)
			}
		}
	})
	if err != nil || ended.Load() == 0 {
		t.Errorf("%d servers ended: %v", ended.Load(), err)
	}
}
