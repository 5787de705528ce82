package plots

import (
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace/diagnosis"
)

// scale puts a part of a run between two sides of a page.
type scale struct {
	from, to    time.Duration
	left, right vg.Length
}

func newScale(from, to time.Duration) scale {
	return scale{from, max(to, from+time.Millisecond), plotLeft, plotRight}
}

func (s scale) x(t time.Duration) vg.Length {
	return s.left + (s.right-s.left)*vg.Length(float64(t-s.from)/float64(s.to-s.from))
}

// window is the part of the run.
func (s scale) window() diagnosis.Window { return diagnosis.Window{From: s.from, To: s.to} }

// clip returns where a time is, or the side beyond which it is.
func (s scale) clip(t time.Duration) vg.Length { return s.x(min(max(t, s.from), s.to)) }

// shows reports whether a moment is shown.
func (s scale) shows(t time.Duration) bool { return s.from <= t && t <= s.to }

// meets reports whether a part of an interval is shown.
func (s scale) meets(from, to time.Duration) bool { return from < s.to && to > s.from }

// perMillisecond returns how long a millisecond is.
func (s scale) perMillisecond() float64 {
	return float64(s.right-s.left) / (float64(s.to-s.from) / float64(time.Millisecond))
}

// trim shortens a line to what is between the sides. It reports false if nothing is, and whether the
// line's end was cut off.
func (s scale) trim(from, to vg.Point) (a, b vg.Point, cutEnd, ok bool) {
	if max(from.X, to.X) < s.left || min(from.X, to.X) > s.right {
		return from, to, false, false
	}
	slope := vg.Length(0)
	if to.X != from.X {
		slope = (to.Y - from.Y) / (to.X - from.X)
	}
	a, b = from, to
	if from.X < s.left {
		a = at(s.left, from.Y+slope*(s.left-from.X))
	}
	if to.X > s.right {
		b = at(s.right, from.Y+slope*(s.right-from.X))
	}
	return a, b, b != to, true
}
