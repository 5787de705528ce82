package sim

import (
	"raftlab/sim/clock"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// noEffect tells that a step changes nothing, or nothing of one server, and why.
func (w executor) noEffect(fault trace.Fault, on trace.NodeID, why trace.Reason) {
	w.noEffectOn(fault, on, 0, why)
}

// noEffectOn is noEffect for a link.
func (w executor) noEffectOn(fault trace.Fault, on, to trace.NodeID, why trace.Reason) {
	e := trace.Event{Kind: trace.NoEffect, Fault: fault, Node: on, Peer: to, Reason: why, Step: w.steps.current}
	if on != 0 {
		e.Term = w.cluster.server(on).term
	}
	w.events.emit(&e)
}

// each does something to every server that a step means. If it returns why that changes nothing, or no server is meant,
// that is told.
func (w executor) each(fault trace.Fault, meant script.Selector, do func(s *server) (why trace.Reason)) {
	chosen := w.cluster.appendChosen(make([]*server, 0, script.MaxNodes), meant) // choose itself is not inlined here, and would allocate
	for _, s := range chosen {
		if why := do(s); why != 0 {
			w.noEffect(fault, s.id, why)
		}
	}
	if len(chosen) == 0 {
		w.noEffect(fault, 0, trace.ToNobody)
	}
}

// emitFault tells what a step does to the server, and what it sets, if anything.
func (s *server) emitFault(fault trace.Fault, set *trace.Setting) {
	s.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: fault, Node: s.id, Term: s.term, Setting: set,
		Step: s.events.steps.current})
}

func (w executor) Crash(a script.CrashAction) {
	w.each(trace.Crash, a.Nodes, func(s *server) trace.Reason {
		if !s.up {
			return trace.ServerDown
		}
		s.crash()
		return 0
	})
}

func (s *server) crash() {
	role := s.role
	lost := s.stop()
	s.emitCrash(role, lost)
	s.clients.leaveInDoubt(s.id, trace.LeaderCrashed)
}

func (w executor) Restart(a script.RestartAction) {
	w.each(trace.Restart, a.Nodes, func(s *server) trace.Reason {
		switch {
		case s.running():
			return trace.ServerRuns
		case s.up:
			return trace.ServerPaused
		}
		s.ended = false
		s.boot()
		return 0
	})
}

func (w executor) Pause(a script.PauseAction) {
	w.each(trace.Pause, a.Nodes, func(s *server) trace.Reason {
		if !s.running() {
			return s.whyIdle()
		}
		s.catchUp()
		s.processReady()
		s.paused = true
		s.clock.Stop(w.agenda.now)
		s.agenda.letSleep(s.id)
		s.emitFault(trace.Pause, nil)
		return 0
	})
}

// whyIdle returns why the server does not run.
func (s *server) whyIdle() trace.Reason {
	if s.up {
		return trace.ServerPaused
	}
	return trace.ServerDown
}

func (w executor) Resume(a script.ResumeAction) {
	w.each(trace.Resume, a.Nodes, func(s *server) trace.Reason {
		switch {
		case !s.up:
			return trace.ServerDown
		case !s.paused:
			return trace.NotPaused
		}
		s.resume()
		return 0
	})
}

// resume lets the server see first what its disk did, and then the messages that waited.
func (s *server) resume() {
	s.paused = false
	if s.syncedWhilePaused {
		s.ticksStopped = false
	}
	if !s.ticksStopped {
		s.clock.Resume(s.agenda.now)
	}
	s.emitFault(trace.Resume, nil)
	if s.syncedWhilePaused {
		s.finishSync()
	}
	s.processReady()
	waiting := s.inbox
	s.inbox = nil
	for _, number := range waiting {
		if !s.up { // Raft gave up on one of them
			s.mail.lose(number, trace.ReceiverDown)
			continue
		}
		s.deliver(number, &s.mail.flights[number])
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
	w.each(trace.ClockChange, a.Nodes, func(s *server) trace.Reason {
		if !s.setRate(a.Rate) {
			return trace.AsBefore
		}
		s.emitFault(trace.ClockChange, a.Setting())
		return 0
	})
}

func (s *server) setRate(rate clock.Rate) (news bool) {
	if s.rate == rate {
		return false
	}
	s.rate = rate
	if s.up {
		s.clock.SetRate(s.agenda.now, rate)
		s.scheduleWakeup()
	}
	return true
}

// take makes timers expire. A server without a running timer, as a leader, has none to expire.
func (w executor) Timeout(a script.TimeoutAction) {
	w.each(trace.ForceTimeout, a.Nodes, func(s *server) trace.Reason {
		if why := s.hasNoTimer(); why != 0 {
			return why
		}
		s.emitFault(trace.ForceTimeout, nil)
		s.catchUp()
		s.electionTimeout(trace.ForcedTimeout)
		s.processReady()
		return 0
	})
}

// hasNoTimer tells why there is no timer to expire; 0: there is one.
func (s *server) hasNoTimer() trace.Reason {
	switch {
	case !s.running():
		return s.whyIdle()
	case !s.timer.running:
		return trace.Leads
	case !s.mayCampaign:
		return trace.NotVoter
	}
	return 0
}

func (w executor) ElectionTimeout(a script.ElectionTimeoutAction) {
	w.each(trace.TimeoutChange, a.Nodes, func(s *server) trace.Reason {
		draws := s.running() && s.role != trace.Leader
		if !s.timer.setRange(a.Range) && !draws {
			return trace.AsBefore
		}
		s.emitFault(trace.TimeoutChange, a.Setting())
		if draws {
			s.catchUp()
			s.TimerReset(true, trace.TimeoutChanged, 0)
			s.processReady()
		}
		return 0
	})
}

func (executor) Note(script.NoteAction) {}

func (w executor) Settle(script.SettleAction) {
	for i := range w.cluster.servers {
		if s := &w.cluster.servers[i]; s.up {
			s.redrawTimer()
		}
	}
}

// redrawTimer draws the phase of the clock anew, and the wait of a running timer, which keeps its start, among the
// values not yet passed. So the expiry is distributed as if the timer had been drawn when it was set.
func (s *server) redrawTimer() {
	s.clock.SetPhase(s.agenda.now, s.drawPhase())
	if s.role == trace.Leader {
		s.processReady() // it may have been time for heartbeats
	} else if s.timer.running {
		s.timer.draw(&s.timeouts, min(s.ticks-s.timer.zero+1, s.timer.high))
		if s.mayCampaign {
			s.emitTimer(true, trace.Settled, 0)
			if !s.paused {
				s.agenda.wake(s.id, s.clock.When(s.timer.deadline()))
			}
		}
	}
}
