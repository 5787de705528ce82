package plots

import (
	"cmp"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// terms is the figure of every server's term against time. The lines of servers with the same term
// lie side by side; their colour is the role.
type terms struct {
	figure
	scale
	low, high   trace.Term // shown
	bottom, top vg.Length
	gap         vg.Length // between lines that lie side by side
	network     []band
	lines       chart // what labels keep away from
}

// bundle is how much of the height between two terms the lines of servers with one term take.
const bundle = 0.55

var followerLine = rgb(0x8FA9C4)

func newTerms(t *timeline.Timeline, o Options) *terms {
	from, to := o.From, cmp.Or(o.To, t.End)
	if o.Election > 0 && o.From == 0 && o.To == 0 {
		e := t.Elections[o.Election-1]
		from, to = max(0, e.From-(e.To-e.From)), min(t.End, e.To+(e.To-e.From))
	}
	p := &terms{figure: newFigure(t, o), scale: newScale(from, to)}
	p.right -= 40 // names of the servers
	p.network = networkBands(t, p.scale)
	p.bottom, p.top = footHeight+52, pageHeight-headHeight-20-rowHeight*rows(p.network)
	p.low, p.high = math.MaxUint64, 0
	for _, s := range t.Servers {
		for _, b := range s.Bands {
			if p.meets(b.From, b.To) || b.From == p.from {
				p.low, p.high = min(p.low, b.Term), max(p.high, b.Term)
			}
		}
	}
	p.low = min(p.low, p.high)
	if p.low <= 3 {
		p.low = 0
	}
	p.high = max(p.high, p.low+1)
	n := vg.Length(max(len(t.Servers), 1))
	p.gap = min(p.step()*bundle/n, 5)
	p.plot = area{p.left, p.bottom, p.right, p.top}
	p.lines.plot = area{p.left, p.bottom, p.right, p.top - 6}
	return p
}

// step is the height between two terms.
func (p *terms) step() vg.Length {
	return (p.top - p.bottom - 14) / (vg.Length(p.high-p.low) + bundle)
}

// height is where the line of a server with a term is.
func (p *terms) height(node trace.NodeID, term trace.Term) vg.Length {
	middle := p.bottom + p.step()*vg.Length(term-min(p.low, term))
	return middle + p.gap*(vg.Length(len(p.t.Servers))-vg.Length(node))
}

func (p *terms) draw() {
	p.drawTimes()
	p.drawTermAxes()
	for i := len(p.t.Servers) - 1; i >= 0; i-- {
		p.drawServer(p.t.Servers[i])
	}
	p.drawEndNames()
	p.drawViolations()
	p.drawDeaths()
	p.drawLeaders()
	p.drawClimbers()
	p.drawTermLegend()
	p.drawTitle(p.termFinding(), p.termSummary())
	p.drawFoot(p.command, p.missing(), p.origin())
}

// drawTimes draws the times without a leader, and the faults of the network.
func (p *terms) drawTimes() {
	letters := lettering{face: bold(), size: 12, color: red, align: 0.5}
	for _, o := range p.t.Outages {
		if !p.meets(o.From, o.To) {
			continue
		}
		x0, x1 := p.clip(o.From), p.clip(o.To)
		p.rect(outageLane, x0, p.bottom, x1, p.top)
		p.rect(outageStrip, x0, p.top, x1, p.top+18)
		long := diagnosis.Length(o.To - o.From)
		p.text(letters, at((x0+x1)/2, p.top+9), p.firstThatFits(letters, x1-x0-4, p.say("no leader %s", "无领导者 %s", long), long))
	}
	p.text(lettering{face: bold(), size: 12, color: grey, align: 1}, at(p.left-10, p.top+9), p.say("cluster", "集群"))
	letters.color = white
	for _, s := range p.t.Led {
		if s.Leader != 0 && p.meets(s.From, s.To) {
			x0, x1 := p.clip(s.From), p.clip(s.To)
			p.rect(leaderCol, x0, p.top, x1, p.top+18)
			p.text(letters, at((x0+x1)/2, p.top+9), p.firstThatFits(letters, x1-x0-6,
				p.say("leader %v, term %d", "领导者 %v，任期 %d", s.Leader, s.Term), s.Leader.String()))
		}
	}
	p.drawNetworkFaults()
}

// drawNetworkFaults marks when the network was not whole.
func (p *terms) drawNetworkFaults() {
	letters := lettering{face: bold(), size: 12, color: networkCol, halo: white}
	dashed := pen{color: networkCol, width: 1, dash: []vg.Length{4, 3}}
	for _, b := range p.network {
		box, shown := p.networkBox(b)
		if !shown {
			p.crowded++
			continue
		}
		p.rect(networkFill, box.x0, box.y0, box.x1, box.y1)
		p.taken = append(p.taken, box)
		for _, t := range []time.Duration{b.from, b.to} {
			if p.shows(t) && t < p.t.End {
				p.line(dashed, at(p.x(t), p.bottom), at(p.x(t), p.top))
				p.line(dashed, at(p.x(t), box.y0-2), at(p.x(t), box.y1))
			}
		}
	}
	for _, b := range p.network {
		box, shown := p.networkBox(b)
		middle := (box.y0 + box.y1) / 2
		switch {
		case !shown:
		case p.textWidth(letters, b.text) < box.x1-box.x0-10:
			p.text(letters, at(box.x0+6, middle), b.text)
		default:
			p.label(letters, at(box.x1, middle), 4, b.text)
		}
	}
}

// networkBox is where a fault of the network is marked, if there is a row for it.
func (p *terms) networkBox(b band) (box area, ok bool) {
	low := p.top + 21 + rowHeight*vg.Length(b.row)
	return area{p.clip(b.from), low, max(p.clip(b.to), p.clip(b.from)+2), low + rowHeight - 1}, b.row < networkRows
}

func (p *terms) drawTermAxes() {
	small := lettering{face: regular(), size: 13, color: grey, align: 1}
	n := vg.Length(len(p.t.Servers) - 1)
	every := ruler{min: float64(p.low), max: float64(p.high)}.marks(min(int(p.high-p.low), 9))
	for _, m := range every {
		if m.value != math.Trunc(m.value) {
			continue
		}
		y := p.bottom + p.step()*vg.Length(m.value-float64(p.low)) + p.gap*n/2
		p.line(pen{color: grid, width: 0.8}, at(p.left, y), at(p.right, y))
		p.text(small, at(p.left-12, y), m.label)
	}
	p.turned(lettering{face: regular(), size: 14, color: ink, align: 0.5}, at(margin+7, (p.bottom+p.top)/2), math.Pi/2, p.say("term", "任期"))
	small.align = 0.5
	unit, name := time.Second, "s"
	if p.to-p.from <= 200*time.Millisecond {
		unit, name = time.Millisecond, "ms"
	}
	base := p.bottom - 10
	for _, m := range (ruler{min: inUnits(p.from, unit), max: inUnits(p.to, unit)}).marks(11) {
		x := p.x(time.Duration(math.Round(m.value * float64(unit))))
		p.line(pen{color: grid, width: 0.8}, at(x, p.bottom), at(x, p.top))
		p.line(pen{color: grey, width: 0.8}, at(x, base), at(x, base-5))
		p.text(small, at(x, base-14), m.label)
	}
	p.line(pen{color: grey, width: 0.8}, at(p.left, base), at(p.right, base))
	p.text(lettering{face: regular(), size: 13, color: ink, align: 0.5}, at((p.left+p.right)/2, base-33),
		p.say("simulated time (%s)", "模拟时间（%s）", name))
}

// roleLine is how the line of a server in a role looks. Width 0: it is as wide as there is room.
func (p *terms) roleLine(role trace.Role) pen {
	thin := min(2.6, max(p.gap*0.7, 1.4))
	switch role {
	case trace.Leader:
		return pen{color: leaderCol, width: thin + 1.8}
	case trace.Candidate:
		return pen{color: candidateCol, width: thin + 0.6}
	case trace.PreCandidate:
		return pen{color: candidateCol, width: thin, dash: []vg.Length{3, 2}}
	case trace.Follower:
		return pen{color: followerLine, width: thin}
	}
	return pen{color: hatching, width: 1.2, dash: []vg.Length{1.5, 3}}
}

// pieceLine is the line for a part of a server's life. That of a follower without a vote is broken.
func (p *terms) pieceLine(b timeline.Piece) pen {
	line := p.roleLine(b.Role)
	if b.Role == trace.Follower && b.Standing != trace.Voter {
		line.dash = []vg.Length{7, 4}
	}
	return line
}

// drawServer draws the steps of a server. What it rises through has the colour of what it becomes.
func (p *terms) drawServer(s timeline.Server) {
	pieces := s.Pieces()
	for i, b := range pieces {
		if !p.meets(b.From, b.To) {
			continue
		}
		y := p.height(s.Node, b.Term)
		x0, x1 := p.clip(b.From), p.clip(b.To)
		line := p.pieceLine(b)
		if i > 0 && p.shows(b.From) && pieces[i-1].Term != b.Term {
			rise := []vg.Point{at(x0, p.height(s.Node, pieces[i-1].Term)), at(x0, y)}
			p.line(pen{color: line.color, width: p.roleLine(trace.Follower).width}, rise...)
			p.lines.note(int(s.Node), rise)
		}
		flat := []vg.Point{at(x0, y), at(x1, y)}
		p.lines.note(int(s.Node), flat)
		p.line(line, flat...)
	}
}

// drawEndNames writes every server's name at the end of its line.
func (p *terms) drawEndNames() {
	letters := lettering{face: bold(), size: 11.5, color: ink}
	var middles, widths, from []vg.Length
	for i := len(p.t.Servers) - 1; i >= 0; i-- { // from below
		s := p.t.Servers[i]
		if len(s.Bands) == 0 {
			continue
		}
		term := s.Bands[len(s.Bands)-1].Term
		for _, b := range s.Bands {
			if b.From <= p.to && p.to <= b.To {
				term = b.Term
			}
		}
		middles, widths, from = append(middles, p.height(s.Node, term)), append(widths, 11.5), append(from, vg.Length(s.Node))
	}
	order := make([]int, len(middles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(middles[a], middles[b]) })
	sorted := make([]vg.Length, len(order))
	for i, k := range order {
		sorted[i] = middles[k]
	}
	places, ok := spread(sorted, widths, 1, p.bottom-30, p.top+10)
	for i, k := range order {
		if !ok {
			p.crowded++
			continue
		}
		p.line(pen{color: rule, width: 0.8}, at(p.right+2, sorted[i]), at(p.right+12, places[i]))
		p.text(letters, at(p.right+15, places[i]), trace.NodeID(from[k]).String())
	}
}

// drawTermLegend explains the colours of the lines.
func (p *terms) drawTermLegend() {
	var signs []sign
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if p.anyRole(role) {
			signs = append(signs, sign{p.roleWords(role), func(x, y vg.Length) {
				p.line(p.roleLine(role), at(x, y), at(x+signWidth, y))
			}})
		}
	}
	mute := timeline.Piece{Band: timeline.Band{Role: trace.Follower}}
	if p.anyPiece(func(b timeline.Piece) bool {
		return b.Role == trace.Follower && b.Standing != trace.Voter && p.meets(b.From, b.To)
	}) {
		signs = append(signs, sign{p.say("without a vote", "无投票权"), func(x, y vg.Length) {
			p.line(p.pieceLine(mute), at(x, y), at(x+signWidth, y))
		}})
	}
	p.drawSigns(p.figure.height-80, signs)
}

func (p *terms) anyRole(role trace.Role) bool {
	for _, s := range p.t.Servers {
		for _, b := range s.Bands {
			if b.Role == role && p.meets(b.From, b.To) {
				return true
			}
		}
	}
	return false
}
