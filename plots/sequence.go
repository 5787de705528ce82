package plots

import (
	"math"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// sequence is the figure of a part of a run with every message labelled: a lane from top to bottom
// for every server, time runs down. Times in which nothing is under way are cut out, with a mark.
type sequence struct {
	*panel   // decides how messages look; it draws nothing
	down     descent
	stub     time.Duration // for how long a message that was lost on its way is drawn
	messages []shown
	oblique  []slanted // labels and what they must not cover
	notes    []laneNote
}

const (
	laneWidth = 14  // of a server's bar
	laneLeft  = 150 // the first lane
)

func newSequence(t *timeline.Timeline, o Options) *sequence {
	f := newFigure(t, o)
	p := &sequence{panel: &panel{figure: &f, detail: fine}}
	from, to := windowOf(t, o)
	if o.From == 0 && o.To == 0 {
		from, to = p.narrow(from, to, o.Election)
	}
	p.scale = newScale(from, to)
	p.stub = p.longestFlight(from, to) / 6
	p.pick(p.messagesOf(from, to))
	top, bottom := f.height-headHeight-30, vg.Length(footHeight+12)
	p.down = newDescent(p.moments(), top, bottom)
	p.plot = area{margin + 60, bottom - 8, p.width - margin, top + 8}
	for i := range p.messages {
		p.aim(&p.messages[i])
	}
	p.gatherLost()
	return p
}

// lane is the middle of a server's lane.
func (p *sequence) lane(node trace.NodeID) vg.Length {
	n := len(p.t.Servers)
	right := p.width - 110
	if n < 2 {
		return (laneLeft + right) / 2
	}
	return laneLeft + (right-laneLeft)*vg.Length(node-1)/vg.Length(n-1)
}

func (p *sequence) laneGap() vg.Length {
	if len(p.t.Servers) < 2 {
		return 300
	}
	return p.lane(2) - p.lane(1)
}

// aim decides where a message begins and ends on the page, and how it looks.
func (p *sequence) aim(m *shown) {
	m.pen, m.head, m.size = p.look(m.Message, m.first)
	if m.Copy {
		m.pen.dash = copyDash()
	}
	right := vg.Length(1)
	if m.To < m.From {
		right = -1
	}
	edge := vg.Length(laneWidth/2 + 1)
	m.from = at(p.lane(m.From)+right*edge, p.down.y(m.Sent))
	m.to = at(p.lane(m.To)-right*edge, p.down.y(min(m.Ended, p.to)))
	switch {
	case lostOnTheWay(*m): // somewhere on its way
		m.pen, m.head, m.size = pen{color: lostCol, width: 1.1, dash: m.pen.dash}, crossed, 7
		reach := min(p.laneGap()*0.62, max((m.to.X-m.from.X)*right, 1))
		m.to = at(m.from.X+right*reach, p.down.y(m.Sent+p.stub))
	case m.Fate == timeline.Lost:
		m.pen, m.head, m.size = pen{color: lostCol, width: 1.1, dash: m.pen.dash}, crossed, 7
		m.to.X -= right * 4
	case m.head == crossed:
		m.to.X -= right * 4
	case m.head == plain:
		m.head, m.size = triangle, 5.5
	}
}

func (p *sequence) draw() {
	p.drawClock()
	p.drawLanes()
	for _, rank := range []int{4, 3, 2, 1, 0} {
		for _, m := range p.messages {
			if rankOf(m) == rank {
				p.arrow(m.pen, m.head, m.size, m.from, m.to)
			}
		}
	}
	p.drawBreaks()
	p.placeBreaches()
	p.placeNotesOfLanes()
	for _, m := range p.messages {
		p.drawMessageLabel(m)
	}
	p.drawNotesOfLanes()
	p.drawSigns(p.height-80, append(p.rolesShown(), p.kindSigns()...))
	p.drawTitle(p.sequenceFinding(), p.sequenceSummary())
	p.drawFoot(p.command, p.missing(), p.origin())
}

// drawClock draws the marks of time at the left.
func (p *sequence) drawClock() {
	letters := lettering{face: regular(), size: 12, color: grey, align: 1}
	p.text(letters, at(margin+58, p.down.top+22), p.say("time (ms)", "时间（ms）"))
	step := p.down.step()
	for _, part := range p.down.parts {
		last := vg.Length(math.Inf(1))
		for t := part.from / step * step; t <= part.to; t += step {
			if t < part.from {
				continue
			}
			y := p.down.y(t)
			if last-y < 13 {
				continue
			}
			last = y
			p.line(pen{color: grid, width: 0.8}, at(margin+66, y), at(p.lane(trace.NodeID(max(len(p.t.Servers), 1)))+60, y))
			p.text(letters, at(margin+58, y), number(inUnits(t, time.Millisecond), inUnits(step, time.Millisecond)))
		}
	}
}

// drawLanes draws the servers' names and roles.
func (p *sequence) drawLanes() {
	for _, s := range p.t.Servers {
		x := p.lane(s.Node)
		p.text(lettering{face: bold(), size: 15, color: ink, align: 0.5}, at(x, p.down.top+22), s.Node.String())
		for _, b := range s.Pieces() {
			if b.From > p.to || b.To < p.from {
				continue
			}
			high, low := p.down.y(max(b.From, p.from)), p.down.y(min(b.To, p.to))
			if b.From <= p.from {
				high += 10
			}
			if b.To >= p.to {
				low -= 10
			}
			p.drawLaneRole(b, x, low, high)
		}
		p.line(pen{color: grey, width: 0.6}, at(x-laneWidth/2, p.down.top+10), at(x-laneWidth/2, p.down.bottom-10))
		p.line(pen{color: grey, width: 0.6}, at(x+laneWidth/2, p.down.top+10), at(x+laneWidth/2, p.down.bottom-10))
	}
}

// drawLaneRole fills a part of a lane. A pre-candidate is half orange: yellow alone vanishes in grey; a
// learner is half blue.
func (p *sequence) drawLaneRole(b timeline.Piece, x, low, high vg.Length) {
	left, right := x-laneWidth/2, x+vg.Length(laneWidth)/2
	switch {
	case b.Role == trace.PreCandidate:
		p.rect(preFill, left, low, right, high)
		p.rect(candidateCol, left, low, left+laneWidth*0.38, high)
	case b.Role == trace.Follower && b.Standing == trace.Learner:
		p.rect(outsideFill, left, low, right, high)
		p.rect(followerFill, left, low, left+laneWidth/2, high)
	default:
		p.drawPiece(b.Role, b.Standing, left, low, right, high)
	}
}

// drawBreaks marks where time was cut out.
func (p *sequence) drawBreaks() {
	letters := lettering{face: regular(), size: 11.5, color: grey, align: 0.5}
	right := p.lane(trace.NodeID(max(len(p.t.Servers), 1))) + 60
	for _, b := range p.down.breaks() {
		middle := (b.high + b.low) / 2
		p.rect(white, margin+64, middle-8, right, middle+8)
		for _, y := range []vg.Length{middle - 8, middle + 8} {
			var zigzag []vg.Point
			for i, x := 0, vg.Length(margin+66); x <= right; i, x = i+1, x+7 {
				zigzag = append(zigzag, at(x, y+vg.Length(i%2)*4-2))
			}
			p.line(pen{color: rule, width: 1}, zigzag...)
		}
		words := p.say("%s left out", "略去 %s", diagnosis.Length(b.long))
		x := (margin + 66 + right) / 2
		p.text(letters, at(x, middle), words)
		p.oblique = append(p.oblique, slanted{at(x, middle), x, 10, 0})
	}
}
