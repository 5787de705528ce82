package sequence

import (
	"math"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// Sequence is the figure of a part of a run with every message labelled: a lane from top to bottom
// for every server, time runs down. Times in which nothing is under way are cut out, with a mark.
type Sequence struct {
	run.Figure
	run.TimeScale
	down     downAxis
	stub     time.Duration // for how long a message that was lost on its way is drawn
	messages []shown
	occupied []page.TurnedRect // labels and what they must not cover
	notes    []laneNote
}

const (
	laneWidth = 14  // of a server's bar
	laneLeft  = 150 // the first lane
)

// New lays out the messages of a part of a run; see [run.WindowOf].
func New(t *timeline.Timeline, o run.Options) *Sequence {
	p := &Sequence{Figure: run.NewFigure(t, o)}
	from, to := run.WindowOf(t, o)
	if o.From == 0 && o.To == 0 {
		from, to = p.narrowWindow(from, to, o.Election)
	}
	p.TimeScale = run.NewTimeScale(from, to)
	p.stub = p.longestFlight(from, to) / 6
	p.chooseMessages(p.messagesOf(from, to))
	top, bottom := p.Height-page.HeadHeight-30, page.Length(page.FooterHeight+12)
	p.down = newDescent(p.busyTimes(), top, bottom)
	p.Plot = page.NewRect(page.Margin+60, bottom-8, p.Width-page.Margin, top+8)
	for i := range p.messages {
		p.aim(&p.messages[i])
	}
	p.mergeLost()
	return p
}

// lane is the middle of a server's lane.
func (p *Sequence) lane(node trace.NodeID) page.Length {
	n := len(p.Run.Servers)
	right := p.Width - 110
	if n < 2 {
		return (laneLeft + right) / 2
	}
	return laneLeft + (right-laneLeft)*page.Length(node-1)/page.Length(n-1)
}

func (p *Sequence) laneGap() page.Length {
	if len(p.Run.Servers) < 2 {
		return 300
	}
	return p.lane(2) - p.lane(1)
}

// aim decides where a message begins and ends on the page, and how it looks.
func (p *Sequence) aim(m *shown) {
	m.pen, m.head, m.size = run.Look(m.Message, m.first, true)
	if m.Copy {
		m.pen.Dash = run.CopyDash()
	}
	right := page.Length(1)
	if m.To < m.From {
		right = -1
	}
	edge := page.Length(laneWidth/2 + 1)
	m.from = page.At(p.lane(m.From)+right*edge, p.down.y(m.Sent))
	m.to = page.At(p.lane(m.To)-right*edge, p.down.y(min(m.Ended, p.To)))
	switch {
	case lostOnTheWay(*m): // somewhere on its way
		m.pen, m.head, m.size = page.Stroke{Color: run.LostCol, Width: 1.1, Dash: m.pen.Dash}, page.Crossed, 7
		reach := min(p.laneGap()*0.62, max((m.to.X-m.from.X)*right, 1))
		m.to = page.At(m.from.X+right*reach, p.down.y(p.lostAt(*m)))
	case m.Fate == timeline.Lost:
		m.pen, m.head, m.size = page.Stroke{Color: run.LostCol, Width: 1.1, Dash: m.pen.Dash}, page.Crossed, 7
		m.to.X -= right * 4
	case m.head == page.Crossed:
		m.to.X -= right * 4
	case m.head == page.Plain:
		m.head, m.size = page.Triangle, 5.5
	}
}

// Draw draws on the page; see [page.Write].
func (p *Sequence) Draw() {
	p.drawClock()
	p.drawLanes()
	for _, rank := range []int{4, 3, 2, 1, 0} {
		for _, m := range p.messages {
			if rankOf(m) == rank {
				p.Arrow(m.pen, m.head, m.size, m.from, m.to)
			}
		}
	}
	p.drawBreaks()
	p.placeViolations()
	p.placeMessageFaults()
	p.placeLaneNotes()
	for _, m := range p.messages {
		p.drawMessageLabel(m)
	}
	p.drawLaneNotes()
	p.DrawKey(p.Height-80, append(p.roleKey(), p.messageKey()...))
	p.DrawTitle(p.sequenceFinding(), p.sequenceSummary())
	p.DrawFooter(p.Command, p.NotDrawn(), p.Provenance())
}

// drawClock draws the marks of time at the left.
func (p *Sequence) drawClock() {
	letters := page.TextStyle{Face: page.Regular(), Size: 12, Color: page.Grey, Align: 1}
	p.Text(letters, page.At(page.Margin+58, p.down.top+22), p.Say("time (ms)", "时间（ms）"))
	step := p.down.step()
	for _, part := range p.down.parts {
		last := page.Length(math.Inf(1))
		for t := part.from / step * step; t <= part.to; t += step {
			if t < part.from {
				continue
			}
			y := p.down.y(t)
			if last-y < 13 {
				continue
			}
			last = y
			p.Line(page.Stroke{Color: page.Grid, Width: 0.8}, page.At(page.Margin+66, y), page.At(p.lane(trace.NodeID(max(len(p.Run.Servers), 1)))+60, y))
			p.Text(letters, page.At(page.Margin+58, y), page.Number(page.InUnits(t, time.Millisecond), page.InUnits(step, time.Millisecond)))
		}
	}
}

// drawLanes draws the servers' names and roles.
func (p *Sequence) drawLanes() {
	for _, s := range p.Run.Servers {
		x := p.lane(s.Node)
		p.Text(page.TextStyle{Face: page.Bold(), Size: 15, Color: page.Ink, Align: 0.5}, page.At(x, p.down.top+22), s.Node.String())
		for _, b := range s.Pieces() {
			if b.From > p.To || b.To < p.From {
				continue
			}
			high, low := p.down.y(max(b.From, p.From)), p.down.y(min(b.To, p.To))
			if b.From <= p.From {
				high += 10
			}
			if b.To >= p.To {
				low -= 10
			}
			p.drawLaneRole(b, x, low, high)
		}
		p.Line(page.Stroke{Color: page.Grey, Width: 0.6}, page.At(x-laneWidth/2, p.down.top+10), page.At(x-laneWidth/2, p.down.bottom-10))
		p.Line(page.Stroke{Color: page.Grey, Width: 0.6}, page.At(x+laneWidth/2, p.down.top+10), page.At(x+laneWidth/2, p.down.bottom-10))
	}
}

// drawLaneRole fills a part of a lane. A pre-candidate is half orange: yellow alone vanishes in grey; a
// learner is half blue.
func (p *Sequence) drawLaneRole(b timeline.Piece, x, low, high page.Length) {
	left, right := x-laneWidth/2, x+page.Length(laneWidth)/2
	switch {
	case b.Role == trace.PreCandidate:
		p.Box(run.PreFill, left, low, right, high)
		p.Box(run.CandidateCol, left, low, left+laneWidth*0.38, high)
	case b.Role == trace.Follower && b.Standing == trace.Learner:
		p.Box(run.OutsideFill, left, low, right, high)
		p.Box(run.FollowerFill, left, low, left+laneWidth/2, high)
	default:
		p.DrawPiece(b.Role, b.Standing, left, low, right, high)
	}
}

// drawBreaks marks where time was cut out.
func (p *Sequence) drawBreaks() {
	letters := page.TextStyle{Face: page.Regular(), Size: 11.5, Color: page.Grey, Align: 0.5}
	right := p.lane(trace.NodeID(max(len(p.Run.Servers), 1))) + 60
	for _, b := range p.down.breaks() {
		middle := (b.high + b.low) / 2
		p.Box(page.White, page.Margin+64, middle-8, right, middle+8)
		for _, y := range []page.Length{middle - 8, middle + 8} {
			var zigzag []page.Point
			for i, x := 0, page.Length(page.Margin+66); x <= right; i, x = i+1, x+7 {
				zigzag = append(zigzag, page.At(x, y+page.Length(i%2)*4-2))
			}
			p.Line(page.Stroke{Color: page.Rule, Width: 1}, zigzag...)
		}
		words := p.Say("%s left out", "略去 %s", diagnosis.Length(b.long))
		x := (page.Margin + 66 + right) / 2
		p.Text(letters, page.At(x, middle), words)
		p.occupied = append(p.occupied, page.TurnedRect{Middle: page.At(x, middle), HalfX: x, HalfY: 10, Angle: 0})
	}
}
