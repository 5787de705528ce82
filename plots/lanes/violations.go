package lanes

import (
	"raftlab/plots/page"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// drawViolations raises a red flag where a property was violated. A line through the whole panel leads
// to the first of the run.
func (p *panel) drawViolations() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Red, Halo: page.White}
	var last page.Point
	for i, b := range p.Run.Violations {
		if !p.Shows(b.At) {
			continue
		}
		where := p.flag(b)
		if i == 0 {
			p.Line(page.Stroke{Color: page.Red, Width: 1.4}, page.At(where.X, p.bottom), page.At(where.X, p.top-stripHeight))
		}
		p.Line(page.Stroke{Color: page.Red, Width: 1.6}, page.At(where.X, where.Y-14), page.At(where.X, where.Y+7))
		p.Polygon(page.Red, page.At(where.X, where.Y+7), page.At(where.X+13, where.Y+2), page.At(where.X, where.Y-3))
		if i > 0 && where == last {
			p.LabelsOmitted++ // two of one moment: the first is named
			continue
		}
		words := p.Say("%s violated", "%s被违反", text.Property(p.Lang, b.Property))
		roomAbove := p.timerHeight() > 45
		if !p.Beside(letters, page.At(where.X+6, where.Y+1), 11, words) &&
			!(roomAbove && p.Beside(letters, page.At(where.X, where.Y+15), 0, words)) {
			p.LabelsOmitted++
		}
		last = where
	}
}

// flag is the place of a flag: above a server's bar, or in the row of the phases.
func (p *panel) flag(b timeline.Violation) page.Point {
	if !p.Has(b.Node) {
		return page.At(p.X(b.At), p.top-stripHeight-phaseHeight/2)
	}
	where := p.mark(b.Node, b.At)
	where.Y += 4
	return where
}
