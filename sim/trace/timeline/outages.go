package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// leadership follows who leads the cluster.
type leadership struct{ led []Span }

func (s *leadership) observe(e *trace.Event) {
	if e.Kind != trace.ClusterLed {
		return
	}
	s.start()
	next := Span{From: e.At, To: open, Leader: e.Node, Term: e.Term, Reason: e.Reason}
	last := &s.led[len(s.led)-1]
	if last.sameLeader(next) {
		return
	}
	last.To = e.At
	if last.From == e.At { // a span of no length is no span
		s.led = s.led[:len(s.led)-1]
		if n := len(s.led); n > 0 && s.led[n-1].sameLeader(next) {
			s.led[n-1].To = open
			return
		}
	}
	s.led = append(s.led, next)
}

// start lets the first span begin at time 0, when nobody leads unless the trace says so.
func (s *leadership) start() {
	if len(s.led) == 0 {
		s.led = append(s.led, Span{To: open, Reason: trace.Boot})
	}
}

func (s Span) sameLeader(t Span) bool {
	return s.Leader == t.Leader && (s.Leader == 0 || s.Term == t.Term)
}

func (s *leadership) finish(end time.Duration) []Span {
	s.start()
	s.led[len(s.led)-1].To = end
	return s.led
}

// outages returns the spans without a leader, each with its phases.
func (t *Timeline) outages() (list []Outage) {
	for i, span := range t.Led {
		if span.Leader != 0 || span.From == span.To {
			continue
		}
		o := Outage{From: span.From, To: span.To, Reason: span.Reason}
		last := LastRound
		if i > 0 {
			o.Old = t.Led[i-1].Leader
		}
		if i+1 < len(t.Led) {
			next := t.Led[i+1]
			o.New, o.Term, last = next.Leader, next.Term, WinningRound
			if i > 0 && t.Led[i-1].sameLeader(next) {
				last = Return
			}
		}
		o.Phases = t.phases(&o, last)
		list = append(list, o)
	}
	return list
}

// LedAt returns who leads the cluster after all that happened at a moment; the zero value if nothing has happened yet.
func (t *Timeline) LedAt(at time.Duration) (last Span) {
	for _, s := range t.Led {
		if s.From <= at {
			last = s
		}
	}
	return last
}

// LeaderlessTime returns for how long the cluster had no leader, over the whole run.
func (t *Timeline) LeaderlessTime() (sum time.Duration) {
	for _, o := range t.Outages {
		sum += o.To - o.From
	}
	return sum
}
