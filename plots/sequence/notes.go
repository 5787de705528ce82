package sequence

import (
	"math"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// laneNote is a remark beside a lane: what a server becomes.
type laneNote struct {
	letters page.TextStyle
	where   page.Point
	text    string
}

// placeLaneNotes finds places for what servers become: candidates and leaders first.
func (p *Sequence) placeLaneNotes() {
	for _, weak := range []bool{false, true} {
		for _, s := range p.Run.Servers {
			for i, b := range s.Bands {
				strong := b.Role == trace.Candidate || b.Role == trace.Leader || b.Role == 0
				if !p.Shows(b.From) || strong == weak {
					continue
				}
				var before timeline.Band
				if i > 0 {
					before = s.Bands[i-1]
				}
				p.placeNote(s.Node, b, before)
			}
		}
	}
}

func (p *Sequence) placeNote(node trace.NodeID, b, before timeline.Band) {
	words := p.bandWords(b, before)
	letters := page.TextStyle{Face: page.Bold(), Size: 11, Color: page.Ink, Halo: page.White}
	switch b.Role {
	case trace.Leader:
		letters.Color = run.LeaderCol
	case trace.Candidate, trace.PreCandidate:
		letters.Color = page.Legible(run.CandidateLine)
	case trace.Follower:
		letters.Color, letters.Face = page.Grey, page.Regular()
	default:
		letters.Color = page.Red
	}
	y := p.down.y(b.From)
	if (b.Role == trace.Candidate || b.Role == trace.PreCandidate) && b.Reason != trace.PreVoteWon {
		p.Dot(page.White, 5, page.At(p.lane(node), y))
		p.Dot(run.CandidateLine, 4, page.At(p.lane(node), y))
	}
	p.placeWords(p.lane(node), y, letters, words)
}

// placeWords finds a place for a remark beside a lane where few arrows run through it.
func (p *Sequence) placeWords(x, y page.Length, letters page.TextStyle, words []string) {
	for _, text := range words {
		half := p.TextWidth(letters, text) / 2
		var best page.TurnedRect
		lowest := 21.0
		for _, dy := range []page.Length{8, -8, 15, -15, 0, 22, -22} {
			for i, side := range []page.Length{1, -1} {
				r := page.TurnedRect{Middle: page.At(x+side*(laneWidth/2+5+half), y+dy), HalfX: half + 2, HalfY: 6.2, Angle: 0}
				cost := math.Abs(float64(dy-8))/8 + float64(i) + 10*float64(p.arrowsThrough(r))
				if cost < lowest && p.isFree(r) && !p.onLane(r) {
					best, lowest = r, cost
				}
			}
		}
		if lowest < 21 {
			p.occupied = append(p.occupied, best)
			p.notes = append(p.notes, laneNote{letters, page.At(best.Middle.X-half, best.Middle.Y), text})
			return
		}
	}
	p.LabelsOmitted++
}

func (p *Sequence) arrowsThrough(r page.TurnedRect) (n int) {
	for _, m := range p.messages {
		if r.CrossedBy(m.from, m.to) {
			n++
		}
	}
	return n
}

// placeViolations says where a property was violated.
func (p *Sequence) placeViolations() {
	letters := page.TextStyle{Face: page.Bold(), Size: 12, Color: page.Red, Halo: page.White}
	for _, b := range p.Run.Violations {
		if p.Shows(b.At) && p.Has(b.Node) {
			x, y := p.lane(b.Node), p.down.y(b.At)
			p.Polygon(page.Red, page.At(x-6, y+6), page.At(x+7, y), page.At(x-6, y-6))
			p.placeWords(x, y, letters, []string{p.Say("%s violated", "%s被违反", text.Property(p.Lang, b.Property)), p.Say("violated", "违反")})
		}
	}
}

// placeMessageFaults says what the script did to messages under way. One that it dropped says so itself.
func (p *Sequence) placeMessageFaults() {
	letters := page.TextStyle{Face: page.Regular(), Size: 11, Color: run.NetworkCol, Halo: page.White}
	for _, f := range p.Run.Faults {
		if f.Message != 0 && f.Fault != trace.DropMessage && p.Shows(f.At) && p.Has(f.Node) {
			p.placeWords(p.lane(f.Node), p.down.y(f.At), letters, []string{p.MessageFault(f), text.Fault(p.Lang, f.Fault)})
		}
	}
}

func (p *Sequence) drawLaneNotes() {
	for _, n := range p.notes {
		p.Text(n.letters, n.where, n.text)
	}
}

// bandWords says what a server becomes, at length and in short.
func (p *Sequence) bandWords(b, before timeline.Band) []string {
	term := p.Say("term %d", "任期 %d", b.Term)
	switch {
	case b.Role == trace.Leader:
		if before.Role == trace.Candidate && before.Voters > 0 {
			long, short := diagnosis.Tally(p.Lang, before.Votes, before.Voters, before.OutgoingVotes, before.OutgoingVoters)
			return []string{p.Say("leader, term %d: %s votes", "领导者，任期 %d：%s 票", b.Term, long),
				p.Say("leader, %s", "领导者 %s", short)}
		}
		return []string{p.Say("leader, term %d", "领导者，任期 %d", b.Term), p.Say("leader", "领导者")}
	case b.Role == trace.Candidate && b.Reason == trace.PreVoteWon:
		return []string{p.Say("candidate, term %d", "候选人，任期 %d", b.Term), term}
	case b.Role == trace.Candidate:
		return []string{p.Say("timeout: candidate, term %d", "超时：候选人，任期 %d", b.Term),
			p.Say("candidate, term %d", "候选人，任期 %d", b.Term), p.Say("candidate, %d", "候选人 %d", b.Term)}
	case b.Role == trace.PreCandidate:
		return []string{p.Say("timeout: pre-candidate", "超时：预候选人"), p.Say("timeout", "超时")}
	case b.Role == 0:
		return []string{p.Say("crash", "宕机")}
	case b.Reason == trace.ElectionLost:
		return []string{p.Say("refused by a majority", "被多数派拒绝"), p.Say("refused", "被拒绝")}
	case b.Reason == trace.QuorumLost:
		return []string{p.Say("no quorum: steps down", "失去多数派：下台"), p.Say("steps down", "下台")}
	case b.Reason == trace.Boot:
		return []string{p.Say("starts, term %d", "启动，任期 %d", b.Term)}
	}
	return []string{term}
}
