package main

import (
	"context"
	"errors"
	"runtime/debug"
	"sync/atomic"

	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
	"raftlab/sim/trials/report"
	"raftlab/sim/trials/study"
)

// lines makes the simulations to try. A study that varies nothing by itself, and has no settings of its own, varies
// what was varied where it was published; its engine is the one that repeats it best, unless another was chosen.
func (o *trialsOptions) lines() (*study.Study, []run.Line, error) {
	published := study.ByName(o.word)
	if published != nil && len(o.vary) == 0 && len(o.overrides) == 0 && len(o.steps) == 0 {
		o.vary = published.Vary
	}
	if published != nil && published.Engine != "" && !o.engineGiven {
		if err := o.engine.Set(published.Engine); err != nil {
			return nil, nil, err
		}
	}
	lines, err := run.Lines(o.request(), o.vary, o.readScenario)
	if err != nil {
		return nil, nil, err
	}
	o.word = lines[0].Word
	if len(o.steps) > 0 {
		published = nil // nobody published what these steps bring
	}
	return published, lines, nil
}

// request returns which runs are wanted; each trial has a seed of its own.
func (o *trialsOptions) request() run.Request {
	return run.Request{Word: o.word, Overrides: o.overrides, Steps: o.steps, Seed: run.DefaultSeed, Engine: o.engine.Engine}
}

// The etcd library makes garbage with every message. The garbage collector waits until the heap has grown to
// nine times what is in use, which is a world per worker, and no longer than memory allows.
const (
	gcPercent       = 800
	memory          = 48 << 20 // bytes
	memoryPerWorker = 8 << 20
)

// runLines runs the trials of all lines. What is done when it is interrupted is in the report.
func (o *trialsOptions) runLines(ctx context.Context, lines []run.Line, family *report.Family, files *trialFiles) error {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memory + memoryPerWorker*int64(o.workers))
	first, last := o.shard.Range(o.number)
	done := new(atomic.Uint64)
	stop := o.showProgress(done, (last-first)*uint64(len(lines)), lang.Text{EN: "trials", ZH: "试验"})
	defer stop()
	for i := range lines {
		plan, err := lines[i].Plan(o.seed.value, first, last)
		if err != nil {
			return err
		}
		result, err := trials.Run(ctx, plan, trials.Options{Workers: o.workers, Done: done, Samples: files.sampler()})
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		family.File.Add(lines[i].Saved(result))
		if err != nil {
			family.Partial = true
			return errInterrupted
		}
	}
	return nil
}
