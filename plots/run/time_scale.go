package run

import (
	"time"

	"raftlab/plots/page"
	"raftlab/sim/trace/diagnosis"
)

const (
	plotLeft  = 76 // of what has a time axis
	plotRight = page.Width - 28
)

// TimeScale puts a part of a run between two sides of a page.
type TimeScale struct {
	diagnosis.Window
	Left, Right page.Length
}

// NewTimeScale returns the scale of a part of a run over the whole width of a page. The part is at least a millisecond.
func NewTimeScale(from, to time.Duration) TimeScale {
	return TimeScale{diagnosis.Window{From: from, To: max(to, from+time.Millisecond)}, plotLeft, plotRight}
}

// X returns where a time is; see Clip.
func (s TimeScale) X(t time.Duration) page.Length {
	return s.Left + (s.Right-s.Left)*page.Length(float64(t-s.From)/float64(s.To-s.From))
}

// Clip returns where a time is, or the side beyond which it is.
func (s TimeScale) Clip(t time.Duration) page.Length { return s.X(min(max(t, s.From), s.To)) }

// PerMillisecond returns how long a millisecond is.
func (s TimeScale) PerMillisecond() float64 {
	return float64(s.Right-s.Left) / (float64(s.To-s.From) / float64(time.Millisecond))
}

// Trim shortens a line to what is between the sides. It reports false if nothing is, and whether the
// line's end was cut off.
func (s TimeScale) Trim(from, to page.Point) (a, b page.Point, cutEnd, ok bool) {
	if max(from.X, to.X) < s.Left || min(from.X, to.X) > s.Right {
		return from, to, false, false
	}
	slope := page.Length(0)
	if to.X != from.X {
		slope = (to.Y - from.Y) / (to.X - from.X)
	}
	a, b = from, to
	if from.X < s.Left {
		a = page.At(s.Left, from.Y+slope*(s.Left-from.X))
	}
	if to.X > s.Right {
		b = page.At(s.Right, from.Y+slope*(s.Right-from.X))
	}
	return a, b, b != to, true
}
