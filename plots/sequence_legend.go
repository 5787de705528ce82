package plots

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// rolesShown explain the colours of the lanes.
func (p *sequence) rolesShown() (signs []sign) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if p.anyPiece(func(b timeline.Piece) bool {
			return b.Role == role && (role != trace.Follower || b.Standing == trace.Voter) && p.reaches(b)
		}) {
			signs = append(signs, sign{p.roleWords(role), func(x, y vg.Length) { p.drawRole(role, x, y-6, x+signWidth, y+6) }})
		}
	}
	return append(signs, p.standingSigns(p.reaches)...)
}

// reaches reports whether the page has a part of a lane.
func (p *sequence) reaches(b timeline.Piece) bool { return b.From <= p.to && b.To >= p.from }

// kindSigns explain the colours of messages.
func (p *sequence) kindSigns() (signs []sign) {
	type look struct {
		color color.Color
		head  head
	}
	seen := map[look]bool{}
	for _, m := range p.messages {
		key := look{m.pen.color, m.head}
		if seen[key] || isPreVote(m.Kind) {
			continue
		}
		seen[key] = true
		words := p.signWords(m)
		signs = append(signs, sign{words, func(x, y vg.Length) {
			end := vg.Length(signWidth)
			if m.head == crossed {
				end -= 4
			}
			p.arrow(pen{color: m.pen.color, width: 1.4}, m.head, 7, at(x, y), at(x+end, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return isPreVote(m.Kind) }) {
		signs = append(signs, sign{p.say("pre-vote", "预投票"), func(x, y vg.Length) {
			p.arrow(pen{color: preRequestCol, width: 1.1, dash: []vg.Length{3, 2}}, triangle, 6, at(x, y), at(x+signWidth, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return m.Copy }) {
		signs = append(signs, p.copySign())
	}
	return signs
}

func (p *sequence) signWords(m shown) string {
	switch {
	case m.Fate == timeline.Lost:
		return p.say("lost", "丢失")
	case m.Kind == trace.VoteReply && m.Granted:
		return p.say("vote granted", "投票赞成")
	case m.Kind == trace.VoteReply:
		return p.say("vote denied", "投票拒绝")
	case isVote(m.Kind):
		return p.say("vote request", "投票请求")
	case rejects(m.Message):
		return p.say("entries refused", "拒绝条目")
	case m.first:
		return p.say("new leader's first", "新领导者首条消息")
	case m.Entries > 0:
		return p.say("entries", "日志条目")
	}
	return p.say("heartbeats and answers", "心跳与回复")
}
