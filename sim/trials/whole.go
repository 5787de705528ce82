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
	"raftlab/sim/trace/timeline"
)

// Whole are runs of a script to its end, each with a seed of its own: what a scenario is judged by, where trials
// measure one interval and stop.
type Whole struct {
	Engine engine.Engine
	Script *script.Script
	Header trace.Header               // of the runs; each has its own seed
	Seed   func(number uint64) uint64 // of the run with this number
	Runs   uint64                     // their numbers are 0 to Runs-1
}

// Each runs them all on as many goroutines as the options have workers, and shows each to visit when it is over.
// The goroutines call visit at once, in no certain order; options.Samples has no part. If the context ends, the runs
// under way are given up, and the error is the context's. Any other error is that of an invalid script.
func (w *Whole) Each(ctx context.Context, options Options, visit func(number uint64, t *timeline.Timeline)) error {
	if err := w.Script.Validate(); err != nil {
		return err
	}
	var next atomic.Uint64
	var stopped atomic.Bool
	defer context.AfterFunc(ctx, func() { stopped.Store(true) })()
	var group sync.WaitGroup
	for range max(options.Workers, 1) {
		group.Go(func() {
			world := sim.New(guarded.Engine(w.Engine))
			for number := next.Add(1) - 1; number < w.Runs && !stopped.Load(); number = next.Add(1) - 1 {
				t := w.run(world, number, &stopped)
				if stopped.Load() {
					return
				}
				visit(number, t)
				if options.Done != nil {
					options.Done.Add(1)
				}
			}
		})
	}
	group.Wait()
	return ctx.Err()
}

// run runs the script once, or a part of it if it is stopped.
func (w *Whole) run(world *sim.World, number uint64, stopped *atomic.Bool) *timeline.Timeline {
	header := w.Header
	header.Seed = trace.Seed(w.Seed(number))
	builder := timeline.NewBuilder(header)
	if err := world.Run(w.Script, uint64(header.Seed), builder, &giveUp{stopped, world}); err != nil {
		panic(err) // the script is valid
	}
	return builder.Timeline()
}

// giveUp is a sink that ends a run when all are stopped.
type giveUp struct {
	stopped *atomic.Bool
	world   *sim.World
}

func (g *giveUp) Observe(*trace.Event) {
	if g.stopped.Load() {
		g.world.Halt()
	}
}
