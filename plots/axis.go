package plots

import (
	"fmt"
	"time"

	"gonum.org/v1/plot/vg"
)

// axis is a time axis: where it is, how high its grid lines reach, and the size of its labels.
type axis struct {
	scale
	y, top vg.Length
	size   vg.Length
}

// drawAxis draws a time axis and its grid. Labels are in seconds, in short runs in milliseconds.
func (s *sheet) drawAxis(a axis) {
	step := tickStep(a.to - a.from)
	first := (a.from + step - 1) / step * step
	letters := lettering{face: regular(), size: a.size, color: grey, align: 0.5}
	for t := (a.from + step/5 - 1) / (step / 5) * (step / 5); t <= a.to; t += step / 5 {
		x := a.x(t)
		if t%step != 0 {
			s.line(pen{color: rule, width: 0.6}, at(x, a.y), at(x, a.y-3))
			continue
		}
		s.line(pen{color: grid, width: 0.8}, at(x, a.y), at(x, a.top))
		s.line(pen{color: grey, width: 0.8}, at(x, a.y), at(x, a.y-5))
		s.text(letters, at(x, a.y-7-a.size*0.6), tickLabel(t, step, a.to, t == first))
	}
	s.line(pen{color: grey, width: 0.8}, at(a.left, a.y), at(a.right, a.y))
}

// tickStep returns the round time between labels that gives twelve of them at most.
func tickStep(span time.Duration) time.Duration {
	step := 100 * time.Microsecond
	for {
		for _, round := range []time.Duration{1, 2, 5} {
			if span <= 12*round*step {
				return round * step
			}
		}
		step *= 10
	}
}

// tickLabel writes a time of the axis; the first says the unit.
func tickLabel(t, step, end time.Duration, first bool) string {
	unit, name := time.Second, " s"
	if end < 200*time.Millisecond {
		unit, name = time.Millisecond, " ms"
	}
	decimals := 0
	for s := step; s < unit && s%unit != 0; s *= 10 {
		decimals++
	}
	text := fmt.Sprintf("%.*f", decimals, float64(t)/float64(unit))
	if first {
		text += name
	}
	return text
}

func (p *panel) drawAxis() {
	p.sheet.drawAxis(axis{p.scale, p.bottom, p.top - stripHeight, 12.5})
}

// drawOutageShading marks the times without a leader across all lanes.
func (p *panel) drawOutageShading() {
	for _, o := range p.t.Outages {
		if p.meets(o.From, o.To) {
			p.rect(outageLane, p.clip(o.From), p.bottom, p.clip(o.To), p.top-stripHeight)
		}
	}
}

// drawOutageLimits draws where a time without a leader begins and ends.
func (s *sheet) drawOutageLimits(a axis, from, to time.Duration) {
	if a.x(to)-a.x(from) < 9 {
		return // the limits would hide what is between
	}
	dotted := pen{color: red, width: 1, dash: []vg.Length{1.5, 2.5}}
	for _, t := range []time.Duration{from, to} {
		if t > a.from && t < a.to {
			s.line(dotted, at(a.x(t), a.y), at(a.x(t), a.top))
		}
	}
}
