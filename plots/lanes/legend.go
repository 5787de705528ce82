package lanes

import (
	"image/color"
	"slices"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawLegend explains what the figure has, and nothing else.
func (f *figure) drawLegend(y page.Length, p *panel) {
	signs := append(f.roleKey(), p.messageKey()...)
	if p.logs {
		text := f.Say("log (dark: committed)", "日志（深色：已提交）")
		if p.replacesEntries() {
			text = f.Say("log (dark: committed, red: replaced)", "日志（深色：已提交，红框：替换过）")
		}
		signs = append(signs, page.KeyEntry{Text: text, Draw: f.drawEntries})
	}
	f.DrawKey(y, signs)
}

func (f *figure) roleKey() (signs []page.KeyEntry) {
	for _, role := range []trace.Role{trace.Follower, trace.PreCandidate, trace.Candidate, trace.Leader, 0} {
		if f.anyBand(role) {
			signs = append(signs, page.KeyEntry{Text: f.RoleWords(role), Draw: func(x, y page.Length) { f.DrawRole(role, x, y-6, x+page.KeyWidth, y+6) }})
		}
	}
	signs = append(signs, f.StandingEntries(func(timeline.Piece) bool { return true })...)
	if slices.ContainsFunc(f.Run.Servers, func(s timeline.Server) bool { return len(s.Pauses) > 0 }) {
		signs = append(signs, page.KeyEntry{Text: f.Say("paused", "暂停"), Draw: func(x, y page.Length) {
			f.DrawRole(trace.Follower, x, y-6, x+page.KeyWidth, y+6)
			f.DrawPause(x, y-6, x+page.KeyWidth, y+6)
		}})
	}
	if slices.ContainsFunc(f.Run.Faults, func(x timeline.Fault) bool { return x.Fault == trace.PartitionNet && len(x.Groups) > 1 }) {
		signs = append(signs, page.KeyEntry{Text: f.Say("cut off", "被隔绝"), Draw: func(x, y page.Length) {
			f.Box(run.NetworkFill, x, y-6, x+page.KeyWidth, y+6)
			f.Frame(run.PartitionFrame(), x, y-6, x+page.KeyWidth, y+6)
		}})
	}
	return signs
}

func (p *panel) messageKey() (signs []page.KeyEntry) {
	if p.detail == coarse {
		return nil
	}
	if slices.ContainsFunc(p.Run.Servers, func(s timeline.Server) bool { return len(s.Timers) > 0 }) {
		signs = append(signs, page.KeyEntry{Text: p.Say("election timer", "选举计时器"), Draw: p.drawTeeth})
	}
	add := func(wanted bool, c color.Color, h page.Head, en, zh string) {
		if wanted {
			signs = append(signs, p.ArrowEntry(c, h, p.Say(en, zh)))
		}
	}
	votes := p.seen(func(m timeline.Message) bool { return m.Kind == trace.RequestVote })
	pre := p.detail == fine && p.seen(func(m timeline.Message) bool { return run.IsPreVote(m.Kind) })
	add(votes && !pre, run.RequestCol, page.Triangle, "vote request", "投票请求")
	add(pre, run.RequestCol, page.Triangle, "request (dashed: pre-vote)", "投票请求（虚线：预投票）")
	for _, granted := range []bool{true, false} {
		answered := p.seen(func(m timeline.Message) bool {
			return (m.Kind == trace.VoteReply || pre && m.Kind == trace.PreVoteReply) && m.Granted == granted
		})
		add(answered && granted, run.GrantCol, page.Triangle, "granted", "赞成")
		ignored := p.seen(func(m timeline.Message) bool { return run.Refused(m) || p.detail == fine && run.Rejects(m) })
		add(!granted && ignored, run.DenyCol, page.Crossed, "refused", "拒绝或忽略")
		add(!granted && !ignored && answered, run.DenyCol, page.Crossed, "denied", "拒绝")
	}
	add(p.seen(func(m timeline.Message) bool { return m.Kind == trace.Heartbeat }), run.HeartbeatCol, page.Plain, "heartbeat", "心跳")
	entries := p.seen(func(m timeline.Message) bool { return m.Kind == trace.Append && m.Entries > 0 })
	add(entries && p.detail == fine, run.EntriesCol, page.Triangle, "entries", "日志条目")
	add(p.seen(func(m timeline.Message) bool { return m.Kind == trace.Append }), run.LeaderCol, page.Triangle, "leader's first", "新领导者首条")
	add(p.seen(func(m timeline.Message) bool { return m.Fate == timeline.Lost }), run.LostCol, page.Crossed, "lost", "丢失")
	if p.copies {
		signs = append(signs, p.CopyEntry())
	}
	return signs
}

func (f *figure) drawTeeth(x, y page.Length) {
	teeth := []page.Point{page.At(x, y+6), page.At(x+11, y-3), page.At(x+11, y+6), page.At(x+22.4, y-6)}
	f.Polygon(run.TimerFill, append(teeth, page.At(x, y-6))...)
	f.Line(page.Stroke{Color: run.TimerLine, Width: 1}, teeth...)
	f.Dot(run.CandidateLine, 3.2, page.At(x+22.4, y-5))
}

func (f *figure) drawEntries(x, y page.Length) {
	f.Box(run.CommittedFill, x, y-6, x+page.KeyWidth/2, y+6)
	f.Frame(page.Stroke{Color: run.CommittedFill, Width: 0.8}, x, y-6, x+page.KeyWidth, y+6)
	letters := page.TextStyle{Face: page.Bold(), Size: 10.5, Color: page.White, Align: 0.5}
	f.Text(letters, page.At(x+page.KeyWidth/4, y), "1")
	letters.Color = page.Ink
	f.Text(letters, page.At(x+page.KeyWidth*3/4, y), "2")
}

// seen reports whether a message that is shown has a property.
func (p *panel) seen(is func(timeline.Message) bool) bool {
	return slices.ContainsFunc(p.Run.Messages, func(m timeline.Message) bool {
		return p.Meets(m.Sent, max(m.Ended, m.Sent+1)) && is(m)
	})
}

func (f *figure) anyBand(role trace.Role) bool {
	return slices.ContainsFunc(f.Run.Servers, func(s timeline.Server) bool {
		return slices.ContainsFunc(s.Bands, func(b timeline.Band) bool { return b.Role == role })
	})
}
