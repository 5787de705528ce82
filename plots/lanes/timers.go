package lanes

import (
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
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
	for _, s := range p.Run.Servers {
		for _, timer := range s.Timers {
			if p.Meets(timer.From, timer.To) {
				longest = max(longest, timer.Deadline-timer.From)
			}
		}
	}
	for _, s := range p.Run.Servers {
		_, high := p.bar(s.Node)
		roles := roleAt(s)
		told := false // the wait that was drawn
		for _, timer := range s.Timers {
			role := roles(timer.From)
			if !p.Meets(timer.From, timer.To) {
				continue
			}
			points := p.Run.TimeLeft(&s, &timer)
			left := timeLeft(timer, points)
			if left == nil {
				continue // nobody knows
			}
			height := func(t time.Duration) page.Length {
				return high + p.timerHeight()*page.Length(float64(left(t))/float64(longest))
			}
			p.drawTimer(timer, bends(points), role, high, height)
			told = told && !timer.Drawn
			told = told || p.noteWait(timer, role, high, height)
		}
	}
}

// timeLeft returns what is left of a timer's wait at a moment; nil where that is not known.
func timeLeft(timer timeline.Timer, points []timeline.TimeLeft) func(time.Duration) time.Duration {
	switch {
	case points == nil:
		return nil
	case len(points) == 2:
		return func(t time.Duration) time.Duration { return max(timer.Deadline-t, 0) }
	}
	whole := float64(timer.Deadline-timer.From) / float64(max(points[0].Left, 1)) // of true time for one of the server's clock
	return func(t time.Duration) time.Duration {
		i := 1
		for i+1 < len(points) && points[i].At < t {
			i++
		}
		a, b := points[i-1], points[i]
		passed := float64(t-a.At) / float64(max(b.At-a.At, 1))
		return time.Duration(whole * (float64(a.Left) + passed*float64(b.Left-a.Left)))
	}
}

// bends returns the moments at which a timer's line has a bend.
func bends(points []timeline.TimeLeft) (moments []time.Duration) {
	for i := 1; i+1 < len(points); i++ {
		moments = append(moments, points[i].At)
	}
	return moments
}

func (p *panel) drawTimer(timer timeline.Timer, bends []time.Duration, role trace.Role, base page.Length, height func(time.Duration) page.Length) {
	line, fill := page.Stroke{Color: run.TimerLine, Width: 0.8}, run.TimerFill
	if role == trace.Candidate || role == trace.PreCandidate {
		line.Color, fill = run.CandidateLine, run.CandidateFill
	}
	from, to := max(timer.From, p.From), min(timer.To, p.To)
	course := []page.Point{page.At(p.X(from), height(from))}
	for _, t := range bends {
		if from < t && t < to {
			course = append(course, page.At(p.X(t), height(t)))
		}
	}
	course = append(course, page.At(p.X(to), height(to)))
	a, b := course[0], course[len(course)-1]
	p.Polygon(fill, append(append([]page.Point{page.At(a.X, base)}, course...), page.At(b.X, base))...)
	if p.detail == fine {
		line.Width = 1.1
		if from == timer.From {
			p.Line(page.Stroke{Color: line.Color, Width: 0.5}, page.At(a.X, base), a)
		}
	}
	for i := range course[1:] {
		p.Line(line, course[i], course[i+1])
	}
}

// drawnWait is the wait that a timer was set to, to be written when all arrows are drawn.
type drawnWait struct {
	letters page.TextStyle
	from    page.Length
	room    page.Length
	base    page.Length
	height  func(x page.Length) page.Length // of the timer's line
	text    string
}

// noteWait remembers to write a timer's wait, and reports whether the timer runs long enough for that.
func (p *panel) noteWait(timer timeline.Timer, role trace.Role, base page.Length, height func(time.Duration) page.Length) bool {
	wait := page.TextStyle{Face: page.Regular(), Size: 10.5, Color: page.Grey, Halo: run.TimerFill}
	if role == trace.Candidate || role == trace.PreCandidate {
		wait.Color, wait.Halo = run.CandidateInk, run.CandidateFill
	}
	x0, x1 := p.Clip(timer.From), p.Clip(timer.To)
	if p.timerHeight() < 12 || p.TextWidth(wait, diagnosis.Length(timer.Timeout)) > x1-x0-5 {
		return false
	}
	p.waits = append(p.waits, drawnWait{wait, x0 + 3, x1 - x0 - 5, base, func(x page.Length) page.Length {
		return height(p.From + time.Duration(float64(x-p.Left)/float64(p.Right-p.Left)*float64(p.To-p.From)))
	}, diagnosis.Length(timer.Timeout)})
	return true
}

// drawWaits writes the waits that were drawn at random, where there is room.
func (p *panel) drawWaits() {
	for _, w := range p.waits {
		if !p.drawWait(w, p.TextWidth(w.letters, w.text)) {
			p.LabelsOmitted++
		}
	}
}

// drawWait writes a wait as near to its beginning as there is room: below the timer's line, or above
// it where it is too low.
func (p *panel) drawWait(w drawnWait, width page.Length) bool {
	for shift := page.Length(0); shift+width < w.room; shift += 8 {
		x := w.from + shift
		y := w.base + 7
		if w.height(x+width)-w.base < 13 {
			y = w.height(x) + 7
			w.letters.Halo = page.White
		}
		if p.ClaimWords(page.NewRect(x, y-5, x+width, y+5), 0) {
			p.Text(w.letters, page.At(x, y), w.text)
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
	radius := page.Length(3.6)
	if p.detail == coarse {
		return
	} else if p.detail == medium {
		radius = 2.8
	}
	for _, s := range p.Run.Servers {
		_, high := p.bar(s.Node)
		for _, timer := range s.Timers {
			if timer.Fired && p.Shows(timer.To) {
				where := page.At(p.X(timer.To), high)
				p.Dot(page.White, radius+1, where)
				p.Dot(run.CandidateLine, radius, where)
				p.Occupied = append(p.Occupied, page.NewRect(where.X-4, where.Y-2, where.X+4, where.Y+4))
			}
		}
	}
}
