package plots

import (
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// drawBars draws every server's role and term through time.
func (p *panel) drawBars() {
	for _, s := range p.t.Servers {
		low, high := p.bar(s.Node)
		p.drawBands(p.scale, s, low, high)
		for _, y := range []vg.Length{low, high} {
			p.line(pen{color: grey, width: 0.6}, at(p.left, y), at(p.clip(p.t.End), y))
		}
		p.drawTerms(s, (low+high)/2)
		p.text(lettering{face: bold(), size: 15, color: ink, align: 1}, at(p.left-10, (low+high)/2), s.Node.String())
	}
}

// drawBands draws the roles of a server.
func (f *figure) drawBands(s scale, server timeline.Server, low, high vg.Length) {
	for _, b := range server.Pieces() {
		if s.meets(b.From, b.To) {
			f.drawPiece(b.Role, b.Standing, s.clip(b.From), low, s.clip(b.To), high)
		}
	}
	for _, pause := range server.Pauses {
		if s.meets(pause.From, pause.To) {
			f.drawPause(s.clip(pause.From), low, s.clip(pause.To), high)
		}
	}
}

// drawRole fills a part of a bar.
func (s *sheet) drawRole(role trace.Role, x0, low, x1, high vg.Length) {
	fills := [...]color.Color{0: white, trace.Follower: followerFill, trace.PreCandidate: preFill,
		trace.Candidate: candidateCol, trace.Leader: leaderCol}
	s.rect(fills[role], x0, low, x1, high)
	switch role {
	case 0:
		s.hatch(pen{color: hatching, width: 0.6}, 5, x0, low, x1, high)
	case trace.PreCandidate: // yellow alone vanishes in grey
		s.rect(candidateCol, x0, low, x1, low+(high-low)*0.38)
	}
	if x1-x0 < 40 && role != trace.Follower {
		s.frame(pen{color: grey, width: 0.6}, x0, low, x1, high)
	}
}

// drawPause strikes through a part of a bar.
func (s *sheet) drawPause(x0, low, x1, high vg.Length) {
	s.hatch(pen{color: grey, width: 2.2}, 6, x0, low, x1, high) // seen on pale bars,
	s.hatch(pen{color: white, width: 1}, 6, x0, low, x1, high)  // and on dark ones
	s.frame(pen{color: ink, width: 0.8}, x0, low, x1, high)
}

// drawTerms writes terms into the bars: where they change, or what the server is in the configuration, and for
// all candidates and leaders.
func (p *panel) drawTerms(s timeline.Server, y vg.Length) {
	said := false
	var term trace.Term
	standing := trace.Voter
	for i, b := range s.Pieces() {
		if !p.meets(b.From, b.To) {
			continue
		}
		x0, x1 := p.clip(b.From), p.clip(b.To)
		if i > 0 && x1-x0 > 2 && b.From > p.from {
			p.line(pen{color: white, width: 1}, at(x0, y-barHeight/2+0.3), at(x0, y+barHeight/2-0.3))
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
func (p *panel) drawTerm(s timeline.Server, b timeline.Piece, x0, x1, y vg.Length) bool {
	letters := lettering{face: bold(), size: 12, color: ink}
	if b.Role == trace.Leader {
		letters.color = white
	}
	if paused(s, b.Band) {
		letters.halo = [...]color.Color{trace.Follower: followerFill, trace.PreCandidate: preFill,
			trace.Candidate: candidateCol, trace.Leader: leaderCol}[b.Role]
	}
	start := p.pastLimits(x0 + 5)
	if text := p.firstThatFits(letters, x1-start-4, p.termWords(b)...); text != "" {
		if b.Role == trace.Follower && b.Standing != trace.Voter { // a long one
			start = p.besideLimits(start, x1, p.textWidth(letters, text))
		}
		p.fixed(letters, at(start, y), text)
		return true
	}
	if short := fmt.Sprint(b.Term); p.textWidth(letters, short) < x1-x0-1 {
		letters.align = 0.5
		p.fixed(letters, at((x0+x1)/2, y), short)
	}
	return false
}

// pastLimits moves a text's beginning behind the limits of outages that would strike through it.
func (p *panel) pastLimits(x vg.Length) vg.Length {
	for _, o := range p.t.Outages {
		for _, limit := range []vg.Length{p.x(o.From), p.x(o.To)} {
			if limit > x-3 && limit < x+18 {
				x = limit + 4
			}
		}
	}
	return x
}

// besideLimits returns where a text of a width can begin between two places without a limit of an outage
// through it, or the left place if there is none.
func (p *panel) besideLimits(x0, x1, width vg.Length) vg.Length {
	var lines []vg.Length
	for _, o := range p.t.Outages {
		lines = append(lines, p.x(o.From), p.x(o.To))
	}
	slices.Sort(lines)
	return strip{lines: lines}.clear(x0, x1, width)
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
	words := []string{f.say("term %d", "任期 %d", b.Term), fmt.Sprint(b.Term)}
	standing := f.standingWords(b.Standing)
	switch {
	case b.Role == trace.Candidate && b.Voters > 0:
		long, short := diagnosis.Tally(f.lang, b.Votes, b.Voters, b.OutgoingVotes, b.OutgoingVoters)
		return []string{f.say("term %d · %s votes", "任期 %d · %s 票", b.Term, long), fmt.Sprintf("%d · %s", b.Term, long),
			fmt.Sprintf("%d · %s", b.Term, short), words[1]}
	case b.Role == trace.Follower && standing != "":
		return append([]string{f.say("term %d · %s", "任期 %d · %s", b.Term, standing), standing}, words...)
	}
	return words
}
