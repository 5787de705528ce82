package plots

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
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

// shown is a message in the figure.
type shown struct {
	timeline.Message
	first bool // of a new leader to this server
	from  vg.Point
	to    vg.Point
	pen   pen
	head  head
	size  vg.Length // of the head

	others []trace.NodeID // whose like messages were lost beside this one
	hidden bool           // it is one of these
}

const (
	mostMessages = 48  // more cannot be labelled
	laneWidth    = 14  // of a server's bar
	laneLeft     = 150 // the first lane
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

// gatherLost makes one arrow of like messages that were lost together on their way.
func (p *sequence) gatherLost() {
	for i := range p.messages {
		first := &p.messages[i]
		for k := i + 1; k < len(p.messages) && !first.hidden && lostOnTheWay(*first); k++ {
			m := &p.messages[k]
			if lostOnTheWay(*m) && !m.hidden && m.Kind == first.Kind && m.Term == first.Term && m.from == first.from &&
				m.to == first.to && m.Reason == first.Reason {
				first.others, m.hidden = append(first.others, m.To), true
			}
		}
	}
	p.messages = slices.DeleteFunc(p.messages, func(m shown) bool { return m.hidden })
}

func lostOnTheWay(m shown) bool { return m.Fate == timeline.Lost && m.Reason != trace.ReceiverDown }

// narrow shrinks a window to the rounds of the elections in it, and to the last of these rounds if
// there are too many messages to label.
func (p *sequence) narrow(from, to time.Duration, chosen int) (time.Duration, time.Duration) {
	var starts []time.Duration
	end := from
	for i, e := range p.t.Elections {
		if chosen != i+1 && (chosen != 0 || e.From >= to || e.To <= from) {
			continue
		}
		for _, c := range e.Candidates {
			starts = append(starts, c.From)
		}
		end = max(end, p.heardBy(e))
	}
	if len(starts) == 0 {
		return from, to
	}
	to = end
	slices.Sort(starts)
	round := p.longestFlight(starts[0], to)
	var rounds []time.Duration
	for i, t := range starts {
		if i == 0 || t > starts[i-1]+2*round {
			rounds = append(rounds, t)
		}
	}
	for len(rounds) > 1 && !p.readable(rounds[0], to) {
		rounds = rounds[1:]
	}
	return max(rounds[0]-round/7, 0), min(to+round/9, p.t.End)
}

// heardBy returns when an election is over: when the first messages of the new leader have arrived.
// An election may have a second winner: then safety is violated.
func (p *sequence) heardBy(e timeline.Election) time.Duration {
	end := e.To
	news := newsOfLeaders{}
	for _, m := range p.t.Messages {
		first := news.first(m) && m.Term == e.Term && m.Fate != timeline.UnderWay
		for _, c := range e.Candidates {
			if c.Won && first && m.From == c.Node && m.Sent >= c.To && m.Sent <= c.To+p.longestFlight(c.From, c.To) {
				end = max(end, m.Ended)
			}
		}
	}
	return end
}

// longestFlight returns how long a vote message was under way at most.
func (p *sequence) longestFlight(from, to time.Duration) time.Duration {
	longest := time.Millisecond
	for _, m := range p.messagesOf(from, to) {
		if m.Fate != timeline.UnderWay && (isVote(m.Kind) || isPreVote(m.Kind)) {
			longest = max(longest, m.Ended-m.Sent)
		}
	}
	return longest
}

// readable reports whether the vote messages of a part of the run are few, and fall steeply enough
// to be told apart.
func (p *sequence) readable(from, to time.Duration) bool {
	try := &sequence{panel: &panel{figure: p.figure, scale: newScale(from, to)}}
	for _, m := range try.messagesOf(from, to) {
		if rankOf(m) < 2 {
			try.messages = append(try.messages, m)
		}
	}
	d := newDescent(try.moments(), pageHeight-headHeight-30, footHeight+12)
	var fall, n vg.Length
	for _, m := range try.messages {
		if m.Ended > m.Sent {
			fall, n = fall+vg.Length(m.Ended-m.Sent)*d.perTime, n+1
		}
	}
	return len(try.messages) <= mostMessages && len(d.parts) <= mostParts && fall >= steepEnough*n
}

const (
	steepEnough = 46 // points that a message falls
	mostParts   = 3  // between cuts of time
)

// messagesOf returns the messages sent in a part of the run.
func (p *sequence) messagesOf(from, to time.Duration) (list []shown) {
	news := newsOfLeaders{}
	for _, m := range p.t.Messages {
		if !p.has(m.From) || !p.has(m.To) || m.From == m.To {
			continue
		}
		if first := news.first(m); m.Sent >= from && m.Sent <= to {
			list = append(list, shown{Message: m, first: first})
		}
	}
	return list
}

// rankOf tells how much a message tells: 0 most.
func rankOf(m shown) int {
	switch {
	case isVote(m.Kind) || m.first:
		return 0
	case isPreVote(m.Kind):
		return 1
	case m.Entries > 0 || m.Kind == trace.Snapshot || rejects(m.Message):
		return 2
	case m.Kind == trace.Heartbeat || m.Kind == trace.Append:
		return 3
	}
	return 4
}

// pick takes the messages that tell most and counts the others.
func (p *sequence) pick(all []shown) {
	for rank := range 5 {
		for _, m := range all {
			switch {
			case rankOf(m) != rank:
			case len(p.messages) < mostMessages && m.Fate != timeline.UnderWay && (rank < 3 || len(all) <= mostMessages):
				p.messages = append(p.messages, m)
			default:
				p.omit(m)
			}
		}
	}
	slices.SortStableFunc(p.messages, func(a, b shown) int { return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.ID, b.ID)) })
}

func (p *sequence) omit(m shown) {
	switch {
	case m.Fate == timeline.UnderWay:
		p.omitted.underWay++
	case isVote(m.Kind):
		p.omitted.votes++
	case isPreVote(m.Kind):
		p.omitted.preVotes++
	case m.Kind == trace.Heartbeat:
		p.omitted.heartbeats++
	case m.Kind == trace.Append || m.Kind == trace.Snapshot:
		p.omitted.entries++
	default:
		p.omitted.replies++
	}
}

// moments returns the intervals in which something goes on.
func (p *sequence) moments() (busy []interval) {
	busy = append(busy, interval{p.from, p.from}, interval{p.to, p.to})
	for _, m := range p.messages {
		end := max(min(m.Ended, p.to), m.Sent)
		if lostOnTheWay(m) {
			end = min(m.Sent+p.stub, max(p.to, m.Sent))
		}
		busy = append(busy, interval{m.Sent, end})
	}
	for _, s := range p.t.Servers {
		for _, b := range s.Bands {
			if p.from <= b.From && b.From <= p.to {
				busy = append(busy, interval{b.From, b.From})
			}
		}
	}
	return busy
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
		for _, b := range s.Bands {
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
			p.drawLaneRole(b.Role, x, low, high)
		}
		p.line(pen{color: grey, width: 0.6}, at(x-laneWidth/2, p.down.top+10), at(x-laneWidth/2, p.down.bottom-10))
		p.line(pen{color: grey, width: 0.6}, at(x+laneWidth/2, p.down.top+10), at(x+laneWidth/2, p.down.bottom-10))
	}
}

// drawLaneRole fills a part of a lane. A pre-candidate is half orange: yellow alone vanishes in grey.
func (p *sequence) drawLaneRole(role trace.Role, x, low, high vg.Length) {
	left, right := x-laneWidth/2, x+vg.Length(laneWidth)/2
	if role != trace.PreCandidate {
		p.drawRole(role, left, low, right, high)
		return
	}
	p.rect(preFill, left, low, right, high)
	p.rect(candidateCol, left, low, left+laneWidth*0.38, high)
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
		words := p.say("%s left out", "略去 %s", length(b.long))
		x := (margin + 66 + right) / 2
		p.text(letters, at(x, middle), words)
		p.oblique = append(p.oblique, slanted{at(x, middle), x, 10, 0})
	}
}
