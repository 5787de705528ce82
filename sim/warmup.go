package sim

import (
	"fmt"

	"raftlab/sim/trace"
)

// A script can say from when on its runs differ. What comes before, as the election of the leader whose
// crash is studied, is then the same for all seeds, and trials need not run it again and again.

// SettleAction makes chance begin: up to this step all seeds give the same run, and from it on all
// streams are those of the run's seed. Phases of clocks are drawn anew, and so is every election timer
// that runs: it counts from when it was set, so that it is as likely to expire at any moment as if it
// had been drawn then. Messages under way stay as they are.
type SettleAction struct{}

func (SettleAction) nodes() []Selector { return nil }

// warmupSeed is the seed of all runs up to the step that settles them.
const warmupSeed = 1

// settles returns the step that settles the script, counted from 0; -1 if there is none.
func (s *Script) settles() int {
	for i := range s.Steps {
		if _, ok := s.Steps[i].Do.(SettleAction); ok {
			return i
		}
	}
	return -1
}

// validateSettling refuses a script whose chance would be drawn before it begins: the moments of steps
// with a time are drawn at the start.
func (s *Script) validateSettling() error {
	settles := s.settles()
	for i := range s.Steps {
		step := &s.Steps[i]
		if _, ok := step.Do.(SettleAction); ok && i != settles {
			return fmt.Errorf("step %d: the run is settled in step %d already", i+1, settles+1)
		}
		if settles >= 0 && step.When.Kind == 0 && step.Within > 0 {
			return fmt.Errorf("step %d: its moment is drawn at the start, so it is the same in all runs of a script that settles (let it wait for step %d)",
				i+1, settles+1)
		}
	}
	return nil
}

// catchUp brings all servers up to date. No chance is in it, so trials find it done.
func (w *World) catchUp() {
	for i := range w.servers {
		if s := &w.servers[i]; s.up {
			s.catchUp()
		}
	}
}

func (SettleAction) take(w *World, _ int) {
	for i := range w.servers {
		if s := &w.servers[i]; s.up {
			s.redrawTimer()
		}
	}
}

// redrawTimer draws a phase, and a wait among those that can still be, since the timer has not expired yet.
func (s *server) redrawTimer() {
	s.clock.SetPhase(s.world.now, s.drawPhase())
	if s.timer.running {
		s.timer.draw(&s.timeouts, min(s.ticks-s.timer.zero+1, s.timer.high))
		if s.mayCampaign && s.world.wants(1<<trace.TimerSet) {
			s.tellTimer(true, trace.Settled, 0)
		}
	}
	if s.role == trace.Leader {
		s.processReady() // it may have been time for heartbeats
	} else {
		s.scheduleWakeup()
	}
}

// Prepare makes the world ready to [World.Try] a script. What is the same in all trials, up to the
// step that settles the script, is run and told to the sinks now; trials tell them what follows. It
// returns an error if the script is invalid, or ends before it is settled.
func (w *World) Prepare(script *Script, sinks ...trace.Sink) error {
	if err := script.Validate(); err != nil {
		return err
	}
	w.reset(script, sinks)
	if w.warmupStep < 0 {
		return nil
	}
	if !w.warmUp() {
		return fmt.Errorf("step %d, which settles the run, is never taken", w.warmupStep+1)
	}
	w.takeCheckpoint()
	return nil
}

// Try runs the script that was prepared with the chance of a seed. It is the run that [World.Run] makes
// of the same script and seed.
func (w *World) Try(seed uint64) {
	w.seed = seed
	switch {
	case w.checkpoint.valid:
		w.restore()
		w.startTrial()
	case w.warmupStep < 0:
		w.reset(w.script, w.sinks)
		w.start()
	default: // an engine cannot be led back
		sinks := w.sinks
		w.reset(w.script, nil)
		w.warmUp()
		w.listen(sinks)
		w.startTrial()
	}
	w.runToEnd()
	w.finish()
}

// startTrial takes the step that settles the script, where rehearse has left it.
func (w *World) startTrial() {
	w.random.Seed(w.seed)
	w.take(w.warmupStep)
	if w.leaderMayChange && w.continues() {
		w.updateLeader()
	}
}

// warmUp runs the script up to the step that settles it, and reports whether it comes to that. All that
// is left of the step is what differs from trial to trial.
func (w *World) warmUp() bool {
	w.start()
	for w.continues() {
		_, alarm := w.alarms.First()
		next := w.queue.Next()
		if next.Before(alarm) && next.At <= w.script.Until && w.queue.Peek() == newTask(step, w.warmupStep, 0) {
			w.now, _ = w.queue.Pop()
			w.catchUp()
			return true
		}
		if !w.performNext() {
			break
		}
	}
	return false
}
