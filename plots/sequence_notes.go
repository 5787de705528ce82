package plots

import (
	"math"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// laneNote is a remark beside a lane: what a server becomes.
type laneNote struct {
	letters lettering
	where   vg.Point
	text    string
}

// placeNotesOfLanes finds places for what servers become: candidates and leaders first.
func (p *sequence) placeNotesOfLanes() {
	for _, weak := range []bool{false, true} {
		for _, s := range p.t.Servers {
			for i, b := range s.Bands {
				strong := b.Role == trace.Candidate || b.Role == trace.Leader || b.Role == 0
				if !p.shows(b.From) || strong == weak {
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

func (p *sequence) placeNote(node trace.NodeID, b, before timeline.Band) {
	words := p.bandWords(b, before)
	letters := lettering{face: bold(), size: 11, color: ink, halo: white}
	switch b.Role {
	case trace.Leader:
		letters.color = leaderCol
	case trace.Candidate, trace.PreCandidate:
		letters.color = legible(candidateLine)
	case trace.Follower:
		letters.color, letters.face = grey, regular()
	default:
		letters.color = red
	}
	y := p.down.y(b.From)
	if (b.Role == trace.Candidate || b.Role == trace.PreCandidate) && b.Reason != trace.PreVoteWon {
		p.dot(white, 5, at(p.lane(node), y))
		p.dot(candidateLine, 4, at(p.lane(node), y))
	}
	p.placeWords(p.lane(node), y, letters, words)
}

// placeWords finds a place for a remark beside a lane where few arrows run through it.
func (p *sequence) placeWords(x, y vg.Length, letters lettering, words []string) {
	for _, text := range words {
		half := p.textWidth(letters, text) / 2
		var best slanted
		lowest := 21.0
		for _, dy := range []vg.Length{8, -8, 15, -15, 0, 22, -22} {
			for i, side := range []vg.Length{1, -1} {
				r := slanted{at(x+side*(laneWidth/2+5+half), y+dy), half + 2, 6.2, 0}
				cost := math.Abs(float64(dy-8))/8 + float64(i) + 10*float64(p.arrowsThrough(r))
				if cost < lowest && p.free(r) && !p.onLane(r) {
					best, lowest = r, cost
				}
			}
		}
		if lowest < 21 {
			p.oblique = append(p.oblique, best)
			p.notes = append(p.notes, laneNote{letters, at(best.middle.X-half, best.middle.Y), text})
			return
		}
	}
	p.crowded++
}

func (p *sequence) arrowsThrough(r slanted) (n int) {
	for _, m := range p.messages {
		if r.crossedBy(m.from, m.to) {
			n++
		}
	}
	return n
}

// placeBreaches says where a property was violated.
func (p *sequence) placeBreaches() {
	letters := lettering{face: bold(), size: 12, color: red, halo: white}
	for _, b := range p.t.Breaches {
		if p.shows(b.At) && p.has(b.Node) {
			x, y := p.lane(b.Node), p.down.y(b.At)
			p.fill(red, at(x-6, y+6), at(x+7, y), at(x-6, y-6))
			p.placeWords(x, y, letters, []string{p.say("%s violated", "%s被违反", text.Property(p.lang, b.Property)), p.say("violated", "违反")})
		}
	}
}

func (p *sequence) drawNotesOfLanes() {
	for _, n := range p.notes {
		p.text(n.letters, n.where, n.text)
	}
}

// bandWords says what a server becomes, at length and in short.
func (p *sequence) bandWords(b, before timeline.Band) []string {
	term := p.say("term %d", "任期 %d", b.Term)
	switch {
	case b.Role == trace.Leader:
		if before.Role == trace.Candidate && before.Voters > 0 {
			long, short := diagnosis.Tally(p.lang, before.Votes, before.Voters, before.OutgoingVotes, before.OutgoingVoters)
			return []string{p.say("leader, term %d: %s votes", "领导者，任期 %d：%s 票", b.Term, long),
				p.say("leader, %s", "领导者 %s", short)}
		}
		return []string{p.say("leader, term %d", "领导者，任期 %d", b.Term), p.say("leader", "领导者")}
	case b.Role == trace.Candidate && b.Reason == trace.PreVoteWon:
		return []string{p.say("candidate, term %d", "候选人，任期 %d", b.Term), term}
	case b.Role == trace.Candidate:
		return []string{p.say("timeout: candidate, term %d", "超时：候选人，任期 %d", b.Term),
			p.say("candidate, term %d", "候选人，任期 %d", b.Term), p.say("candidate, %d", "候选人 %d", b.Term)}
	case b.Role == trace.PreCandidate:
		return []string{p.say("timeout: pre-candidate", "超时：预候选人"), p.say("timeout", "超时")}
	case b.Role == 0:
		return []string{p.say("crash", "宕机")}
	case b.Reason == trace.ElectionLost:
		return []string{p.say("refused by a majority", "被多数派拒绝"), p.say("refused", "被拒绝")}
	case b.Reason == trace.QuorumLost:
		return []string{p.say("no quorum: steps down", "失去多数派：下台"), p.say("steps down", "下台")}
	case b.Reason == trace.Boot:
		return []string{p.say("starts, term %d", "启动，任期 %d", b.Term)}
	}
	return []string{term}
}
