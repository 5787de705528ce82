package plots

import (
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// windowOf returns the part of a run to enlarge: what the options ask for, else the first violation
// of a property, else the longest time without a leader after the first leader, else the last
// election that nobody won (one that the end of the run does not cut short, if there is any), else
// the first election.
func windowOf(t *timeline.Timeline, o Options) (from, to time.Duration) {
	switch {
	case o.From != 0 || o.To != 0:
		if o.To == 0 {
			return o.From, t.End
		}
		return o.From, o.To
	case o.Election != 0:
		e := t.Elections[o.Election-1]
		return around(t, e.From, e.To)
	case len(t.Breaches) > 0:
		return aroundBreach(t)
	}
	if out, ok := worstOutage(t, newScale(0, t.End)); ok && out.Old != 0 {
		return around(t, out.From, out.To)
	}
	if e, ok := lastFailed(t, func(timeline.Election) bool { return true }); ok {
		to := max(e.To, outageAt(t, e.From).To)
		return around(t, max(e.From, to-readable), to)
	}
	if len(t.Elections) > 0 { // and how heartbeats stop the other timers
		return around(t, 0, min(t.Elections[0].To+100*time.Millisecond, t.End))
	}
	return 0, t.End
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

// worstOutage returns the longest time without a leader in a part of a run, other than the first of
// the run if there is another.
func worstOutage(t *timeline.Timeline, part scale) (worst timeline.Outage, ok bool) {
	for _, o := range t.Outages {
		if !part.meets(o.From, o.To) {
			continue
		}
		if !ok || worst.Old == 0 || o.To-o.From > worst.To-worst.From {
			worst, ok = o, true
		}
	}
	return worst, ok
}

// around returns an interval with some time before and after it, and with the notes that come soon
// after it.
func around(t *timeline.Timeline, from, to time.Duration) (time.Duration, time.Duration) {
	length := to - from
	before, after := max(length/9, 20*time.Millisecond), max(length/8, 30*time.Millisecond)
	end := to + after
	for _, n := range t.Notes {
		if n.At > end && n.At <= to+length/4 {
			end = n.At + length/12
		}
	}
	return max(from-before, 0), max(min(end, t.End), time.Millisecond)
}

// aroundBreach returns the first telling violation with the elections of its term, and the violations that
// follow from it soon.
func aroundBreach(t *timeline.Timeline) (time.Duration, time.Duration) {
	first, _ := tellingBreach(t, func(timeline.Breach) bool { return true })
	from, to := first.At, first.At
	term := termAt(t, first.Node, first.At)
	for _, e := range t.Elections {
		if e.Term != term || e.From > first.At {
			continue
		}
		from = min(from, e.From)
		for _, c := range e.Candidates {
			to = max(to, min(c.To, first.At+(first.At-from)))
		}
	}
	from = max(from, first.At-2*time.Second) // a long reign says nothing
	for _, b := range t.Breaches {
		if b.At <= to+(to-from)*2/3 {
			to = max(to, b.At)
		}
	}
	return around(t, from, to)
}

// termAt returns a server's term at a moment, 0 if the server is not known.
func termAt(t *timeline.Timeline, node trace.NodeID, at time.Duration) (term trace.Term) {
	if node < 1 || int(node) > len(t.Servers) {
		return 0
	}
	for _, b := range t.Servers[node-1].Bands {
		if b.From <= at {
			term = b.Term
		}
	}
	return term
}
