package sequence

import (
	"cmp"

	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// messageWords says what a message is, its term, and what became of it, at length and in short.
func (p *Sequence) messageWords(m shown) []string {
	long, short := p.kindWords(m)
	end, brief := p.fateWords(m)
	why := p.whyDenied(m)
	term := p.Say(", term %d", "，任期 %d", m.Term)
	if m.Copy {
		long, short = long+p.Say(" (copy)", "（副本）"), short+p.Say(" (copy)", "（副本）")
	}
	because := ""
	if why != "" {
		because = p.Say(": ", "：") + why
	}
	if lostOnTheWay(m) {
		whom := text.Nodes(append([]trace.NodeID{m.To}, m.others...))
		term += p.Say(" to %s", " 至 %s", whom)
		brief = p.Say(" to %s", " 至 %s", whom) + brief
		return []string{long + term + end, short + term + end, short + brief, short + p.Say(" · lost", " · 丢失")}
	}
	return []string{long + term + because + end, short + term + because + brief, short + because + brief, cmp.Or(why, short) + brief}
}

// whyDenied is the reason of an answer that denies a vote.
func (p *Sequence) whyDenied(m shown) string {
	if m.Reason == 0 || m.Granted || m.Kind != trace.VoteReply && m.Kind != trace.PreVoteReply || m.Fate != timeline.Delivered {
		return ""
	}
	if voted := p.VotedFor(m.Message); m.Reason == trace.AlreadyVoted && voted != 0 {
		return p.Say("voted for %v", "已投 %v", voted)
	}
	return p.DenialWord(m.Reason)
}

// kindWords names a message. Requests have the names of the Raft paper.
func (p *Sequence) kindWords(m shown) (long, short string) {
	switch m.Kind {
	case trace.RequestVote:
		return p.Say("RequestVote", "投票请求"), p.Say("vote?", "投票？")
	case trace.RequestPreVote:
		return p.Say("pre-vote request", "预投票请求"), p.Say("pre-vote?", "预投票？")
	case trace.VoteReply, trace.PreVoteReply:
		return p.answerWords(m)
	case trace.Heartbeat:
		return p.Say("heartbeat", "心跳"), p.Say("heartbeat", "心跳")
	case trace.HeartbeatReply:
		return p.Say("heartbeat heard", "收到心跳"), p.Say("heard", "收到")
	case trace.Append:
		if m.Entries == 0 {
			return p.Say("AppendEntries", "追加请求"), p.Say("append", "追加")
		}
		entries := p.Count(m.Entries, "entry", "entries", "个条目")
		return p.Say("AppendEntries (%s)", "追加请求（%s）", entries), p.Say("append %d", "追加 %d", m.Entries)
	case trace.AppendReply:
		if m.Granted {
			return p.Say("entries accepted", "接受条目"), p.Say("accepted", "接受")
		}
		return p.Say("entries refused", "拒绝条目"), p.Say("refused", "拒绝")
	case trace.Snapshot:
		return p.Say("snapshot to index %d", "快照至 %d", m.Index), p.Say("snapshot", "快照")
	case trace.TimeoutNow:
		return "TimeoutNow", "TimeoutNow"
	}
	return m.Kind.String(), m.Kind.String()
}

// answerWords says what a voter answers.
func (p *Sequence) answerWords(m shown) (long, short string) {
	pre := m.Kind == trace.PreVoteReply
	switch {
	case m.Granted && pre:
		return p.Say("pre-vote granted", "预投票赞成"), p.Say("would vote", "愿投")
	case m.Granted:
		return p.Say("vote granted", "投票赞成"), p.Say("granted", "赞成")
	}
	if pre {
		return p.Say("pre-vote denied", "预投票拒绝"), p.Say("denied", "拒绝")
	}
	return p.Say("vote denied", "投票拒绝"), p.Say("denied", "拒绝")
}

// fateWords says what became of a message, if that is not plain.
func (p *Sequence) fateWords(m shown) (long, short string) {
	switch m.Fate {
	case timeline.Lost:
		switch m.Reason {
		case trace.ReceiverDown:
			return p.Say(" · lost: %v is down", " · 丢失：%v 宕机", m.To), p.Say(" · lost", " · 丢失")
		case trace.Partition:
			return p.Say(" · lost: partition", " · 丢失：分区"), p.Say(" · lost", " · 丢失")
		case trace.Dropped:
			return p.Say(" · dropped by the script", " · 被脚本丢弃"), p.Say(" · dropped", " · 丢弃")
		case trace.Cut:
			return p.Say(" · lost: link cut", " · 丢失：链路切断"), p.Say(" · lost", " · 丢失")
		}
		return p.Say(" · lost", " · 丢失"), p.Say(" · lost", " · 丢失")
	case timeline.Ignored:
		switch m.Reason {
		case trace.LeaderLease:
			return p.Say(" · ignored: lease", " · 忽略：租约"), p.Say(" · ignored", " · 忽略")
		case trace.StaleTerm:
			return p.Say(" · ignored: stale term", " · 忽略：任期过时"), p.Say(" · ignored", " · 忽略")
		}
		return p.Say(" · ignored", " · 忽略"), p.Say(" · ignored", " · 忽略")
	}
	return "", ""
}

func isAnswer(k trace.MessageKind) bool {
	return k == trace.VoteReply || k == trace.PreVoteReply || k == trace.HeartbeatReply || k == trace.AppendReply
}
