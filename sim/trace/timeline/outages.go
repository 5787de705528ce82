package timeline

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
)

// strip follows who leads the cluster.
type strip struct{ led []Span }

func (s *strip) observe(e *trace.Event) {
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

// start makes the strip begin at time 0, where nobody leads unless the trace says so.
func (s *strip) start() {
	if len(s.led) == 0 {
		s.led = append(s.led, Span{To: open, Reason: trace.Boot})
	}
}

func (s Span) sameLeader(t Span) bool {
	return s.Leader == t.Leader && (s.Leader == 0 || s.Term == t.Term)
}

func (s *strip) finish(end time.Duration) []Span {
	s.start()
	s.led[len(s.led)-1].To = end
	return s.led
}

// outages returns the spans without a leader, each with its phases.
func outages(led []Span, elections []Election) (list []Outage) {
	for i, span := range led {
		if span.Leader != 0 || span.From == span.To {
			continue
		}
		o := Outage{From: span.From, To: span.To, Reason: span.Reason}
		returned := false
		if i > 0 {
			o.Old = led[i-1].Leader
		}
		if i+1 < len(led) {
			o.New, o.Term = led[i+1].Leader, led[i+1].Term
			returned = i > 0 && led[i-1].sameLeader(led[i+1])
		}
		o.Phases = o.phases(elections, returned)
		list = append(list, o)
	}
	return list
}

// phases divides an outage among the elections held in it: each lasts until the next begins.
func (o *Outage) phases(elections []Election, returned bool) (phases []Phase) {
	rounds := o.rounds(elections)
	last := WinningRound
	switch {
	case returned:
		last = Return
	case o.New == 0:
		last = LastRound
	}
	if len(rounds) == 0 {
		kind := Detection
		if returned {
			kind = Return
		}
		return []Phase{{From: o.From, To: o.To, Kind: kind, Election: -1}}
	}
	if first := rounds[0].From; first > o.From {
		phases = append(phases, Phase{From: o.From, To: first, Kind: Detection, Election: -1})
	}
	for i, round := range rounds {
		round.To, round.Kind = o.To, last
		if i+1 < len(rounds) {
			round.To, round.Kind = rounds[i+1].From, FailedRound
		}
		if round.To > round.From {
			phases = append(phases, round)
		}
	}
	return phases
}

// rounds returns the elections held in an outage in the order in which they began in it, up to the
// one that ended it.
func (o *Outage) rounds(elections []Election) (rounds []Phase) {
	for i := range elections {
		if from, ok := o.began(&elections[i]); ok {
			rounds = append(rounds, Phase{From: from, Term: elections[i].Term, Election: i})
		}
	}
	slices.SortStableFunc(rounds, func(a, b Phase) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Term, b.Term))
	})
	for i, round := range rounds {
		if o.New != 0 && round.Term == o.Term {
			return rounds[:i+1]
		}
	}
	return rounds
}

// began returns when an election began in an outage: with the first candidacy in it. A candidacy
// from before the outage counts only if it has to do with it: it overthrew the old leader, or it
// is the one that won. A server that is cut off, and stands all the time, does not.
func (o *Outage) began(e *Election) (from time.Duration, ok bool) {
	concerned := o.Reason == trace.LeaderDeposed || o.New != 0 && e.Term == o.Term
	for _, c := range e.Candidates {
		if c.From >= o.To || c.From < o.From && !(concerned && c.To > o.From) {
			continue
		}
		if at := max(c.From, o.From); !ok || at < from {
			from, ok = at, true
		}
	}
	return from, ok
}
