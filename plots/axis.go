package plots

import (
	"fmt"
	"time"

	"gonum.org/v1/plot/vg"
)

// drawAxis draws the time axis and its grid. Labels are in seconds, in short runs in milliseconds.
func (p *picture) drawAxis() {
	step := tickStep(p.span)
	letters := lettering{face: regular(), size: 12.5, color: grey, align: 0.5}
	for t := time.Duration(0); t <= p.span; t += step / 5 {
		x := p.x(t)
		if t%step != 0 {
			p.line(pen{color: rule, width: 0.6}, at(x, p.bottom), at(x, p.bottom-3))
			continue
		}
		p.line(pen{color: grid, width: 0.8}, at(x, p.bottom), at(x, p.top-stripHeight))
		p.line(pen{color: grey, width: 0.8}, at(x, p.bottom), at(x, p.bottom-5))
		p.text(letters, at(x, p.bottom-15), tickLabel(t, step, p.span))
	}
	p.line(pen{color: grey, width: 0.8}, at(p.left, p.bottom), at(p.right, p.bottom))
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
func tickLabel(t, step, span time.Duration) string {
	unit, name := time.Second, " s"
	if span < 200*time.Millisecond {
		unit, name = time.Millisecond, " ms"
	}
	decimals := 0
	for s := step; s < unit; s *= 10 {
		decimals++
	}
	text := fmt.Sprintf("%.*f", decimals, float64(t)/float64(unit))
	if t == 0 {
		text += name
	}
	return text
}

// drawOutageShading marks the times without a leader across all lanes.
func (p *picture) drawOutageShading() {
	for _, o := range p.t.Outages {
		p.rect(outageLane, p.x(o.From), p.bottom, p.x(o.To), p.top-stripHeight)
	}
}

// drawOutageLimits draws where a time without a leader begins and ends.
func (p *picture) drawOutageLimits(from, to time.Duration) {
	dotted := pen{color: red, width: 1, dash: []vg.Length{1.5, 2.5}}
	for _, t := range []time.Duration{from, to} {
		if t > 0 && t < p.t.End {
			p.line(dotted, at(p.x(t), p.bottom), at(p.x(t), p.top))
		}
	}
}
