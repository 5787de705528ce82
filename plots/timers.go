package plots

import (
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// drawTimers draws every election timer counting down to the bar below it, all on one scale.
func (p *panel) drawTimers() {
	if p.detail == coarse {
		return
	}
	longest := time.Millisecond
	for _, s := range p.t.Servers {
		for _, timer := range s.Timers {
			if p.meets(timer.From, timer.To) {
				longest = max(longest, timer.Deadline-timer.From)
			}
		}
	}
	for _, s := range p.t.Servers {
		_, high := p.bar(s.Node)
		roles := roleAt(s)
		told := false // the wait that was drawn
		for _, timer := range s.Timers {
			role := roles(timer.From)
			if !p.meets(timer.From, timer.To) {
				continue
			}
			height := func(t time.Duration) vg.Length {
				return high + p.zone()*vg.Length(float64(max(timer.Deadline-t, 0))/float64(longest))
			}
			p.drawTimer(timer, role, high, height)
			told = told && !timer.Drawn
			told = told || p.noteWait(timer, role, high, height)
		}
	}
}

func (p *panel) drawTimer(timer timeline.Timer, role trace.Role, base vg.Length, height func(time.Duration) vg.Length) {
	line, fill := pen{color: timerLine, width: 0.8}, timerFill
	if role == trace.Candidate || role == trace.PreCandidate {
		line.color, fill = candidateLine, candidateFill
	}
	from, to := max(timer.From, p.from), min(timer.To, p.to)
	a, b := at(p.x(from), height(from)), at(p.x(to), height(to))
	p.fill(fill, at(a.X, base), a, b, at(b.X, base))
	if p.detail == fine {
		line.width = 1.1
		if from == timer.From {
			p.line(pen{color: line.color, width: 0.5}, at(a.X, base), a)
		}
	}
	p.line(line, a, b)
}

// drawnWait is the wait that a timer was set to, to be written when all arrows are drawn.
type drawnWait struct {
	letters lettering
	from    vg.Length
	room    vg.Length
	base    vg.Length
	height  func(x vg.Length) vg.Length // of the timer's line
	text    string
}

// noteWait remembers to write a timer's wait, and reports whether the timer runs long enough for that.
func (p *panel) noteWait(timer timeline.Timer, role trace.Role, base vg.Length, height func(time.Duration) vg.Length) bool {
	wait := lettering{face: regular(), size: 10.5, color: grey, halo: timerFill}
	if role == trace.Candidate || role == trace.PreCandidate {
		wait.color, wait.halo = candidateInk, candidateFill
	}
	x0, x1 := p.clip(timer.From), p.clip(timer.To)
	if p.zone() < 12 || p.textWidth(wait, diagnosis.Length(timer.Timeout)) > x1-x0-5 {
		return false
	}
	p.waits = append(p.waits, drawnWait{wait, x0 + 3, x1 - x0 - 5, base, func(x vg.Length) vg.Length {
		return height(p.from + time.Duration(float64(x-p.left)/float64(p.right-p.left)*float64(p.to-p.from)))
	}, diagnosis.Length(timer.Timeout)})
	return true
}

// drawWaits writes the waits that were drawn at random, where there is room.
func (p *panel) drawWaits() {
	for _, w := range p.waits {
		if !p.drawWait(w, p.textWidth(w.letters, w.text)) {
			p.crowded++
		}
	}
}

// drawWait writes a wait as near to its beginning as there is room: below the timer's line, or above
// it where it is too low.
func (p *panel) drawWait(w drawnWait, width vg.Length) bool {
	for shift := vg.Length(0); shift+width < w.room; shift += 8 {
		x := w.from + shift
		y := w.base + 7
		if w.height(x+width)-w.base < 13 {
			y = w.height(x) + 7
			w.letters.halo = white
		}
		if p.claimWords(area{x, y - 5, x + width, y + 5}, 0) {
			p.text(w.letters, at(x, y), w.text)
			return true
		}
	}
	return false
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
func (p *panel) drawExpiries() {
	radius := vg.Length(3.6)
	if p.detail == coarse {
		return
	} else if p.detail == medium {
		radius = 2.8
	}
	for _, s := range p.t.Servers {
		_, high := p.bar(s.Node)
		for _, timer := range s.Timers {
			if timer.Fired && p.shows(timer.To) {
				where := at(p.x(timer.To), high)
				p.dot(white, radius+1, where)
				p.dot(candidateLine, radius, where)
				p.taken = append(p.taken, area{where.X - 4, where.Y - 2, where.X + 4, where.Y + 4})
			}
		}
	}
}
