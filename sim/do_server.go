package sim

import (
	"raftlab/sim/clock"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// emitFault tells what a step does to a server.
func (w *World) emitFault(fault trace.Fault, s *server, detail string) {
	w.emit(&trace.Event{Kind: trace.FaultMade, Fault: fault, Node: s.id, Term: s.term, Detail: detail,
		Step: w.steps.current})
}

func (w executor) Crash(a script.CrashAction) {
	for _, s := range w.choose(a.Nodes) {
		if s.up {
			s.crash()
		}
	}
}

func (s *server) crash() {
	w, role := s.world, s.role
	lost := s.stop()
	s.emitCrash(role, lost)
	w.leaveInDoubt(s.id, trace.LeaderCrashed)
}

func (w executor) Restart(a script.RestartAction) {
	for _, s := range w.choose(a.Nodes) {
		if !s.up {
			s.ended = false
			s.boot()
		}
	}
}

func (w executor) Pause(a script.PauseAction) {
	for _, s := range w.choose(a.Nodes) {
		if s.running() {
			s.catchUp()
			s.processReady()
			s.paused = true
			s.clock.Stop(w.now)
			s.sleep()
			w.emitFault(trace.Pause, s, "")
		}
	}
}

func (w executor) Resume(a script.ResumeAction) {
	for _, s := range w.choose(a.Nodes) {
		if s.up && s.paused {
			s.resume()
		}
	}
}

// resume lets the server see first what its disk did, and then the messages that waited.
func (s *server) resume() {
	w := s.world
	s.paused = false
	if s.syncedWhilePaused {
		s.ticksStopped = false
	}
	if !s.ticksStopped {
		s.clock.Resume(w.now)
	}
	w.emitFault(trace.Resume, s, "")
	if s.syncedWhilePaused {
		s.finishSync()
	}
	s.processReady()
	waiting := s.inbox
	s.inbox = nil
	for _, number := range waiting {
		if !s.up { // Raft gave up on one of them
			w.lose(number, trace.ReceiverDown)
			continue
		}
		s.deliver(number, &w.inFlight.all[number])
	}
	s.inbox = waiting[:0]
	for _, r := range s.reports {
		if s.up {
			s.hear(r)
		}
	}
	s.reports = s.reports[:0]
	s.scheduleWakeup()
}

func (w executor) Clock(a script.ClockAction) {
	for _, s := range w.choose(a.Nodes) {
		s.setRate(a.Rate)
	}
}

func (s *server) setRate(rate clock.Rate) {
	s.rate = rate
	if s.up {
		s.clock.SetRate(s.world.now, rate)
		s.scheduleWakeup()
	}
	s.world.emitFault(trace.ClockChange, s, "rate "+rate.String())
}

// take makes timers expire. A server without a running timer, as a leader, has none to expire.
func (w executor) Timeout(a script.TimeoutAction) {
	for _, s := range w.choose(a.Nodes) {
		if why := s.hasNoTimer(); why != 0 {
			w.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.ForceTimeout, Node: s.id, Term: s.term,
				Reason: why, Step: w.steps.current})
			continue
		}
		w.emitFault(trace.ForceTimeout, s, "")
		s.catchUp()
		s.electionTimeout(trace.ForcedTimeout)
		s.processReady()
	}
}

// hasNoTimer tells why there is no timer to expire; 0: there is one.
func (s *server) hasNoTimer() trace.Reason {
	switch {
	case !s.running() || !s.timer.running:
		return trace.Refused
	case !s.mayCampaign:
		return trace.NotVoter
	}
	return 0
}

func (w executor) ElectionTimeout(a script.ElectionTimeoutAction) {
	for _, s := range w.choose(a.Nodes) {
		s.timer.setRange(a.Range)
		w.emitFault(trace.TimeoutChange, s, a.Range.String())
		if s.running() && s.role != trace.Leader {
			s.catchUp()
			s.TimerReset(true, trace.TimeoutChanged, 0)
			s.processReady()
		}
	}
}

func (executor) Note(script.NoteAction) {}
