package sim

import (
	"raftlab/sim/clock"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// emitFault tells what a step does to the server, and what it sets, if anything.
func (s *server) emitFault(fault trace.Fault, set *trace.Setting) {
	s.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: fault, Node: s.id, Term: s.term, Setting: set,
		Step: s.events.steps.current})
}

func (w executor) Crash(a script.CrashAction) {
	for _, s := range w.cluster.choose(a.Nodes) {
		if s.up {
			s.crash()
		}
	}
}

func (s *server) crash() {
	role := s.role
	lost := s.stop()
	s.emitCrash(role, lost)
	s.clients.leaveInDoubt(s.id, trace.LeaderCrashed)
}

func (w executor) Restart(a script.RestartAction) {
	for _, s := range w.cluster.choose(a.Nodes) {
		if !s.up {
			s.ended = false
			s.boot()
		}
	}
}

func (w executor) Pause(a script.PauseAction) {
	for _, s := range w.cluster.choose(a.Nodes) {
		if s.running() {
			s.catchUp()
			s.processReady()
			s.paused = true
			s.clock.Stop(w.agenda.now)
			s.agenda.letSleep(s.id)
			s.emitFault(trace.Pause, nil)
		}
	}
}

func (w executor) Resume(a script.ResumeAction) {
	for _, s := range w.cluster.choose(a.Nodes) {
		if s.up && s.paused {
			s.resume()
		}
	}
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
	for _, s := range w.cluster.choose(a.Nodes) {
		s.setRate(a.Rate)
		s.emitFault(trace.ClockChange, a.Setting())
	}
}

func (s *server) setRate(rate clock.Rate) {
	s.rate = rate
	if s.up {
		s.clock.SetRate(s.agenda.now, rate)
		s.scheduleWakeup()
	}
}

// take makes timers expire. A server without a running timer, as a leader, has none to expire.
func (w executor) Timeout(a script.TimeoutAction) {
	for _, s := range w.cluster.choose(a.Nodes) {
		if why := s.hasNoTimer(); why != 0 {
			w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.ForceTimeout, Node: s.id, Term: s.term,
				Reason: why, Step: w.steps.current})
			continue
		}
		s.emitFault(trace.ForceTimeout, nil)
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
	for _, s := range w.cluster.choose(a.Nodes) {
		s.timer.setRange(a.Range)
		s.emitFault(trace.TimeoutChange, a.Setting())
		if s.running() && s.role != trace.Leader {
			s.catchUp()
			s.TimerReset(true, trace.TimeoutChanged, 0)
			s.processReady()
		}
	}
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
