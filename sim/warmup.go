package sim

import (
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// A script can say from when on its runs differ. What comes before, as the election of the leader whose
// crash is studied, is then the same for all seeds, and trials need not run it again and again.

// warmupSeed is the seed of all runs up to the step that settles them.
const warmupSeed = 1

// firstSeed returns the seed of the random numbers at the start of a run.
func (w *World) firstSeed() uint64 {
	if w.steps.settles() {
		return warmupSeed
	}
	return w.seed
}

// Prepare makes the world ready to [World.Try] a script. What is the same in all trials, up to the
// step that settles the script, is run and told to the sinks now; trials tell them what follows. It
// returns an error if the script is invalid, or ends before it is settled.
func (w *World) Prepare(script *script.Script, sinks ...trace.Sink) error {
	if err := script.Validate(); err != nil {
		return err
	}
	w.reset(script, sinks)
	if !w.steps.settles() {
		return nil
	}
	if !w.warmUp() {
		return lang.Errorf("step %d, which settles the run, is never taken", "使运行稳定的第 %d 步没有执行", w.steps.warmupStep+1)
	}
	w.checkpoint.take(w)
	return nil
}

// Try runs the script that was prepared with the random numbers of a seed. It is the run that [World.Run] makes
// of the same script and seed.
func (w *World) Try(seed uint64) {
	w.seed = seed
	switch {
	case w.checkpoint.valid:
		w.checkpoint.restore(w)
		w.startTrial()
	case !w.steps.settles():
		w.reset(w.script, w.events.sinks)
		w.start()
	default: // the engine has no checkpoint of it
		sinks := w.events.sinks
		w.reset(w.script, nil)
		w.warmUp()
		w.events.listen(sinks)
		w.startTrial()
	}
	w.runToEnd()
}

// startTrial takes the step that settles the script, for which [World.warmUp] has made the world ready.
func (w *World) startTrial() {
	w.random.Seed(w.seed)
	w.steps.take(w.steps.warmupStep)
	w.cluster.followLeader()
}

// warmUp runs the script up to the step that settles it, and reports whether it comes to that. What is left of the
// step differs from trial to trial.
func (w *World) warmUp() bool {
	w.start()
	for w.events.continues() {
		if w.agenda.takeIfNext(newTask(step, w.steps.warmupStep, 0), w.script.Until) {
			w.cluster.catchUp()
			return true
		}
		if !w.performNext() {
			break
		}
	}
	return false
}

// takeStep takes a step of a run. From the step that settles it, random numbers are those of the seed.
func (w *World) takeStep(i int) {
	if i == w.steps.warmupStep {
		w.cluster.catchUp()
		w.random.Seed(w.seed) // before the moment of the next step is drawn
	}
	w.steps.take(i)
}
