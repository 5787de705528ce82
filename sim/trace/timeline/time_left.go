package timeline

import (
	"slices"
	"time"

	"raftlab/sim/clock"
	"raftlab/sim/trace"
)

// TimeLeft is what is left of a timer's wait at a moment, on the server's own clock.
type TimeLeft struct{ At, Left time.Duration }

// TimeLeft returns how a run of a server's timer counts down: a straight line between any two of the moments returned, the first of
// which is its beginning. A server that is paused counts nothing, and its clock may be fast or slow. It returns nothing where what is
// left is not known: while a disk completes nothing, a server may count no ticks.
func (t *Timeline) TimeLeft(s *Server, r *Timer) (points []TimeLeft) {
	if t.stalls(s.Node, r) {
		return nil
	}
	now := TimeLeft{r.From, counted(r.Deadline-r.From, t.rateAt(s, r.From))}
	points = append(points, now)
	for _, at := range s.clockChanges(r) {
		if !s.pausedAt(now.At) {
			now.Left = max(now.Left-counted(at-now.At, t.rateAt(s, now.At)), 0)
		}
		now.At = at
		points = append(points, now)
	}
	if r.Fired && !r.Forced {
		points[len(points)-1].Left = 0
	}
	return points
}

// counted returns what a clock counts in a time.
func counted(d time.Duration, rate clock.Rate) time.Duration {
	return d * time.Duration(rate) / time.Duration(clock.True)
}

// clockChanges returns when a server's clock changes its pace during a run of its timer, and the end of that.
func (s *Server) clockChanges(r *Timer) (moments []time.Duration) {
	add := func(at time.Duration) {
		if r.From < at && at < r.To {
			moments = append(moments, at)
		}
	}
	for _, p := range s.Pauses {
		add(p.From)
		add(p.To)
	}
	for _, c := range s.Rates {
		add(c.At)
	}
	slices.Sort(moments)
	return append(slices.Compact(moments), r.To)
}

func (s *Server) pausedAt(at time.Duration) bool {
	return slices.ContainsFunc(s.Pauses, func(p Pause) bool { return p.From <= at && at < p.To })
}

// rateAt returns how fast a server's clock runs at a moment.
func (t *Timeline) rateAt(s *Server, at time.Duration) clock.Rate {
	rate, err := clock.ParseRate(t.Header.Parameter("node." + s.Node.String() + ".clock"))
	if err != nil {
		rate = clock.True // the header names only those that differ
	}
	for _, c := range s.Rates {
		if c.Setting.Rate != 0 && c.At <= at {
			rate = c.Setting.Rate
		}
	}
	return rate
}

// stalls reports whether a server's disk is told to complete nothing during a run of its timer.
func (t *Timeline) stalls(node trace.NodeID, r *Timer) bool {
	return slices.ContainsFunc(t.Faults, func(f Fault) bool {
		return f.Node == node && f.Setting.Stall > 0 && f.At < r.To && r.From < f.At+f.Setting.Stall
	})
}
