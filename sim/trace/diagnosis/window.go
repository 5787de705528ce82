package diagnosis

import (
	"time"

	"raftlab/sim/trace/timeline"
)

// Window is a part of a run, both ends included.
type Window struct{ From, To time.Duration }

// Shows reports whether a moment is in the window.
func (w Window) Shows(t time.Duration) bool { return w.From <= t && t <= w.To }

// Meets reports whether a part of an interval is in the window.
func (w Window) Meets(from, to time.Duration) bool { return from < w.To && to > w.From }

// Whole is the window of all of a run; at least a millisecond long.
func Whole(t *timeline.Timeline) Window { return Window{0, max(t.End, time.Millisecond)} }

// Enlarged returns the part of a run that tells most: the first violation of a property, else an answer to a
// client that makes its history not linearizable, else the longest time
// without a leader after the first leader, else the last election that nobody won (one that the end of the run
// does not cut short, if there is any), else the first election, else the whole run.
func Enlarged(t *timeline.Timeline) Window {
	if b, ok := TellingViolation(t, Whole(t)); ok {
		return aroundViolation(t, b)
	}
	if w, ok := wrongAnswerOf(t); ok {
		return aroundAnswer(t, w)
	}
	if out, ok := WorstOutage(t, Whole(t)); ok && out.Old != 0 {
		return around(t, out.From, out.To)
	}
	if e, ok := lastFailed(t, func(timeline.Election) bool { return true }); ok {
		to := max(e.To, outageAt(t, e.From).To)
		return around(t, max(e.From, to-readable), to)
	}
	if len(t.Elections) > 0 { // and how heartbeats stop the other timers
		return around(t, 0, min(t.Elections[0].To+100*time.Millisecond, t.End))
	}
	return Window{0, t.End}
}

// AroundElection returns the part of a run with an election, from 1, and some time before and after it.
func AroundElection(t *timeline.Timeline, number int) Window {
	e := &t.Elections[number-1]
	return around(t, e.From, e.To)
}

// WorstOutage returns the longest time without a leader in a part of a run, other than the first of
// the run if there is another.
func WorstOutage(t *timeline.Timeline, part Window) (worst timeline.Outage, ok bool) {
	for _, o := range t.Outages {
		if !part.Meets(o.From, o.To) {
			continue
		}
		if !ok || worst.Old == 0 || o.To-o.From > worst.To-worst.From {
			worst, ok = o, true
		}
	}
	return worst, ok
}

// outageAt returns the time without a leader that a moment is in, or none.
func outageAt(t *timeline.Timeline, at time.Duration) timeline.Outage {
	for _, o := range t.Outages {
		if o.From <= at && at < o.To {
			return o
		}
	}
	return timeline.Outage{}
}

// readable is a time that can be enlarged with every message in it.
const readable = 600 * time.Millisecond

// around returns an interval with some time before and after it, and with the notes that come soon
// after it.
func around(t *timeline.Timeline, from, to time.Duration) Window {
	length := to - from
	before, after := max(length/9, 20*time.Millisecond), max(length/8, 30*time.Millisecond)
	end := to + after
	for _, n := range t.Notes {
		if n.At > end && n.At <= to+length/4 {
			end = n.At + length/12
		}
	}
	return Window{max(from-before, 0), max(min(end, t.End), time.Millisecond)}
}

// aroundViolation returns a violation with the elections of its term, and the violations that follow from it soon.
func aroundViolation(t *timeline.Timeline, first timeline.Violation) Window {
	from, to := first.At, first.At
	term := t.TermAt(first.Node, first.At)
	for _, e := range t.Elections {
		if e.Term != term || e.From > first.At {
			continue
		}
		from = min(from, e.From)
		for _, c := range e.Candidates {
			to = max(to, min(c.To, first.At+(first.At-from)))
		}
	}
	from = max(from, first.At-2*time.Second) // not a long time in which nothing goes wrong
	for _, b := range t.Violations {
		if b.At <= to+(to-from)*2/3 {
			to = max(to, b.At)
		}
	}
	return around(t, from, to)
}
