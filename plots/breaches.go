package plots

import (
	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// drawBreaches raises a red flag where a property was violated. A line through the whole panel leads
// to the first of the run.
func (p *panel) drawBreaches() {
	letters := lettering{face: bold(), size: 12, color: red, halo: white}
	var last vg.Point
	for i, b := range p.t.Breaches {
		if !p.shows(b.At) {
			continue
		}
		where := p.flag(b)
		if i == 0 {
			p.line(pen{color: red, width: 1.4}, at(where.X, p.bottom), at(where.X, p.top-stripHeight))
		}
		p.line(pen{color: red, width: 1.6}, at(where.X, where.Y-14), at(where.X, where.Y+7))
		p.fill(red, at(where.X, where.Y+7), at(where.X+13, where.Y+2), at(where.X, where.Y-3))
		if i > 0 && where == last {
			p.crowded++ // two of one moment: the first is named
			continue
		}
		words := p.say("%s violated", "%s被违反", text.Property(p.lang, b.Property))
		roomAbove := p.zone() > 45
		if !p.beside(letters, at(where.X+6, where.Y+1), 11, words) &&
			!(roomAbove && p.beside(letters, at(where.X, where.Y+15), 0, words)) {
			p.crowded++
		}
		last = where
	}
}

// flag is the place of a flag: above a server's bar, or in the row of the phases.
func (p *panel) flag(b timeline.Breach) vg.Point {
	if !p.has(b.Node) {
		return at(p.x(b.At), p.top-stripHeight-phaseHeight/2)
	}
	where := p.mark(b.Node, b.At)
	where.Y += 4
	return where
}
