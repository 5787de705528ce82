package plots

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// states is the figure of the roles (Raft paper, Figure 4) with what happened in a run: how often
// servers went from one role to another, and how long they stayed in each.
type states struct {
	figure
	tally stateTally
	pre   bool // the run has pre-votes
	place map[trace.Role]vg.Point
}

const (
	stateWidth  = 196
	stateHeight = 84
)

func newStates(t *timeline.Timeline, o Options) *states {
	p := &states{figure: newFigure(t, o)}
	to := o.To
	if to == 0 {
		to = t.End
	}
	p.tally = tallyStates(t, o.From, to)
	p.pre = p.tally.stay[trace.PreCandidate] > 0 || p.tally.moves[move{trace.Follower, trace.PreCandidate}].n > 0 ||
		t.Header.Parameter("pre_vote") == "true"
	y := vg.Length(392)
	p.place = map[trace.Role]vg.Point{
		trace.Follower: at(190, y), trace.Candidate: at(600, y), trace.Leader: at(1010, y), 0: at(600, 140)}
	if p.pre {
		p.place = map[trace.Role]vg.Point{
			trace.Follower: at(130, y), trace.PreCandidate: at(443, y), trace.Candidate: at(756, y), trace.Leader: at(1070, y), 0: at(600, 140)}
	}
	return p
}

func (p *states) draw() {
	p.drawTransitions()
	for _, role := range p.roles() {
		p.drawState(role)
	}
	p.drawTitle(p.statesFinding(), p.statesSummary())
	note := p.say("Solid: happened, with how often. Faint: possible, but not in this run. Share and time: over all servers.",
		"实线：发生过及次数。浅色：可能但本次未发生。比例与时间：所有服务器合计。")
	p.drawFoot(p.command, joined("  ", note, p.missing()), p.origin())
}

func (p *states) roles() []trace.Role {
	if p.pre {
		return []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0}
	}
	return []trace.Role{trace.Follower, trace.Candidate, trace.Leader, 0}
}

// drawState draws the box of a role with the time spent in it.
func (p *states) drawState(role trace.Role) {
	where := p.place[role]
	x0, x1 := where.X-stateWidth/2, where.X+vg.Length(stateWidth)/2
	y0, y1 := where.Y-stateHeight/2, where.Y+vg.Length(stateHeight)/2
	fills := map[trace.Role]color.Color{0: white, trace.Follower: followerFill, trace.PreCandidate: preFill,
		trace.Candidate: candidateCol, trace.Leader: leaderCol}
	outline := rounded(x0, y0, x1, y1, 16)
	p.SetColor(fills[role])
	p.Fill(outline)
	if role == trace.PreCandidate {
		p.rect(candidateCol, x0+8, y0+6, x1-8, y0+12)
	}
	edge := pen{color: ink, width: 1.2}
	if role == 0 {
		edge = pen{color: hatching, width: 1.4, dash: []vg.Length{5, 3}}
	}
	p.stroke(edge, outline)
	name := lettering{face: bold(), size: 19, color: ink, align: 0.5}
	if role == trace.Leader {
		name.color = white
	}
	p.text(name, at(where.X, where.Y+15), p.roleWords(role))
	small := name
	small.face, small.size = regular(), 13.5
	stay := p.tally.stay[role]
	p.text(small, at(where.X, where.Y-14), fmt.Sprintf("%s · %s", share(float64(stay)/float64(max(p.tally.total, 1))), brief(stay)))
}

// rounded is the outline of a box with round corners.
func rounded(x0, y0, x1, y1, r vg.Length) (path vg.Path) {
	const bend = 0.5523 // of a Bézier curve that is nearly a quarter of a circle
	k := r * (1 - bend)
	path.Move(at(x0+r, y0))
	path.Line(at(x1-r, y0))
	path.CubeTo(at(x1-k, y0), at(x1, y0+k), at(x1, y0+r))
	path.Line(at(x1, y1-r))
	path.CubeTo(at(x1, y1-k), at(x1-k, y1), at(x1-r, y1))
	path.Line(at(x0+r, y1))
	path.CubeTo(at(x0+k, y1), at(x0, y1-k), at(x0, y1-r))
	path.Line(at(x0, y0+r))
	path.CubeTo(at(x0, y0+k), at(x0+k, y0), at(x0+r, y0))
	path.Close()
	return path
}

// transition is an arrow of the figure.
type transition struct {
	words string
	n     int
	path  []vg.Point // start, two control points, end
	label vg.Point
	align vg.Length

	grows growth
}

// growth is where the lines of a label go from its place.
type growth uint8

const (
	downward growth = iota
	bothWays
	upward // the last line, which is the count, is there
)

func (p *states) drawTransitions() {
	for _, t := range p.transitions() {
		line := pen{color: ink, width: 1.8}
		letters := lettering{face: regular(), size: 13, color: ink, align: t.align}
		if t.n == 0 {
			line, letters.color = pen{color: rule, width: 1.2}, grey
		}
		p.curve(line, t.path)
		lines := p.balanced(letters, p.room(), t.words)
		y := t.label.Y
		switch tall := vg.Length(len(lines)) * 15; t.grows {
		case bothWays:
			y += tall / 2
		case upward:
			y += tall
		}
		for _, words := range lines {
			p.text(letters, at(t.label.X, y), words)
			y -= 15
		}
		count := letters
		count.face, count.size = bold(), 17
		p.text(count, at(t.label.X, y-2), fmt.Sprintf("%d", t.n))
	}
}

// balanced breaks words into as few lines as fit a width, about equally long.
func (p *states) balanced(l lettering, width vg.Length, words string) []string {
	wrap := p.wrap
	if p.lang == lang.Chinese {
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
func (p *states) wrapChinese(l lettering, width vg.Length, text string) (lines []string) {
	line := ""
	for _, r := range text {
		full := p.textWidth(l, line+string(r)) > width && !strings.ContainsRune("，：；）0123456789", r)
		if line != "" && full || strings.HasSuffix(line, "；") {
			lines, line = append(lines, strings.TrimSuffix(line, "；")), ""
		}
		line += string(r)
	}
	return append(lines, line)
}

// room is the width of a label between two states.
func (p *states) room() vg.Length {
	if p.pre {
		return 112
	}
	return 186
}

// curve draws a bent arrow.
func (p *states) curve(l pen, q []vg.Point) {
	end, before := q[3], q[2]
	var path vg.Path
	path.Move(q[0])
	path.CubeTo(q[1], q[2], q[3])
	p.stroke(l, path)
	dx, dy := end.X-before.X, end.Y-before.Y
	long := vg.Length(math.Hypot(float64(dx), float64(dy)))
	p.arrow(l, triangle, 11, at(end.X-dx/long*10, end.Y-dy/long*10), end)
}
