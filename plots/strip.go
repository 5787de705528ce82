package plots

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// strip is the row that tells who leads the cluster.
type strip struct {
	scale
	low, high vg.Length
	size      vg.Length   // of its letters
	lines     []vg.Length // that stand across it: words keep away from them
}

// clear returns where words of a width can begin between two places without a line through them,
// from the left, or the left place if there is no such place.
func (s strip) clear(x0, x1, width vg.Length) vg.Length {
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

// drawStrip draws who leads the cluster, and for how long nobody does.
func (f *figure) drawStrip(s strip) {
	letters := lettering{face: bold(), size: s.size}
	middle := (s.low + s.high) / 2
	for _, led := range f.t.Led {
		x0, x1 := s.clip(led.From), s.clip(led.To)
		switch {
		case !s.meets(led.From, led.To):
		case led.Leader == 0:
			f.rect(outageStrip, x0, s.low, x1, s.high)
			long := diagnosis.Length(led.To - led.From)
			letters.color, letters.align = red, 0.5
			f.text(letters, at((x0+x1)/2, middle),
				f.firstThatFits(letters, x1-x0-4, f.say("no leader %s", "无领导者 %s", long), long))
		default:
			f.rect(leaderCol, x0, s.low, x1, s.high)
			f.line(pen{color: white, width: 1}, at(x0, s.low), at(x0, s.high))
			letters.color, letters.align = white, 0
			text := f.firstThatFits(letters, x1-x0-10,
				f.say("leader %v, term %d", "领导者 %v，任期 %d", led.Leader, led.Term),
				f.say("%v, term %d", "%v，任期 %d", led.Leader, led.Term), led.Leader.String())
			f.text(letters, at(s.clear(x0+7, x1-3, f.textWidth(letters, text)), middle), text)
		}
	}
	f.text(lettering{face: bold(), size: s.size - 1, color: grey, align: 1}, at(s.left-10, middle), f.say("cluster", "集群"))
}

func (p *panel) drawStrip() {
	p.figure.drawStrip(strip{p.scale, p.top - stripHeight, p.top, 13, nil})
	p.taken = append(p.taken, area{p.left, p.top - stripHeight, p.right, p.top})
	for _, o := range p.t.Outages {
		if p.meets(o.From, o.To) {
			p.drawOutageLimits(axis{p.scale, p.bottom, p.top - stripHeight, 0}, o.From, o.To)
			p.drawPhases(o)
		}
	}
	for _, r := range diagnosis.LeadersAtOnce(p.t) {
		if p.meets(r.From, r.To) {
			p.drawTwoLeaders(r)
		}
	}
}

// hasPhases reports whether there is anything to say below the strip.
func (p *panel) hasPhases() bool {
	return slices.ContainsFunc(p.t.Outages, func(o timeline.Outage) bool { return p.meets(o.From, o.To) }) ||
		slices.ContainsFunc(diagnosis.LeadersAtOnce(p.t), func(r diagnosis.TwoLeaders) bool { return p.meets(r.From, r.To) })
}

// phaseRow is the height of the middle of the row below the strip.
func (p *panel) phaseRow() vg.Length { return p.top - stripHeight - phaseHeight/2 }

func (p *panel) drawPhases(o timeline.Outage) {
	y := p.phaseRow()
	letters := lettering{face: regular(), size: 11.5, color: red, align: 0.5}
	for i, phase := range o.Phases {
		if !p.meets(phase.From, phase.To) {
			continue
		}
		x0, x1 := p.clip(phase.From), p.clip(phase.To)
		if i > 0 && phase.From > p.from {
			p.line(pen{color: red, width: 1}, at(x0, y-phaseHeight/2+1), at(x0, y+phaseHeight/2-1))
		}
		p.fixed(letters, at((x0+x1)/2, y), p.firstThatFits(letters, x1-x0-6, diagnosis.PhaseWords(p.lang, p.t, phase)...))
	}
}

// drawTwoLeaders says in the row below the strip that two servers lead.
func (p *panel) drawTwoLeaders(l diagnosis.TwoLeaders) {
	letters := lettering{face: regular(), size: 11.5, color: grey, align: 0.5}
	words := []string{p.say("%v still leads term %d", "%v 仍在领导任期 %d", l.Old.Node, l.Old.Term), p.say("also %v", "还有 %v", l.Old.Node)}
	if l.SameTerm() {
		letters.face, letters.color = bold(), red
		words = []string{p.say("two leaders of term %d: %v and %v", "任期 %d 有两个领导者：%v 和 %v", l.Old.Term, l.Old.Node, l.New.Node),
			p.say("%v and %v", "%v 和 %v", l.Old.Node, l.New.Node)}
	}
	x0, x1 := p.clip(l.From), p.clip(l.To)
	y := p.phaseRow()
	text := p.firstThatFits(letters, x1-x0-10, words...)
	width := p.textWidth(letters, text)
	if text == "" || !p.claim(area{(x0+x1-width)/2 - 4, y - 6, (x0+x1+width)/2 + 4, y + 6}) {
		return
	}
	p.text(letters, at((x0+x1)/2, y), text)
	thin := pen{color: letters.color, width: 0.8}
	for _, side := range [][2]vg.Length{{x0 + 1, (x0+x1-width)/2 - 5}, {(x0+x1+width)/2 + 5, x1 - 1}} {
		if side[1] > side[0] {
			p.line(thin, at(side[0], y), at(side[1], y))
		}
	}
}
