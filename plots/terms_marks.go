package plots

import (
	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// drawDeaths marks crashes and restarts on the lines.
func (p *terms) drawDeaths() {
	letters := lettering{face: bold(), size: 12, halo: white}
	for _, f := range p.t.Faults {
		if !p.has(f.Node) || !p.shows(f.At) || f.Fault != trace.Crash && f.Fault != trace.Restart {
			continue
		}
		where := at(p.x(f.At), p.height(f.Node, p.t.TermAt(f.Node, f.At)))
		var b block
		if f.Fault == trace.Crash {
			p.cross(pen{color: white, width: 5}, 5, where)
			p.cross(pen{color: red, width: 2.6}, 5, where)
			letters.color = red
			b = block{name: p.say("%v crashes", "%v 宕机", f.Node), ink: letters}
		} else {
			p.fill(ink, at(where.X-4, where.Y+5), at(where.X+6, where.Y), at(where.X-4, where.Y-5))
			letters.color = ink
			b = block{name: p.say("%v restarts", "%v 重启", f.Node), ink: letters}
		}
		p.lines.taken = append(p.lines.taken, area{where.X - 6, where.Y - 6, where.X + 6, where.Y + 6})
		p.nameNear(int(f.Node), b, []vg.Point{where})
	}
}

// drawViolations raises a red flag where a property was violated, and names every property once.
func (p *terms) drawViolations() {
	var raised []timeline.Breach
	for _, b := range p.t.Breaches {
		if p.has(b.Node) && p.shows(b.At) {
			raised = append(raised, b)
			foot := p.flagFoot(b)
			p.line(pen{color: red, width: 1.6}, foot, at(foot.X, foot.Y+22))
			p.fill(red, at(foot.X, foot.Y+22), at(foot.X+13, foot.Y+17), at(foot.X, foot.Y+12))
			p.lines.taken = append(p.lines.taken, area{foot.X - 2, foot.Y, foot.X + 13, foot.Y + 22})
		}
	}
	letters := lettering{face: bold(), size: 12.5, color: red, halo: white}
	named := map[trace.Property]bool{}
	for _, b := range raised {
		if !named[b.Property] {
			named[b.Property] = true
			foot, words := p.flagFoot(b), p.say("%s violated", "%s被违反", text.Property(p.lang, b.Property))
			p.nameNear(int(b.Node), block{name: words, ink: letters}, []vg.Point{at(foot.X+6, foot.Y+17)})
		}
	}
}

func (p *terms) flagFoot(b timeline.Breach) vg.Point {
	return at(p.x(b.At), p.height(b.Node, p.t.TermAt(b.Node, b.At)))
}

// nameNear writes a label beside one of several points of a server's line.
func (p *terms) nameNear(node int, b block, points []vg.Point) {
	p.lines.Canvas, p.lines.watch = p.Canvas, p.watch
	before := p.lines.crowded
	p.lines.nameLine(node, b, points)
	p.crowded += p.lines.crowded - before
}

// drawLeaders says who leads which term, at the line of the leader.
func (p *terms) drawLeaders() {
	letters := lettering{face: bold(), size: 12.5, color: leaderCol, halo: white}
	for _, s := range p.t.Servers {
		said := trace.Term(0)
		for i, b := range s.Bands {
			if b.Role != trace.Leader || !p.meets(b.From, b.To) || b.Term == said {
				continue
			}
			x0, x1 := p.clip(b.From), p.clip(b.To)
			if said = b.Term; x1-x0 < 24 {
				p.crowded++
				continue
			}
			words := p.say("%v leads term %d", "%v 领导任期 %d", s.Node, b.Term)
			if i+1 < len(s.Bands) && x1-x0 < p.textWidth(letters, words) {
				words = p.say("%v leads", "%v 领导", s.Node)
			}
			y := p.height(s.Node, b.Term)
			half := p.textWidth(letters, words)/2 + 4
			var points []vg.Point
			for _, part := range []vg.Length{0.5, 0.25, 0.75, 0, 1} {
				points = append(points, at(min(max(x0+(x1-x0)*part, x0+half), max(x1-half, x0)), y))
			}
			p.nameNear(int(s.Node), block{name: words, ink: letters}, points)
		}
	}
}

// drawClimbers names the servers whose terms leave those of all others behind.
func (p *terms) drawClimbers() {
	letters := lettering{face: bold(), size: 14, color: legible(candidateLine), halo: white}
	for _, c := range diagnosis.Climbs(p.t) {
		if c.To-c.From < 2 {
			continue
		}
		var points []vg.Point
		for _, b := range p.t.Servers[c.Node-1].Bands {
			if b.Term > c.From && b.Term <= c.To && p.meets(b.From, b.To) {
				points = append(points, at(p.clip(b.From), p.height(c.Node, b.Term)))
			}
		}
		p.nameNear(int(c.Node), block{name: p.say("%v alone: term %d to %d", "%v 独自：任期 %d 到 %d", c.Node, c.From, c.To), ink: letters}, points)
	}
}
