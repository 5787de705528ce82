package diagram

import (
	"cmp"
	"math"
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// Terms is the figure of every server's term against time. The lines of servers with the same term
// lie side by side; their colour is the role.
type Terms struct {
	run.Figure
	run.TimeScale
	low, high   trace.Term // shown
	bottom, top page.Length
	gap         page.Length // between lines that lie side by side
	network     []run.FaultSpan
	lines       page.Page // what labels keep away from
}

// bundle is the share of the height between two terms that the parallel lines of one term take.
const bundle = 0.55

var followerLine = page.RGB(0x8FA9C4)

// NewTerms lays out the terms of a run.
func NewTerms(t *timeline.Timeline, o run.Options) *Terms {
	from, to := o.From, cmp.Or(o.To, t.End)
	if o.Election > 0 && o.From == 0 && o.To == 0 {
		e := t.Elections[o.Election-1]
		from, to = max(0, e.From-(e.To-e.From)), min(t.End, e.To+(e.To-e.From))
	}
	p := &Terms{Figure: run.NewFigure(t, o), TimeScale: run.NewTimeScale(from, to)}
	p.Right -= 40 // names of the servers
	p.network = run.FaultSpans(p.Lang, t, p.TimeScale)
	p.bottom, p.top = page.FooterHeight+52, page.Height-page.HeadHeight-20-run.RowHeight*run.RowsOf(p.network)
	p.low, p.high = math.MaxUint64, 0
	for _, s := range t.Servers {
		for _, b := range s.Bands {
			if p.Meets(b.From, b.To) || b.From == p.From {
				p.low, p.high = min(p.low, b.Term), max(p.high, b.Term)
			}
		}
	}
	p.low = min(p.low, p.high)
	if p.low <= 3 {
		p.low = 0
	}
	p.high = max(p.high, p.low+1)
	n := page.Length(max(len(t.Servers), 1))
	p.gap = min(p.step()*bundle/n, 5)
	p.Plot = page.NewRect(p.Left, p.bottom, p.Right, p.top)
	p.lines.Plot = page.NewRect(p.Left, p.bottom, p.Right, p.top-6)
	return p
}

// step is the height between two terms.
func (p *Terms) step() page.Length {
	return (p.top - p.bottom - 14) / (page.Length(p.high-p.low) + bundle)
}

// height is where the line of a server with a term is.
func (p *Terms) height(node trace.NodeID, term trace.Term) page.Length {
	middle := p.bottom + p.step()*page.Length(term-min(p.low, term))
	return middle + p.gap*(page.Length(len(p.Run.Servers))-page.Length(node))
}

// Draw draws on the page; see [page.Write].
func (p *Terms) Draw() {
	p.drawTimes()
	p.drawTermAxes()
	for i := len(p.Run.Servers) - 1; i >= 0; i-- {
		p.drawServer(p.Run.Servers[i])
	}
	p.drawEndNames()
	p.drawViolations()
	p.drawCrashes()
	p.drawLeaders()
	p.drawHighTerms()
	p.drawTermLegend()
	p.DrawTitle(p.termFinding(), p.termSummary())
	p.DrawFooter(p.Command, p.NotDrawn(), p.Provenance())
}

// drawTimes draws the times without a leader, and the faults of the network.
func (p *Terms) drawTimes() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Red, Align: 0.5}
	for _, o := range p.Run.Outages {
		if !p.Meets(o.From, o.To) {
			continue
		}
		x0, x1 := p.Clip(o.From), p.Clip(o.To)
		p.Box(run.OutageLane, x0, p.bottom, x1, p.top)
		p.Box(run.OutageStrip, x0, p.top, x1, p.top+18)
		long := diagnosis.Length(o.To - o.From)
		p.Text(letters, page.At((x0+x1)/2, p.top+9), p.FirstThatFits(letters, x1-x0-4, p.Say("no leader %s", "无领导者 %s", long), long))
	}
	p.Text(page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Grey, Align: 1}, page.At(p.Left-10, p.top+9), p.Say("cluster", "集群"))
	letters.Color = page.White
	for _, s := range p.Run.Led {
		if s.Leader != 0 && p.Meets(s.From, s.To) {
			x0, x1 := p.Clip(s.From), p.Clip(s.To)
			p.Box(run.LeaderCol, x0, p.top, x1, p.top+18)
			p.Text(letters, page.At((x0+x1)/2, p.top+9), p.FirstThatFits(letters, x1-x0-6,
				p.Say("leader %v, term %d", "领导者 %v，任期 %d", s.Leader, s.Term), s.Leader.String()))
		}
	}
	p.drawNetworkFaults()
}

// drawNetworkFaults marks when the network was not whole.
func (p *Terms) drawNetworkFaults() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Color: run.NetworkCol, Halo: page.White}
	dashed := page.Stroke{Color: run.NetworkCol, Width: 1, Dash: []page.Length{4, 3}}
	for _, b := range p.network {
		box, shown := p.networkBox(b)
		if !shown {
			p.LabelsOmitted++
			continue
		}
		p.Box(run.NetworkFill, box.X0, box.Y0, box.X1, box.Y1)
		p.Occupied = append(p.Occupied, box)
		for _, t := range []time.Duration{b.From, b.To} {
			if p.Shows(t) && t < p.Run.End {
				p.Line(dashed, page.At(p.X(t), p.bottom), page.At(p.X(t), p.top))
				p.Line(dashed, page.At(p.X(t), box.Y0-2), page.At(p.X(t), box.Y1))
			}
		}
	}
	for _, b := range p.network {
		box, shown := p.networkBox(b)
		middle := (box.Y0 + box.Y1) / 2
		switch {
		case !shown:
		case p.TextWidth(letters, b.Text) < box.X1-box.X0-10:
			p.Text(letters, page.At(box.X0+6, middle), b.Text)
		default:
			p.Label(letters, page.At(box.X1, middle), 4, b.Text)
		}
	}
}

// networkBox is where a fault of the network is marked, if there is a row for it.
func (p *Terms) networkBox(b run.FaultSpan) (box page.Rect, ok bool) {
	low := p.top + 21 + run.RowHeight*page.Length(b.Row)
	return page.NewRect(p.Clip(b.From), low, max(p.Clip(b.To), p.Clip(b.From)+2), low+run.RowHeight-1), b.Row < run.NetworkRows
}

func (p *Terms) drawTermAxes() {
	small := page.TextStyle{Face: page.Regular(), Size: 13, Color: page.Grey, Align: 1}
	n := page.Length(len(p.Run.Servers) - 1)
	every := page.Axis{Min: float64(p.low), Max: float64(p.high)}.Marks(min(int(p.high-p.low), 9))
	for _, m := range every {
		if m.Value != math.Trunc(m.Value) {
			continue
		}
		y := p.bottom + p.step()*page.Length(m.Value-float64(p.low)) + p.gap*n/2
		p.Line(page.Stroke{Color: page.Grid, Width: 0.8}, page.At(p.Left, y), page.At(p.Right, y))
		p.Text(small, page.At(p.Left-12, y), m.Label)
	}
	p.Turned(page.TextStyle{Face: page.Regular(), Size: 14, Color: page.Ink, Align: 0.5}, page.At(page.Margin+7, (p.bottom+p.top)/2), math.Pi/2, p.Say("term", "任期"))
	small.Align = 0.5
	unit, name := time.Second, "s"
	if p.To-p.From <= 200*time.Millisecond {
		unit, name = time.Millisecond, "ms"
	}
	base := p.bottom - 10
	for _, m := range (page.Axis{Min: page.InUnits(p.From, unit), Max: page.InUnits(p.To, unit)}).Marks(11) {
		x := p.X(time.Duration(math.Round(m.Value * float64(unit))))
		p.Line(page.Stroke{Color: page.Grid, Width: 0.8}, page.At(x, p.bottom), page.At(x, p.top))
		p.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(x, base), page.At(x, base-5))
		p.Text(small, page.At(x, base-14), m.Label)
	}
	p.Line(page.Stroke{Color: page.Grey, Width: 0.8}, page.At(p.Left, base), page.At(p.Right, base))
	p.Text(page.TextStyle{Face: page.Regular(), Size: 13, Color: page.Ink, Align: 0.5}, page.At((p.Left+p.Right)/2, base-33),
		p.Say("simulated time (%s)", "模拟时间（%s）", name))
}

// roleLine is how the line of a server in a role looks. Width 0: it is as wide as there is room.
func (p *Terms) roleLine(role trace.Role) page.Stroke {
	thin := min(2.6, max(p.gap*0.7, 1.4))
	switch role {
	case trace.Leader:
		return page.Stroke{Color: run.LeaderCol, Width: thin + 1.8}
	case trace.Candidate:
		return page.Stroke{Color: run.CandidateCol, Width: thin + 0.6}
	case trace.PreCandidate:
		return page.Stroke{Color: run.CandidateCol, Width: thin, Dash: []page.Length{3, 2}}
	case trace.Follower:
		return page.Stroke{Color: followerLine, Width: thin}
	}
	return page.Stroke{Color: page.Hatching, Width: 1.2, Dash: []page.Length{1.5, 3}}
}

// pieceLine is the line for a part of a server's life. That of a follower without a vote is broken.
func (p *Terms) pieceLine(b timeline.Piece) page.Stroke {
	line := p.roleLine(b.Role)
	if b.Role == trace.Follower && b.Standing != trace.Voter {
		line.Dash = []page.Length{7, 4}
	}
	return line
}

// drawServer draws the steps of a server. What it rises through has the colour of what it becomes.
func (p *Terms) drawServer(s timeline.Server) {
	pieces := s.Pieces()
	for i, b := range pieces {
		if !p.Meets(b.From, b.To) {
			continue
		}
		y := p.height(s.Node, b.Term)
		x0, x1 := p.Clip(b.From), p.Clip(b.To)
		line := p.pieceLine(b)
		if i > 0 && p.Shows(b.From) && pieces[i-1].Term != b.Term {
			rise := []page.Point{page.At(x0, p.height(s.Node, pieces[i-1].Term)), page.At(x0, y)}
			p.Line(page.Stroke{Color: line.Color, Width: p.roleLine(trace.Follower).Width}, rise...)
			p.lines.KeepOff(int(s.Node), rise)
		}
		flat := []page.Point{page.At(x0, y), page.At(x1, y)}
		p.lines.KeepOff(int(s.Node), flat)
		p.Line(line, flat...)
	}
}

// drawEndNames writes every server's name at the end of its line.
func (p *Terms) drawEndNames() {
	letters := page.TextStyle{Face: page.Bold(), Size: 11.5, Color: page.Ink}
	var middles, widths, from []page.Length
	for i := len(p.Run.Servers) - 1; i >= 0; i-- { // from below
		s := p.Run.Servers[i]
		if len(s.Bands) == 0 {
			continue
		}
		term := s.Bands[len(s.Bands)-1].Term
		for _, b := range s.Bands {
			if b.From <= p.To && p.To <= b.To {
				term = b.Term
			}
		}
		middles, widths, from = append(middles, p.height(s.Node, term)), append(widths, 11.5), append(from, page.Length(s.Node))
	}
	order := make([]int, len(middles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(middles[a], middles[b]) })
	sorted := make([]page.Length, len(order))
	for i, k := range order {
		sorted[i] = middles[k]
	}
	places, ok := page.Spread(sorted, widths, 1, p.bottom-30, p.top+10)
	for i, k := range order {
		if !ok {
			p.LabelsOmitted++
			continue
		}
		p.Line(page.Stroke{Color: page.Rule, Width: 0.8}, page.At(p.Right+2, sorted[i]), page.At(p.Right+12, places[i]))
		p.Text(letters, page.At(p.Right+15, places[i]), trace.NodeID(from[k]).String())
	}
}

// drawTermLegend explains the colours of the lines.
func (p *Terms) drawTermLegend() {
	var signs []page.KeyEntry
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if p.anyRole(role) {
			signs = append(signs, page.KeyEntry{Text: p.RoleWords(role), Draw: func(x, y page.Length) {
				p.Line(p.roleLine(role), page.At(x, y), page.At(x+page.KeyWidth, y))
			}})
		}
	}
	mute := timeline.Piece{Band: timeline.Band{Role: trace.Follower}}
	if p.AnyPiece(func(b timeline.Piece) bool {
		return b.Role == trace.Follower && b.Standing != trace.Voter && p.Meets(b.From, b.To)
	}) {
		signs = append(signs, page.KeyEntry{Text: p.Say("without a vote", "无投票权"), Draw: func(x, y page.Length) {
			p.Line(p.pieceLine(mute), page.At(x, y), page.At(x+page.KeyWidth, y))
		}})
	}
	p.DrawKey(p.Figure.Height-80, signs)
}

func (p *Terms) anyRole(role trace.Role) bool {
	for _, s := range p.Run.Servers {
		for _, b := range s.Bands {
			if b.Role == role && p.Meets(b.From, b.To) {
				return true
			}
		}
	}
	return false
}
