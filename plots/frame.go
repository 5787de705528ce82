package plots

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawHead draws the title, the line below it and the legend.
func (p *picture) drawHead() {
	title, text := p.shrink(lettering{face: bold(), size: 21, color: ink}, p.width-2*margin, p.finding())
	p.text(title, at(margin, p.height-28), text)
	below := lettering{face: regular(), size: 13, color: grey}
	p.text(below, at(margin, p.height-52), p.cut(below, p.width-2*margin, p.summary()))
	p.drawLegend(p.height - 80)
}

// sign is an entry of the legend.
type sign struct {
	text string
	draw func(x, y vg.Length) // 26 points wide
}

// drawLegend explains what the picture has, and nothing else.
func (p *picture) drawLegend(y vg.Length) {
	signs := append(p.roleSigns(), p.messageSigns()...)
	letters := lettering{face: regular(), size: 12, color: ink}
	var names vg.Length
	for _, s := range signs {
		names += p.textWidth(letters, s.text)
	}
	room := p.width - 2*margin - vg.Length(len(signs))*(26+5+11)
	letters.size *= min(1, room/max(names, 1))
	x := vg.Length(margin)
	for _, s := range signs {
		s.draw(x, y)
		p.text(letters, at(x+26+5, y), s.text)
		x += 26 + 5 + p.textWidth(letters, s.text) + 11
	}
}

func (p *picture) roleSigns() (signs []sign) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if p.anyBand(role) {
			signs = append(signs, sign{p.roleWords(role), func(x, y vg.Length) { p.drawRole(role, x, y-6, x+26, y+6) }})
		}
	}
	if slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool { return len(s.Pauses) > 0 }) {
		signs = append(signs, sign{p.say("paused", "暂停"), func(x, y vg.Length) {
			p.drawRole(trace.Follower, x, y-6, x+26, y+6)
			p.hatch(pen{color: white, width: 1.6}, 5, x, y-6, x+26, y+6)
		}})
	}
	return signs
}

func (p *picture) messageSigns() (signs []sign) {
	if p.detail == overview {
		return nil
	}
	if slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool { return len(s.Timers) > 0 }) {
		signs = append(signs, sign{p.say("election timer, dot: expired", "选举计时器，圆点：到期"), p.drawTeeth})
	}
	add := func(wanted bool, c color.Color, h head, en, zh string) {
		if wanted {
			end := vg.Length(26)
			if h == crossed {
				end = 22
			}
			signs = append(signs, sign{p.say(en, zh), func(x, y vg.Length) {
				p.arrow(pen{color: c, width: 1.3}, h, 7, at(x, y), at(x+end, y))
			}})
		}
	}
	votes := p.seen(func(m timeline.Message) bool { return m.Kind == trace.RequestVote })
	pre := p.detail == fine && p.seen(func(m timeline.Message) bool { return isPreVote(m.Kind) })
	add(votes && !pre, requestCol, triangle, "vote request", "请求投票")
	add(pre, requestCol, triangle, "request (dashed: pre-vote)", "请求投票（虚线：预投票）")
	for _, granted := range []bool{true, false} {
		answered := p.seen(func(m timeline.Message) bool {
			return (m.Kind == trace.VoteReply || pre && m.Kind == trace.PreVoteReply) && m.Granted == granted
		})
		add(answered && granted, grantCol, triangle, "granted", "赞成")
		add(answered && !granted, denyCol, crossed, "denied", "拒绝")
	}
	add(p.seen(func(m timeline.Message) bool { return m.Kind == trace.Heartbeat }), heartbeatCol, plain, "heartbeat", "心跳")
	entries := p.seen(func(m timeline.Message) bool { return m.Kind == trace.Append && m.Entries > 0 })
	add(entries && p.detail == fine, entriesCol, triangle, "entries", "日志条目")
	add(entries, leaderCol, triangle, "new leader's first", "新领导者首条消息")
	add(p.seen(func(m timeline.Message) bool { return m.Fate == timeline.Lost }), lostCol, crossed, "lost", "丢失")
	return signs
}

func (p *picture) drawTeeth(x, y vg.Length) {
	teeth := []vg.Point{at(x, y+6), at(x+11, y-3), at(x+11, y+6), at(x+26, y-6)}
	p.fill(timerFill, append(teeth, at(x, y-6))...)
	p.line(pen{color: timerLine, width: 1}, teeth...)
}

func (p *picture) seen(is func(timeline.Message) bool) bool {
	return slices.ContainsFunc(p.t.Messages, is)
}

func (p *picture) anyBand(role trace.Role) bool {
	return slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Bands, func(b timeline.Band) bool { return b.Role == role })
	})
}

func (p *picture) roleWords(role trace.Role) string {
	switch role {
	case trace.PreCandidate:
		return p.say("pre-candidate", "预候选人")
	case trace.Candidate:
		return p.say("candidate", "候选人")
	case trace.Leader:
		return p.say("leader", "领导者")
	case trace.Follower:
		return p.say("follower", "跟随者")
	}
	return p.say("down", "宕机")
}

// drawFoot says what was set, what is not drawn, and how to draw the picture again.
func (p *picture) drawFoot(command string) {
	letters := lettering{face: regular(), size: 11, color: grey}
	h := p.t.Header
	origin := []string{p.say("scenario %s", "场景 %s", h.Scenario), p.say("seed %d", "种子 %d", h.Seed),
		p.say("engine %s", "引擎 %s", h.Engine), "raftlab " + h.Version}
	lines := []string{strings.Join(p.settings(), " · "), p.missing(), strings.Join(origin, " · ")}
	y := vg.Length(footHeight - 40)
	for _, line := range lines {
		if line != "" {
			p.text(letters, at(margin, y), p.cut(letters, p.width-2*margin, line))
			y -= 14
		}
	}
	letters.color = ink
	for i, line := range p.wrap(letters, p.width-2*margin, command) {
		if i < 2 && y > 3 {
			p.text(letters, at(margin, y), line)
			y -= 13
		}
	}
}

// settings are the parameters that explain a picture.
func (p *picture) settings() (words []string) {
	for _, s := range []struct{ key, en, zh string }{
		{"election_timeout", "election timeout %s", "选举超时 %s"},
		{"heartbeat", "heartbeat %s", "心跳 %s"},
		{"network.latency", "latency %s", "延迟 %s"},
		{"network.loss", "loss %s", "丢包 %s"},
		{"disk.fsync", "fsync %s", "fsync %s"},
		{"pre_vote", "pre-vote %s", "预投票%s"},
		{"check_quorum", "check quorum %s", "法定人数检查%s"},
	} {
		switch v := p.t.Header.Parameter(s.key); v {
		case "", "0%":
		case "true":
			words = append(words, p.say(s.en, s.zh, p.say("on", "开")))
		case "false":
			words = append(words, p.say(s.en, s.zh, p.say("off", "关")))
		default:
			words = append(words, p.say(s.en, s.zh, v))
		}
	}
	return words
}

// missing says what is not drawn, "" if everything is.
func (p *picture) missing() string {
	var words []string
	for _, m := range []struct {
		n      int
		en, zh string
	}{
		{p.omitted.heartbeats, "heartbeats", "心跳"},
		{p.omitted.entries, "appends", "追加请求"},
		{p.omitted.replies, "replies to heartbeats and appends", "对心跳和追加请求的回复"},
		{p.omitted.preVotes, "pre-vote messages", "预投票消息"},
		{p.omitted.votes, "vote messages", "投票消息"},
		{p.omitted.underWay, "messages still under way", "仍在途中的消息"},
		{p.omitted.labels, "labels without room", "放不下的标注"},
	} {
		if m.n > 0 {
			words = append(words, fmt.Sprintf("%s %d", p.say(m.en, m.zh), m.n))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return p.say("Not drawn: ", "未画出：") + strings.Join(words, " · ")
}
