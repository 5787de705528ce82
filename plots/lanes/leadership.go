package lanes

import (
	"slices"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// leadershipLane is the row that tells who leads the cluster.
type leadershipLane struct {
	run.TimeScale
	low, high page.Length
	size      page.Length   // of its letters
	lines     []page.Length // that stand across it: words keep away from them
}

// clear returns where words of a width can begin between two places without a line through them,
// from the left, or the left place if there is no such place.
func (s leadershipLane) clear(x0, x1, width page.Length) page.Length {
	start := x0
	for _, line := range s.lines {
		if start-2 < line && line < start+width+2 {
			start = line + 6
		}
	}
	if start+width > x1 {
		return x0
	}
	return start
}

// drawLeadership draws who leads the cluster, and for how long nobody does.
func (f *figure) drawLeadership(s leadershipLane) {
	letters := page.TextStyle{Face: page.Bold(), Size: s.size}
	middle := (s.low + s.high) / 2
	for _, led := range f.Run.Led {
		x0, x1 := s.Clip(led.From), s.Clip(led.To)
		switch {
		case !s.Meets(led.From, led.To):
		case led.Leader == 0:
			f.Box(run.OutageStrip, x0, s.low, x1, s.high)
			long := diagnosis.Length(led.To - led.From)
			letters.Color, letters.Align = page.Red, 0.5
			f.Text(letters, page.At((x0+x1)/2, middle),
				f.FirstThatFits(letters, x1-x0-4, f.Say("no leader %s", "无领导者 %s", long), long))
		default:
			f.Box(run.LeaderCol, x0, s.low, x1, s.high)
			f.Line(page.Stroke{Color: page.White, Width: 1}, page.At(x0, s.low), page.At(x0, s.high))
			letters.Color, letters.Align = page.White, 0
			text := f.FirstThatFits(letters, x1-x0-10,
				f.Say("leader %v, term %d", "领导者 %v，任期 %d", led.Leader, led.Term),
				f.Say("%v, term %d", "%v，任期 %d", led.Leader, led.Term), led.Leader.String())
			f.Text(letters, page.At(s.clear(x0+7, x1-3, f.TextWidth(letters, text)), middle), text)
		}
	}
	f.Text(page.TextStyle{Face: page.Bold(), Size: s.size - 1, Color: page.Grey, Align: 1}, page.At(s.Left-10, middle), f.Say("cluster", "集群"))
}

func (p *panel) drawLeadership() {
	p.figure.drawLeadership(leadershipLane{p.TimeScale, p.top - stripHeight, p.top, 13, nil})
	p.Occupied = append(p.Occupied, page.NewRect(p.Left, p.top-stripHeight, p.Right, p.top))
	for _, o := range p.Run.Outages {
		if p.Meets(o.From, o.To) {
			p.drawOutageLimits(run.TimeAxis{TimeScale: p.TimeScale, Y: p.bottom, Top: p.top - stripHeight, Size: 0}, o.From, o.To)
			p.drawPhases(o)
		}
	}
	for _, r := range diagnosis.LeadersAtOnce(p.Run) {
		if p.Meets(r.From, r.To) {
			p.drawTwoLeaders(r)
		}
	}
}

// hasPhases reports whether there is anything to say below the leadership lane.
func (p *panel) hasPhases() bool {
	return slices.ContainsFunc(p.Run.Outages, func(o timeline.Outage) bool { return p.Meets(o.From, o.To) }) ||
		slices.ContainsFunc(diagnosis.LeadersAtOnce(p.Run), func(r diagnosis.TwoLeaders) bool { return p.Meets(r.From, r.To) })
}

// phaseRow is the height of the middle of the row below the leadership lane.
func (p *panel) phaseRow() page.Length { return p.top - stripHeight - phaseHeight/2 }

func (p *panel) drawPhases(o timeline.Outage) {
	y := p.phaseRow()
	letters := page.TextStyle{Face: page.Regular(), Size: 11.5, Color: page.Red, Align: 0.5}
	for i, phase := range o.Phases {
		if !p.Meets(phase.From, phase.To) {
			continue
		}
		x0, x1 := p.Clip(phase.From), p.Clip(phase.To)
		if i > 0 && phase.From > p.From {
			p.Line(page.Stroke{Color: page.Red, Width: 1}, page.At(x0, y-phaseHeight/2+1), page.At(x0, y+phaseHeight/2-1))
		}
		p.drawFixed(letters, page.At((x0+x1)/2, y), p.FirstThatFits(letters, x1-x0-6, diagnosis.PhaseWords(p.Lang, p.Run, phase)...))
	}
}

// drawTwoLeaders says in the row below the leadership lane that two servers lead.
func (p *panel) drawTwoLeaders(l diagnosis.TwoLeaders) {
	letters := page.TextStyle{Face: page.Regular(), Size: 11.5, Color: page.Grey, Align: 0.5}
	words := []string{p.Say("%v still leads term %d", "%v 仍在领导任期 %d", l.Old.Node, l.Old.Term), p.Say("also %v", "还有 %v", l.Old.Node)}
	if l.SameTerm() {
		letters.Face, letters.Color = page.Bold(), page.Red
		words = []string{p.Say("two leaders of term %d: %v and %v", "任期 %d 有两个领导者：%v 和 %v", l.Old.Term, l.Old.Node, l.New.Node),
			p.Say("%v and %v", "%v 和 %v", l.Old.Node, l.New.Node)}
	}
	x0, x1 := p.Clip(l.From), p.Clip(l.To)
	y := p.phaseRow()
	text := p.FirstThatFits(letters, x1-x0-10, words...)
	width := p.TextWidth(letters, text)
	if text == "" || !p.Claim(page.NewRect((x0+x1-width)/2-4, y-6, (x0+x1+width)/2+4, y+6)) {
		return
	}
	p.Text(letters, page.At((x0+x1)/2, y), text)
	thin := page.Stroke{Color: letters.Color, Width: 0.8}
	for _, side := range [][2]page.Length{{x0 + 1, (x0+x1-width)/2 - 5}, {(x0+x1+width)/2 + 5, x1 - 1}} {
		if side[1] > side[0] {
			p.Line(thin, page.At(side[0], y), page.At(side[1], y))
		}
	}
}
