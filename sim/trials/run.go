package trials

import (
	"context"
	"sync"
	"sync/atomic"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// MaxTrials is how many trials can be asked for. Nobody waits for more.
const MaxTrials = 1_000_000_000_000

// Plan is what to repeat: trials First to Last-1 of a script. A trial is a function of the engine, the
// script, the interval, the seed and its number.
type Plan struct {
	Engine      engine.Engine
	Script      *script.Script
	From        trace.Fault // what begins the interval that the next leader ends; 0: the start. Of crashes, the first of a leader
	Seed        uint64
	First, Last uint64
}

// Options are how to run. They do not change the result.
type Options struct {
	Workers int            // goroutines, each with a world; below 1 counts as 1
	Done    *atomic.Uint64 // counts the trials that are done; may be nil
	// Samples is given all trials in the order of their numbers, some at a time, if it is not nil. What it
	// is given is used again.
	Samples func(trials []Trial) error
}

// Run runs the trials. If the context ends it returns those done so far, with the context's error. Any
// other error is that of an invalid script or of Samples, and then there is no result.
func Run(ctx context.Context, plan *Plan, options Options) (*Result, error) {
	if err := plan.Script.Validate(); err != nil {
		return nil, err
	}
	workers := max(options.Workers, 1)
	r := &run{plan: plan, options: options, block: blockSize(plan.Last-plan.First, workers)}
	r.turn.cond = sync.NewCond(&r.turn.Mutex)
	stop := context.AfterFunc(ctx, func() { r.stop(nil) })
	defer stop()
	results := make([]*Result, workers)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() { results[i] = r.work() })
	}
	group.Wait()
	if r.err != nil {
		return nil, r.err
	}
	for _, other := range results[1:] {
		results[0].Merge(other)
	}
	return results[0], ctx.Err()
}

// blockSize is how many trials a worker takes at a time: few enough that all workers end together.
func blockSize(trials uint64, workers int) uint64 {
	return min(max(trials/uint64(workers)/16, 1), 1024)
}

// run is a plan under way.
type run struct {
	plan    *Plan
	options Options
	block   uint64
	next    atomic.Uint64 // number of the next block
	stopped atomic.Bool
	turn    struct {
		sync.Mutex
		cond  *sync.Cond
		block uint64 // whose samples are due
	}
	err error // guarded by turn
}

// stop makes all workers stop after their present trial.
func (r *run) stop(err error) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.stopped.Store(true)
	r.turn.cond.Broadcast()
}

// work takes blocks of trials until there are none.
func (r *run) work() *Result {
	result := NewResult()
	m, err := r.measurement(r.plan.Engine)
	if err != nil {
		r.stop(err)
		return result
	}
	var samples []Trial
	for {
		block := r.next.Add(1) - 1
		first := r.plan.First + block*r.block
		if first >= r.plan.Last || r.stopped.Load() {
			return result
		}
		samples = samples[:0]
		for number := first; number < min(first+r.block, r.plan.Last) && !r.stopped.Load(); number++ {
			m = r.try(m, number)
			result.Add(&m.trial)
			if r.options.Done != nil {
				r.options.Done.Add(1)
			}
			if r.options.Samples != nil {
				samples = append(samples, m.trial)
			}
		}
		if r.options.Samples != nil {
			r.deliver(block, samples)
		}
	}
}

// measurement returns one that is prepared for the script. Where a server panics before the trials begin, its calls are guarded.
func (r *run) measurement(e engine.Engine) (m *measurement, err error) {
	defer func() {
		if recover() != nil {
			m, err = prepared(guarded.Engine(e), r.plan)
		}
	}()
	return prepared(e, r.plan)
}

func prepared(e engine.Engine, plan *Plan) (*measurement, error) {
	m := newMeasurement(sim.New(e), plan.From)
	return m, m.prepare(plan.Script)
}

// try runs a trial, and returns what the next one is to be run with. A trial in which a server panics is run again from its seed
// with guarded servers, which end there; to guard the calls of all trials takes 20 % more time.
func (r *run) try(m *measurement, number uint64) (next *measurement) {
	defer func() {
		if recover() != nil {
			next, _ = prepared(guarded.Engine(r.plan.Engine), r.plan) // the script is valid
			next.try(number, SeedOf(r.plan.Seed, number))
		}
	}()
	m.try(number, SeedOf(r.plan.Seed, number))
	return m
}

// deliver hands over the samples of a block when those before it have been.
func (r *run) deliver(block uint64, samples []Trial) {
	r.turn.Lock()
	defer r.turn.Unlock()
	for r.turn.block != block && !r.stopped.Load() {
		r.turn.cond.Wait()
	}
	if r.stopped.Load() {
		return
	}
	if err := r.options.Samples(samples); err != nil {
		if r.err == nil {
			r.err = err
		}
		r.stopped.Store(true)
	}
	r.turn.block++
	r.turn.cond.Broadcast()
}
