package lanes

import (
	"fmt"
	"image/color"
	"slices"
	"time"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// drawOutageShading marks the times without a leader across all lanes.
func (p *panel) drawOutageShading() {
	for _, o := range p.Run.Outages {
		if p.Meets(o.From, o.To) {
			p.Box(run.OutageLane, p.Clip(o.From), p.bottom, p.Clip(o.To), p.top-stripHeight)
		}
	}
}

// drawOutageLimits draws where a time without a leader begins and ends.
func (f *figure) drawOutageLimits(a run.TimeAxis, from, to time.Duration) {
	if a.X(to)-a.X(from) < 9 {
		return // the limits would hide what is between
	}
	dotted := page.Stroke{Color: page.Red, Width: 1, Dash: []page.Length{1.5, 2.5}}
	for _, t := range []time.Duration{from, to} {
		if t > a.From && t < a.To {
			f.Line(dotted, page.At(a.X(t), a.Y), page.At(a.X(t), a.Top))
		}
	}
}

// drawBars draws every server's role and term through time.
func (p *panel) drawBars() {
	for _, s := range p.Run.Servers {
		low, high := p.bar(s.Node)
		p.drawBands(p.TimeScale, s, low, high)
		for _, y := range []page.Length{low, high} {
			p.Line(page.Stroke{Color: page.Grey, Width: 0.6}, page.At(p.Left, y), page.At(p.Clip(p.Run.End), y))
		}
		p.drawTerms(s, (low+high)/2)
		p.Text(page.TextStyle{Face: page.Bold(), Size: 15, Color: page.Ink, Align: 1}, page.At(p.Left-10, (low+high)/2), s.Node.String())
	}
}

// drawBands draws the roles of a server.
func (f *figure) drawBands(s run.TimeScale, server timeline.Server, low, high page.Length) {
	for _, b := range server.Pieces() {
		if s.Meets(b.From, b.To) {
			f.DrawPiece(b.Role, b.Standing, s.Clip(b.From), low, s.Clip(b.To), high)
		}
	}
	for _, pause := range server.Pauses {
		if s.Meets(pause.From, pause.To) {
			f.DrawPause(s.Clip(pause.From), low, s.Clip(pause.To), high)
		}
	}
}

// drawTerms writes terms into the bars: where they change, or what the server is in the configuration, and for
// all candidates and leaders.
func (p *panel) drawTerms(s timeline.Server, y page.Length) {
	said := false
	var term trace.Term
	standing := trace.Voter
	for i, b := range s.Pieces() {
		if !p.Meets(b.From, b.To) {
			continue
		}
		x0, x1 := p.Clip(b.From), p.Clip(b.To)
		if i > 0 && x1-x0 > 2 && b.From > p.From {
			p.Line(page.Stroke{Color: page.White, Width: 1}, page.At(x0, y-barHeight/2+0.3), page.At(x0, y+barHeight/2-0.3))
		}
		if b.Role == 0 || b.Role == trace.PreCandidate {
			said = said && b.Role != 0
			continue
		}
		if said && b.Term == term && b.Standing == standing && b.Role == trace.Follower {
			continue
		}
		said, term, standing = p.drawTerm(s, b, x0, x1, y), b.Term, b.Standing
	}
}

// drawTerm writes into a part of a bar, and reports whether it had room.
func (p *panel) drawTerm(s timeline.Server, b timeline.Piece, x0, x1, y page.Length) bool {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Ink}
	if b.Role == trace.Leader {
		letters.Color = page.White
	}
	if paused(s, b.Band) {
		letters.Halo = [...]color.Color{trace.Follower: run.FollowerFill, trace.PreCandidate: run.PreFill,
			trace.Candidate: run.CandidateCol, trace.Leader: run.LeaderCol}[b.Role]
	}
	start := p.pastLimits(x0 + 5)
	if text := p.FirstThatFits(letters, x1-start-4, p.termWords(b)...); text != "" {
		if b.Role == trace.Follower && b.Standing != trace.Voter { // a long one
			start = p.besideLimits(start, x1, p.TextWidth(letters, text))
		}
		p.drawFixed(letters, page.At(start, y), text)
		return true
	}
	if short := fmt.Sprint(b.Term); p.TextWidth(letters, short) < x1-x0-1 {
		letters.Align = 0.5
		p.drawFixed(letters, page.At((x0+x1)/2, y), short)
	}
	return false
}

// pastLimits moves a text's beginning behind the limits of outages that would strike through it.
func (p *panel) pastLimits(x page.Length) page.Length {
	for _, o := range p.Run.Outages {
		for _, limit := range []page.Length{p.X(o.From), p.X(o.To)} {
			if limit > x-3 && limit < x+18 {
				x = limit + 4
			}
		}
	}
	return x
}

// besideLimits returns where a text of a width can begin between two places without a limit of an outage
// through it, or the left place if there is none.
func (p *panel) besideLimits(x0, x1, width page.Length) page.Length {
	var lines []page.Length
	for _, o := range p.Run.Outages {
		lines = append(lines, p.X(o.From), p.X(o.To))
	}
	slices.Sort(lines)
	return leadershipLane{lines: lines}.clear(x0, x1, width)
}

func paused(s timeline.Server, b timeline.Band) bool {
	for _, pause := range s.Pauses {
		if pause.From < b.To && b.From < pause.To {
			return true
		}
	}
	return false
}

func (f *figure) termWords(b timeline.Piece) []string {
	words := []string{f.Say("term %d", "任期 %d", b.Term), fmt.Sprint(b.Term)}
	standing := f.StandingWords(b.Standing)
	switch {
	case b.Role == trace.Candidate && b.Voters > 0:
		long, short := diagnosis.Tally(f.Lang, b.Votes, b.Voters, b.OutgoingVotes, b.OutgoingVoters)
		return []string{f.Say("term %d · %s votes", "任期 %d · %s 票", b.Term, long), fmt.Sprintf("%d · %s", b.Term, long),
			fmt.Sprintf("%d · %s", b.Term, short), words[1]}
	case b.Role == trace.Follower && standing != "":
		return append([]string{f.Say("term %d · %s", "任期 %d · %s", b.Term, standing), standing}, words...)
	}
	return words
}
