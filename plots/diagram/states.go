package diagram

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// States is the figure of the roles (Raft paper, Figure 4) with what happened in a run: how often
// servers went from one role to another, and how long they stayed in each.
type States struct {
	run.Figure
	tally stateTally
	pre   bool // the run has pre-votes
	place map[trace.Role]page.Point
}

const (
	stateWidth  = 196
	stateHeight = 84
)

// NewStates lays out the roles of a run.
func NewStates(t *timeline.Timeline, o run.Options) *States {
	p := &States{Figure: run.NewFigure(t, o)}
	to := o.To
	if to == 0 {
		to = t.End
	}
	p.tally = tallyStates(t, o.From, to)
	p.pre = p.tally.stay[trace.PreCandidate] > 0 || p.tally.moves[roleChange{trace.Follower, trace.PreCandidate}].n > 0 ||
		t.Header.Parameter("pre_vote") == "true"
	y := page.Length(392)
	p.place = map[trace.Role]page.Point{
		trace.Follower: page.At(190, y), trace.Candidate: page.At(600, y), trace.Leader: page.At(1010, y), 0: page.At(600, 140)}
	if p.pre {
		p.place = map[trace.Role]page.Point{
			trace.Follower: page.At(130, y), trace.PreCandidate: page.At(443, y), trace.Candidate: page.At(756, y), trace.Leader: page.At(1070, y), 0: page.At(600, 140)}
	}
	return p
}

// Draw draws on the page; see [page.Write].
func (p *States) Draw() {
	p.drawTransitions()
	for _, role := range p.roles() {
		p.drawState(role)
	}
	p.DrawTitle(p.statesFinding(), p.statesSummary())
	note := p.Say("Solid: happened, with how often. Faint: possible, but not in this run. Share and time: over all servers.",
		"实线：发生过及次数。浅色：可能但本次未发生。比例与时间：所有服务器合计。")
	p.DrawFooter(p.Command, page.Joined("  ", note, p.NotDrawn()), p.Provenance())
}

func (p *States) roles() []trace.Role {
	if p.pre {
		return []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0}
	}
	return []trace.Role{trace.Follower, trace.Candidate, trace.Leader, 0}
}

// drawState draws the box of a role with the time spent in it.
func (p *States) drawState(role trace.Role) {
	where := p.place[role]
	x0, x1 := where.X-stateWidth/2, where.X+page.Length(stateWidth)/2
	y0, y1 := where.Y-stateHeight/2, where.Y+page.Length(stateHeight)/2
	fills := map[trace.Role]color.Color{0: page.White, trace.Follower: run.FollowerFill, trace.PreCandidate: run.PreFill,
		trace.Candidate: run.CandidateCol, trace.Leader: run.LeaderCol}
	outline := rounded(x0, y0, x1, y1, 16)
	p.SetColor(fills[role])
	p.Fill(outline)
	if role == trace.PreCandidate {
		p.Box(run.CandidateCol, x0+8, y0+6, x1-8, y0+12)
	}
	edge := page.Stroke{Color: page.Ink, Width: 1.2}
	if role == 0 {
		edge = page.Stroke{Color: page.Hatching, Width: 1.4, Dash: []page.Length{5, 3}}
	}
	p.Path(edge, outline)
	name := page.TextStyle{Face: page.Bold(), Size: 19, Color: page.Ink, Align: 0.5}
	if role == trace.Leader {
		name.Color = page.White
	}
	p.Text(name, page.At(where.X, where.Y+15), p.RoleWords(role))
	small := name
	small.Face, small.Size = page.Regular(), 13.5
	stay := p.tally.stay[role]
	p.Text(small, page.At(where.X, where.Y-14), fmt.Sprintf("%s · %s", page.Share(float64(stay)/float64(max(p.tally.total, 1))), page.Brief(stay)))
}

// rounded is the outline of a box with round corners.
func rounded(x0, y0, x1, y1, r page.Length) (path page.Path) {
	const bend = 0.5523 // of a Bézier curve that is nearly a quarter of a circle
	k := r * (1 - bend)
	path.Move(page.At(x0+r, y0))
	path.Line(page.At(x1-r, y0))
	path.CubeTo(page.At(x1-k, y0), page.At(x1, y0+k), page.At(x1, y0+r))
	path.Line(page.At(x1, y1-r))
	path.CubeTo(page.At(x1, y1-k), page.At(x1-k, y1), page.At(x1-r, y1))
	path.Line(page.At(x0+r, y1))
	path.CubeTo(page.At(x0+k, y1), page.At(x0, y1-k), page.At(x0, y1-r))
	path.Line(page.At(x0, y0+r))
	path.CubeTo(page.At(x0, y0+k), page.At(x0+k, y0), page.At(x0+r, y0))
	path.Close()
	return path
}

// transition is an arrow of the figure.
type transition struct {
	words string
	n     int
	path  []page.Point // start, two control points, end
	label page.Point
	align page.Length

	grows labelGrowth
}

// labelGrowth is where the lines of a label go from its place.
type labelGrowth uint8

const (
	downward labelGrowth = iota
	bothWays
	upward // the last line, which is the count, is there
)

func (p *States) drawTransitions() {
	for _, t := range p.transitions() {
		line := page.Stroke{Color: page.Ink, Width: 1.8}
		letters := page.TextStyle{Face: page.Regular(), Size: 13, Color: page.Ink, Align: t.align}
		if t.n == 0 {
			line, letters.Color = page.Stroke{Color: page.Rule, Width: 1.2}, page.Grey
		}
		p.curve(line, t.path)
		lines := p.balanced(letters, p.labelWidth(), t.words)
		y := t.label.Y
		switch tall := page.Length(len(lines)) * 15; t.grows {
		case bothWays:
			y += tall / 2
		case upward:
			y += tall
		}
		for _, words := range lines {
			p.Text(letters, page.At(t.label.X, y), words)
			y -= 15
		}
		count := letters
		count.Face, count.Size = page.Bold(), 17
		p.Text(count, page.At(t.label.X, y-2), fmt.Sprintf("%d", t.n))
	}
}

// balanced breaks words into as few lines as fit a width, about equally long.
func (p *States) balanced(l page.TextStyle, width page.Length, words string) []string {
	wrap := p.Wrap
	if p.Lang == lang.Chinese {
		wrap = p.wrapChinese
	}
	lines := wrap(l, width, words)
	for narrow := width - 4; narrow > width/3; narrow -= 4 {
		if next := wrap(l, narrow, words); len(next) == len(lines) {
			lines = next
		}
	}
	return lines
}

// wrapChinese breaks a text into lines: a semicolon becomes a new line, and where it must it breaks between
// any characters, but not before a closing mark.
func (p *States) wrapChinese(l page.TextStyle, width page.Length, text string) (lines []string) {
	line := ""
	for _, r := range text {
		full := p.TextWidth(l, line+string(r)) > width && !strings.ContainsRune("，：；）0123456789", r)
		if line != "" && full || strings.HasSuffix(line, "；") {
			lines, line = append(lines, strings.TrimSuffix(line, "；")), ""
		}
		line += string(r)
	}
	return append(lines, line)
}

// labelWidth is the width of a label between two states.
func (p *States) labelWidth() page.Length {
	if p.pre {
		return 112
	}
	return 186
}

// curve draws a bent arrow.
func (p *States) curve(l page.Stroke, q []page.Point) {
	end, before := q[3], q[2]
	var path page.Path
	path.Move(q[0])
	path.CubeTo(q[1], q[2], q[3])
	p.Path(l, path)
	dx, dy := end.X-before.X, end.Y-before.Y
	long := page.Length(math.Hypot(float64(dx), float64(dy)))
	p.Arrow(l, page.Triangle, 11, page.At(end.X-dx/long*10, end.Y-dy/long*10), end)
}
