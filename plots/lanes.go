package plots

import (
	"fmt"
	"image/color"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawBars draws every server's role and term through time.
func (p *picture) drawBars() {
	for _, s := range p.t.Servers {
		low, high := p.bar(s.Node)
		for _, b := range s.Bands {
			p.drawRole(b.Role, p.x(b.From), low, p.x(b.To), high)
		}
		for _, pause := range s.Pauses {
			p.hatch(pen{color: white, width: 1.6}, 5, p.x(pause.From), low, p.x(pause.To), high)
		}
		for _, y := range []vg.Length{low, high} {
			p.line(pen{color: grey, width: 0.6}, at(p.left, y), at(p.x(p.t.End), y))
		}
		p.drawTerms(s, (low+high)/2)
		p.text(lettering{face: bold(), size: 15, color: ink, align: 1}, at(p.left-10, (low+high)/2), s.Node.String())
	}
}

func (p *picture) drawRole(role trace.Role, x0, low, x1, high vg.Length) {
	fills := [...]color.Color{0: white, trace.Follower: followerFill, trace.PreCandidate: preFill,
		trace.Candidate: candidateCol, trace.Leader: leaderCol}
	p.rect(fills[role], x0, low, x1, high)
	switch role {
	case 0:
		p.hatch(pen{color: hatching, width: 0.6}, 5, x0, low, x1, high)
	case trace.PreCandidate: // yellow alone vanishes in grey
		p.rect(candidateCol, x0, low, x1, low+(high-low)*0.38)
	}
	if x1-x0 < 40 {
		p.frame(pen{color: grey, width: 0.6}, x0, low, x1, high)
	}
}

// drawTerms writes terms into the bars: where they change, and for all candidates and leaders.
func (p *picture) drawTerms(s timeline.Server, y vg.Length) {
	said := false
	var term trace.Term
	for i, b := range s.Bands {
		x0, x1 := p.x(b.From), p.x(b.To)
		if i > 0 && x1-x0 > 2 {
			p.line(pen{color: white, width: 1}, at(x0, y-p.barHeight/2+0.3), at(x0, y+p.barHeight/2-0.3))
		}
		if b.Role == 0 || b.Role == trace.PreCandidate {
			said = said && b.Role != 0
			continue
		}
		if said && b.Term == term && b.Role == trace.Follower {
			continue
		}
		letters := lettering{face: bold(), size: 12, color: ink}
		if b.Role == trace.Leader {
			letters.color = white
		}
		text := p.firstThatFits(letters, x1-x0-9, p.termWords(b)...)
		if short := fmt.Sprint(b.Term); text == "" && p.textWidth(letters, short) < x1-x0-1 {
			letters.align = 0.5
			p.text(letters, at((x0+x1)/2, y), short)
		} else if text != "" {
			p.text(letters, at(x0+5, y), text)
		}
		said, term = text != "", b.Term
	}
}

func (p *picture) termWords(b timeline.Band) []string {
	words := []string{p.say("term %d", "任期 %d", b.Term), fmt.Sprint(b.Term)}
	if b.Role != trace.Candidate || b.Voters == 0 {
		return words
	}
	tally := fmt.Sprintf("%d/%d", b.Votes, b.Voters)
	return []string{p.say("term %d · %s votes", "任期 %d · %s 票", b.Term, tally), fmt.Sprintf("%d · %s", b.Term, tally), words[1]}
}

// drawTimers draws every election timer counting down to the bar below it, all on one scale.
func (p *picture) drawTimers() {
	if p.detail == overview {
		return
	}
	longest := time.Millisecond
	for _, s := range p.t.Servers {
		for _, timer := range s.Timers {
			longest = max(longest, timer.Deadline-timer.From)
		}
	}
	for _, s := range p.t.Servers {
		_, high := p.bar(s.Node)
		roles := roleAt(s)
		for _, timer := range s.Timers {
			height := func(t time.Duration) vg.Length {
				return high + p.zone()*vg.Length(float64(max(timer.Deadline-t, 0))/float64(longest))
			}
			p.drawTimer(timer, roles(timer.From), high, height)
		}
	}
}

func (p *picture) drawTimer(timer timeline.Timer, role trace.Role, base vg.Length, height func(time.Duration) vg.Length) {
	line, fill := pen{color: timerLine, width: 0.8}, timerFill
	if role == trace.Candidate || role == trace.PreCandidate {
		line.color, fill = candidateLine, candidateFill
	}
	x0, x1 := p.x(timer.From), p.x(timer.To)
	from, to := at(x0, height(timer.From)), at(x1, height(timer.To))
	p.fill(fill, at(x0, base), from, to, at(x1, base))
	if p.detail == fine {
		line.width = 1.1
		p.line(pen{color: line.color, width: 0.5}, at(x0, base), from)
	}
	p.line(line, from, to)
	if timer.Drawn && from.Y-base > 16 {
		wait := lettering{face: regular(), size: 9.5, color: line.color, halo: fill}
		p.waits = append(p.waits, drawnWait{wait, at(x0+3, base+7), x1 - x0 - 6, length(timer.Timeout)})
	}
}

// drawnWait is the wait that a timer was set to, to be written when all arrows are drawn.
type drawnWait struct {
	letters lettering
	where   vg.Point
	room    vg.Length
	text    string
}

// drawWaits writes the waits that were drawn at random, where there is room.
func (p *picture) drawWaits() {
	for _, w := range p.waits {
		width := p.textWidth(w.letters, w.text)
		a := area{w.where.X, w.where.Y - 5, w.where.X + width, w.where.Y + 5}
		if width < w.room && p.claim(a) {
			p.text(w.letters, w.where, w.text)
		}
	}
}

// roleAt returns a function that tells a server's role at times that never decrease.
func roleAt(s timeline.Server) func(time.Duration) trace.Role {
	i := 0
	return func(t time.Duration) trace.Role {
		for i+1 < len(s.Bands) && s.Bands[i+1].From <= t {
			i++
		}
		if len(s.Bands) == 0 {
			return 0
		}
		return s.Bands[i].Role
	}
}

// drawExpiries marks where a timer ran out.
func (p *picture) drawExpiries() {
	radius := vg.Length(3.6)
	if p.detail == overview {
		return
	} else if p.detail == medium {
		radius = 2.8
	}
	for _, s := range p.t.Servers {
		_, high := p.bar(s.Node)
		for _, timer := range s.Timers {
			if timer.Fired {
				p.dot(white, radius+1, at(p.x(timer.To), high))
				p.dot(candidateLine, radius, at(p.x(timer.To), high))
			}
		}
	}
}
