package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// timers follows the election timer of every server. A leader has none, nor has a server that is down, or
// that has no vote in its own configuration.
type timers struct{ *servers }

func (t timers) observe(e *trace.Event) {
	s := t.of(e.Node)
	switch {
	case s == nil:
	case e.Kind == trace.TimerSet:
		s.setTimer(e)
	case e.Kind == trace.TimerFired:
		s.fireTimer(e)
	case e.Kind == trace.RoleChange && e.Role == trace.Leader, goesDown(e):
		s.stopTimer(e.At)
	case e.Kind == trace.Reconfigured && e.Config != nil && !e.Config.Votes(e.Node):
		s.dropTimer(e.At)
	}
}

// setTimer begins a run of the timer. When it is set twice at one moment, the second counts, but
// that the wait was drawn is remembered.
func (s *Server) setTimer(e *trace.Event) {
	next := Timer{From: e.At, To: open, Timeout: e.Timeout, Deadline: e.Deadline, Drawn: e.Drawn,
		Reason: e.Reason, Peer: e.Peer, Event: e.Seq}
	if n := len(s.Timers); n > 0 && s.Timers[n-1].From == e.At && !s.Timers[n-1].Fired {
		next.Drawn = next.Drawn || s.Timers[n-1].Drawn
		s.Timers[n-1] = next
		return
	}
	s.stopTimer(e.At)
	s.Timers = append(s.Timers, next)
}

func (s *Server) fireTimer(e *trace.Event) {
	s.stopTimer(e.At)
	if n := len(s.Timers); n > 0 && s.Timers[n-1].To == e.At {
		s.Timers[n-1].Fired = true
		s.Timers[n-1].Forced = e.Reason == trace.ForcedTimeout
	}
}

func (s *Server) stopTimer(at time.Duration) {
	if n := len(s.Timers); n > 0 && s.Timers[n-1].To == open {
		s.Timers[n-1].To = at
	}
}

// dropTimer ends the timer of a server that has no vote any more: it does not campaign.
func (s *Server) dropTimer(at time.Duration) {
	s.stopTimer(at)
	if n := len(s.Timers); n > 0 && s.Timers[n-1].From == at && !s.Timers[n-1].Fired {
		s.Timers = s.Timers[:n-1]
	}
}

func (t timers) finish(end time.Duration) {
	for i := range t.list {
		t.list[i].stopTimer(end)
	}
}
