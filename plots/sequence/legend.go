package sequence

import (
	"image/color"
	"slices"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// roleKey explain the colours of the lanes.
func (p *Sequence) roleKey() (signs []page.KeyEntry) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if p.AnyPiece(func(b timeline.Piece) bool {
			return b.Role == role && (role != trace.Follower || b.Standing == trace.Voter) && p.reaches(b)
		}) {
			signs = append(signs, page.KeyEntry{Text: p.RoleWords(role), Draw: func(x, y page.Length) { p.DrawRole(role, x, y-6, x+page.KeyWidth, y+6) }})
		}
	}
	return append(signs, p.StandingEntries(p.reaches)...)
}

// reaches reports whether the page has a part of a lane.
func (p *Sequence) reaches(b timeline.Piece) bool { return b.From <= p.To && b.To >= p.From }

// messageKey explain the colours of messages.
func (p *Sequence) messageKey() (signs []page.KeyEntry) {
	type look struct {
		color color.Color
		head  page.Head
	}
	seen := map[look]bool{}
	for _, m := range p.messages {
		key := look{m.pen.Color, m.head}
		if seen[key] || run.IsPreVote(m.Kind) {
			continue
		}
		seen[key] = true
		words := p.keyWords(m)
		signs = append(signs, page.KeyEntry{Text: words, Draw: func(x, y page.Length) {
			end := page.Length(page.KeyWidth)
			if m.head == page.Crossed {
				end -= 4
			}
			p.Arrow(page.Stroke{Color: m.pen.Color, Width: 1.4}, m.head, 7, page.At(x, y), page.At(x+end, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return run.IsPreVote(m.Kind) }) {
		signs = append(signs, page.KeyEntry{Text: p.Say("pre-vote", "预投票"), Draw: func(x, y page.Length) {
			p.Arrow(page.Stroke{Color: run.PreRequestCol, Width: 1.1, Dash: []page.Length{3, 2}}, page.Triangle, 6, page.At(x, y), page.At(x+page.KeyWidth, y))
		}})
	}
	if slices.ContainsFunc(p.messages, func(m shown) bool { return m.Copy }) {
		signs = append(signs, p.CopyEntry())
	}
	return signs
}

func (p *Sequence) keyWords(m shown) string {
	switch {
	case m.Fate == timeline.Lost:
		return p.Say("lost", "丢失")
	case m.Kind == trace.VoteReply && m.Granted:
		return p.Say("vote granted", "投票赞成")
	case m.Kind == trace.VoteReply:
		return p.Say("vote denied", "投票拒绝")
	case run.IsVote(m.Kind):
		return p.Say("vote request", "投票请求")
	case run.Rejects(m.Message):
		return p.Say("entries refused", "拒绝条目")
	case m.first:
		return p.Say("new leader's first", "新领导者首条消息")
	case m.Entries > 0:
		return p.Say("entries", "日志条目")
	}
	return p.Say("heartbeats and answers", "心跳与回复")
}
