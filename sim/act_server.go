package sim

import (
	"raftlab/sim/clock"
	"raftlab/sim/trace"
)

func (a CrashAction) nodes() []Selector           { return []Selector{a.Nodes} }
func (a RestartAction) nodes() []Selector         { return []Selector{a.Nodes} }
func (a PauseAction) nodes() []Selector           { return []Selector{a.Nodes} }
func (a ResumeAction) nodes() []Selector          { return []Selector{a.Nodes} }
func (a ClockAction) nodes() []Selector           { return []Selector{a.Nodes} }
func (a TimeoutAction) nodes() []Selector         { return []Selector{a.Nodes} }
func (a ElectionTimeoutAction) nodes() []Selector { return []Selector{a.Nodes} }
func (NoteAction) nodes() []Selector              { return nil }

// did tells what a step does to a server.
func (w *World) did(fault trace.Fault, s *server, detail string) {
	w.tell(&trace.Event{Kind: trace.FaultMade, Fault: fault, Node: s.id, Term: s.term, Detail: detail,
		Step: w.steps.current})
}

func (a CrashAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		if s.up {
			s.crash()
		}
	}
}

func (s *server) crash() {
	w, role := s.world, s.role
	lost := s.halt()
	if w.wants(1<<trace.FaultMade | trace.Crashes) {
		s.tellCrash(role, lost)
	}
	w.doubt(s.id, trace.LeaderCrashed)
}

func (a RestartAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		if !s.up {
			s.ended = false
			s.boot()
		}
	}
}

func (a PauseAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		if s.running() {
			s.catchUp()
			s.settle()
			s.paused = true
			s.clock.Stop(w.now)
			s.sleep()
			w.did(trace.Pause, s, "")
		}
	}
}

func (a ResumeAction) take(w *World, _ int) {
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
	if s.syncedUnseen {
		s.stuck = false
	}
	if !s.stuck {
		s.clock.Resume(w.now)
	}
	w.did(trace.Resume, s, "")
	if s.syncedUnseen {
		s.finishSync()
	}
	s.settle()
	waiting := s.inbox
	s.inbox = nil
	for _, number := range waiting {
		if !s.up { // Raft gave up on one of them
			w.lose(number, trace.ReceiverDown)
			continue
		}
		s.deliver(number, &w.flights.all[number])
	}
	s.inbox = waiting[:0]
	for _, r := range s.reports {
		if s.up {
			s.hear(r)
		}
	}
	s.reports = s.reports[:0]
	s.plan()
}

func (a ClockAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		s.setRate(a.Rate)
	}
}

func (s *server) setRate(rate clock.Rate) {
	s.rate = rate
	if s.up {
		s.clock.SetRate(s.world.now, rate)
		s.plan()
	}
	s.world.did(trace.ClockChange, s, "rate "+rate.String())
}

// take makes timers expire. A server without a running timer, as a leader, has none to expire.
func (a TimeoutAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		if why := s.hasNoTimer(); why != 0 {
			w.tell(&trace.Event{Kind: trace.FaultMade, Fault: trace.ForceTimeout, Node: s.id, Term: s.term,
				Reason: why, Step: w.steps.current})
			continue
		}
		w.did(trace.ForceTimeout, s, "")
		s.catchUp()
		s.expire(trace.ForcedTimeout)
		s.settle()
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

func (a ElectionTimeoutAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		s.timer.setRange(a.Range)
		w.did(trace.TimeoutChange, s, a.Range.String())
		if s.running() && s.role != trace.Leader {
			s.catchUp()
			s.TimerReset(true, trace.TimeoutChanged, 0)
			s.settle()
		}
	}
}

func (NoteAction) take(*World, int) {}
