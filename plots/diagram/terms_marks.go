package diagram

import (
	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// drawCrashes marks crashes and restarts on the lines.
func (p *Terms) drawCrashes() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Halo: page.White}
	for _, f := range p.Run.Faults {
		if !p.Has(f.Node) || !p.Shows(f.At) || f.Fault != trace.Crash && f.Fault != trace.Restart {
			continue
		}
		where := page.At(p.X(f.At), p.height(f.Node, p.Run.TermAt(f.Node, f.At)))
		var b page.LineName
		if f.Fault == trace.Crash {
			p.Cross(page.Stroke{Color: page.White, Width: 5}, 5, where)
			p.Cross(page.Stroke{Color: page.Red, Width: 2.6}, 5, where)
			letters.Color = page.Red
			b = page.LineName{Name: p.Say("%v crashes", "%v 宕机", f.Node), Style: letters}
		} else {
			p.Polygon(page.Ink, page.At(where.X-4, where.Y+5), page.At(where.X+6, where.Y), page.At(where.X-4, where.Y-5))
			letters.Color = page.Ink
			b = page.LineName{Name: p.Say("%v restarts", "%v 重启", f.Node), Style: letters}
		}
		p.lines.Occupied = append(p.lines.Occupied, page.NewRect(where.X-6, where.Y-6, where.X+6, where.Y+6))
		p.nameNear(int(f.Node), b, []page.Point{where})
	}
}

// drawViolations raises a red flag where a property was violated, and names every property once.
func (p *Terms) drawViolations() {
	var raised []timeline.Violation
	for _, b := range p.Run.Violations {
		if p.Has(b.Node) && p.Shows(b.At) {
			raised = append(raised, b)
			base := p.flagBase(b)
			p.Line(page.Stroke{Color: page.Red, Width: 1.6}, base, page.At(base.X, base.Y+22))
			p.Polygon(page.Red, page.At(base.X, base.Y+22), page.At(base.X+13, base.Y+17), page.At(base.X, base.Y+12))
			p.lines.Occupied = append(p.lines.Occupied, page.NewRect(base.X-2, base.Y, base.X+13, base.Y+22))
		}
	}
	letters := page.TextStyle{Face: page.Bold(), Size: 12.5, Color: page.Red, Halo: page.White}
	named := map[trace.Property]bool{}
	for _, b := range raised {
		if !named[b.Property] {
			named[b.Property] = true
			base, words := p.flagBase(b), p.Say("%s violated", "%s被违反", text.Property(p.Lang, b.Property))
			p.nameNear(int(b.Node), page.LineName{Name: words, Style: letters}, []page.Point{page.At(base.X+6, base.Y+17)})
		}
	}
}

func (p *Terms) flagBase(b timeline.Violation) page.Point {
	return page.At(p.X(b.At), p.height(b.Node, p.Run.TermAt(b.Node, b.At)))
}

// nameNear writes a label beside one of several points of a server's line.
func (p *Terms) nameNear(node int, b page.LineName, points []page.Point) {
	p.lines.Canvas, p.lines.Watch = p.Canvas, p.Watch
	before := p.lines.LabelsOmitted
	p.lines.NameLine(node, b, points)
	p.LabelsOmitted += p.lines.LabelsOmitted - before
}

// drawLeaders says who leads which term, at the line of the leader.
func (p *Terms) drawLeaders() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12.5, Color: run.LeaderCol, Halo: page.White}
	for _, s := range p.Run.Servers {
		said := trace.Term(0)
		for i, b := range s.Bands {
			if b.Role != trace.Leader || !p.Meets(b.From, b.To) || b.Term == said {
				continue
			}
			x0, x1 := p.Clip(b.From), p.Clip(b.To)
			if said = b.Term; x1-x0 < 24 {
				p.LabelsOmitted++
				continue
			}
			words := p.Say("%v leads term %d", "%v 领导任期 %d", s.Node, b.Term)
			if i+1 < len(s.Bands) && x1-x0 < p.TextWidth(letters, words) {
				words = p.Say("%v leads", "%v 领导", s.Node)
			}
			y := p.height(s.Node, b.Term)
			half := p.TextWidth(letters, words)/2 + 4
			var points []page.Point
			for _, part := range []page.Length{0.5, 0.25, 0.75, 0, 1} {
				points = append(points, page.At(min(max(x0+(x1-x0)*part, x0+half), max(x1-half, x0)), y))
			}
			p.nameNear(int(s.Node), page.LineName{Name: words, Style: letters}, points)
		}
	}
}

// drawHighTerms names the servers whose terms rise above those of all others.
func (p *Terms) drawHighTerms() {
	letters := page.TextStyle{Face: page.Bold(), Size: 14, Color: page.Legible(run.CandidateLine), Halo: page.White}
	for _, c := range diagnosis.Climbs(p.Run) {
		if c.To-c.From < 2 {
			continue
		}
		var points []page.Point
		for _, b := range p.Run.Servers[c.Node-1].Bands {
			if b.Term > c.From && b.Term <= c.To && p.Meets(b.From, b.To) {
				points = append(points, page.At(p.Clip(b.From), p.height(c.Node, b.Term)))
			}
		}
		p.nameNear(int(c.Node), page.LineName{Name: p.Say("%v alone: term %d to %d", "%v 独自：任期 %d 到 %d", c.Node, c.From, c.To), Style: letters}, points)
	}
}
