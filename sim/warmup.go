package sim

import (
	"fmt"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// A script can say from when on its runs differ. What comes before, as the election of the leader whose
// crash is studied, is then the same for all seeds, and trials need not run it again and again.

// warmupSeed is the seed of all runs up to the step that settles them.
const warmupSeed = 1

// catchUp brings all servers up to date. No chance is in it, so trials find it done.
func (w *World) catchUp() {
	for i := range w.servers {
		if s := &w.servers[i]; s.up {
			s.catchUp()
		}
	}
}

func (w executor) Settle(script.SettleAction) {
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
		if s.mayCampaign {
			s.emitTimer(true, trace.Settled, 0)
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
func (w *World) Prepare(script *script.Script, sinks ...trace.Sink) error {
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
