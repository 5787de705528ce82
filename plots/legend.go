package plots

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// sign is an entry of the legend.
type sign struct {
	text string
	draw func(x, y vg.Length) // signWidth wide
}

const signWidth = 26

// drawSigns draws a legend from the left margin on: smaller if it is too long for one line.
func (s *sheet) drawSigns(y vg.Length, signs []sign) {
	letters := lettering{face: regular(), size: 12, color: ink}
	gap := vg.Length(14)
	room := func() vg.Length {
		var names vg.Length
		for _, sign := range signs {
			names += s.textWidth(letters, sign.text)
		}
		return s.width - 2*margin - names - vg.Length(len(signs))*(signWidth+5+gap)
	}
	if room() < 0 {
		gap = 8
	}
	for room() < 0 && letters.size > 9 {
		letters.size -= 0.25
	}
	x := vg.Length(margin)
	for _, sign := range signs {
		sign.draw(x, y)
		s.text(letters, at(x+signWidth+5, y), sign.text)
		x += signWidth + 5 + s.textWidth(letters, sign.text) + gap
	}
}

// drawLegend explains what the figure has, and nothing else.
func (f *figure) drawLegend(y vg.Length, p *panel) {
	signs := append(f.roleSigns(), p.messageSigns()...)
	if p.logs {
		text := f.say("log (dark: committed)", "日志（深色：已提交）")
		if p.replacesEntries() {
			text = f.say("log (dark: committed, red: replaced)", "日志（深色：已提交，红框：替换过）")
		}
		signs = append(signs, sign{text, f.drawEntries})
	}
	f.drawSigns(y, signs)
}

func (f *figure) roleSigns() (signs []sign) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if f.anyBand(role) {
			signs = append(signs, sign{f.roleWords(role), func(x, y vg.Length) { f.drawRole(role, x, y-6, x+signWidth, y+6) }})
		}
	}
	signs = append(signs, f.standingSigns(func(timeline.Piece) bool { return true })...)
	if slices.ContainsFunc(f.t.Servers, func(s timeline.Server) bool { return len(s.Pauses) > 0 }) {
		signs = append(signs, sign{f.say("paused", "暂停"), func(x, y vg.Length) {
			f.drawRole(trace.Follower, x, y-6, x+signWidth, y+6)
			f.drawPause(x, y-6, x+signWidth, y+6)
		}})
	}
	if slices.ContainsFunc(f.t.Faults, func(x timeline.Fault) bool { return x.Fault == trace.PartitionNet }) {
		signs = append(signs, sign{f.say("cut off", "被隔绝"), func(x, y vg.Length) {
			f.rect(networkFill, x, y-6, x+signWidth, y+6)
			f.frame(dashed(), x, y-6, x+signWidth, y+6)
		}})
	}
	return signs
}

func (p *panel) messageSigns() (signs []sign) {
	if p.detail == coarse {
		return nil
	}
	if slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool { return len(s.Timers) > 0 }) {
		signs = append(signs, sign{p.say("election timer", "选举计时器"), p.drawTeeth})
	}
	add := func(wanted bool, c color.Color, h head, en, zh string) {
		if wanted {
			signs = append(signs, p.arrowSign(c, h, p.say(en, zh)))
		}
	}
	votes := p.seen(func(m timeline.Message) bool { return m.Kind == trace.RequestVote })
	pre := p.detail == fine && p.seen(func(m timeline.Message) bool { return isPreVote(m.Kind) })
	add(votes && !pre, requestCol, triangle, "vote request", "投票请求")
	add(pre, requestCol, triangle, "request (dashed: pre-vote)", "投票请求（虚线：预投票）")
	for _, granted := range []bool{true, false} {
		answered := p.seen(func(m timeline.Message) bool {
			return (m.Kind == trace.VoteReply || pre && m.Kind == trace.PreVoteReply) && m.Granted == granted
		})
		add(answered && granted, grantCol, triangle, "granted", "赞成")
		ignored := p.seen(func(m timeline.Message) bool { return refused(m) || p.detail == fine && rejects(m) })
		add(!granted && ignored, denyCol, crossed, "refused", "拒绝或忽略")
		add(!granted && !ignored && answered, denyCol, crossed, "denied", "拒绝")
	}
	add(p.seen(func(m timeline.Message) bool { return m.Kind == trace.Heartbeat }), heartbeatCol, plain, "heartbeat", "心跳")
	entries := p.seen(func(m timeline.Message) bool { return m.Kind == trace.Append && m.Entries > 0 })
	add(entries && p.detail == fine, entriesCol, triangle, "entries", "日志条目")
	add(p.seen(func(m timeline.Message) bool { return m.Kind == trace.Append }), leaderCol, triangle, "leader's first", "新领导者首条")
	add(p.seen(func(m timeline.Message) bool { return m.Fate == timeline.Lost }), lostCol, crossed, "lost", "丢失")
	if p.copies {
		signs = append(signs, p.copySign())
	}
	return signs
}

func (s *sheet) copySign() sign {
	return sign{s.say("copy", "副本"), func(x, y vg.Length) {
		s.arrow(pen{color: requestCol, width: 1.3, dash: copyDash()}, triangle, 7, at(x, y), at(x+signWidth, y))
	}}
}

func (s *sheet) arrowSign(c color.Color, h head, text string) sign {
	end := vg.Length(signWidth)
	if h == crossed {
		end -= 4
	}
	return sign{text, func(x, y vg.Length) { s.arrow(pen{color: c, width: 1.3}, h, 7, at(x, y), at(x+end, y)) }}
}

func (s *sheet) drawTeeth(x, y vg.Length) {
	teeth := []vg.Point{at(x, y+6), at(x+11, y-3), at(x+11, y+6), at(x+22.4, y-6)}
	s.fill(timerFill, append(teeth, at(x, y-6))...)
	s.line(pen{color: timerLine, width: 1}, teeth...)
	s.dot(candidateLine, 3.2, at(x+22.4, y-5))
}

func (s *sheet) drawEntries(x, y vg.Length) {
	s.rect(committedFill, x, y-6, x+signWidth/2, y+6)
	s.frame(pen{color: committedFill, width: 0.8}, x, y-6, x+signWidth, y+6)
	letters := lettering{face: bold(), size: 10.5, color: white, align: 0.5}
	s.text(letters, at(x+signWidth/4, y), "1")
	letters.color = ink
	s.text(letters, at(x+signWidth*3/4, y), "2")
}

// seen reports whether a message that is shown has a property.
func (p *panel) seen(is func(timeline.Message) bool) bool {
	return slices.ContainsFunc(p.t.Messages, func(m timeline.Message) bool {
		return p.meets(m.Sent, max(m.Ended, m.Sent+1)) && is(m)
	})
}

func (f *figure) anyBand(role trace.Role) bool {
	return slices.ContainsFunc(f.t.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Bands, func(b timeline.Band) bool { return b.Role == role })
	})
}

func (s *sheet) roleWords(role trace.Role) string {
	switch role {
	case trace.PreCandidate:
		return s.say("pre-candidate", "预候选人")
	case trace.Candidate:
		return s.say("candidate", "候选人")
	case trace.Leader:
		return s.say("leader", "领导者")
	case trace.Follower:
		return s.say("follower", "跟随者")
	}
	return s.say("down", "宕机")
}
