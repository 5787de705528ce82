package text

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// sentence says the event, without the server in front: that stands in its column.
func (p *Printer) sentence(e *trace.Event) string {
	switch e.Kind {
	case trace.RoleChange:
		return p.roleChange(e)
	case trace.TimerSet, trace.TimerFired:
		return p.timer(e)
	case trace.Sent, trace.Delivered, trace.Lost, trace.Ignored:
		return p.transfer(e)
	case trace.Voted:
		return p.vote(e)
	case trace.Tallied:
		return p.tally(e)
	case trace.Appended, trace.Truncated, trace.Committed, trace.AppliedTo, trace.Compacted, trace.Restored:
		return p.log(e)
	case trace.Synced:
		return p.synced(e)
	case trace.Reconfigured:
		return p.say("configuration: %s", "配置：%s", p.config(e.Config))
	case trace.GaveUp:
		return p.say("no longer hands leadership to %v", "不再把领导权移交给 %v", e.Peer) + p.because(p.reason(e))
	case trace.FaultMade:
		return p.fault(e)
	case trace.Client:
		return p.client(e)
	case trace.ClusterLed:
		return p.cluster(e)
	case trace.Operated:
		return p.operation(e)
	}
	return p.remark(e)
}

// remark says an event that is about the run, not about Raft.
func (p *Printer) remark(e *trace.Event) string {
	detail := p.because(lang.Clean(e.Detail))
	switch e.Kind {
	case trace.Ended:
		if e.Reason == trace.ProgramFailed {
			return p.say("its program fails, and the run ends", "它的程序出错，运行到此为止") + detail
		}
		return p.say("gives up for good: Raft's assumptions were broken", "永久终止：Raft 的前提被破坏") + detail
	case trace.Checked:
		return p.check(e)
	case trace.Noted:
		return p.say("note: %s", "说明：%s", lang.Clean(e.Note.In(p.options.Lang)))
	case trace.Skipped:
		return p.say("step %d was skipped, its condition never came", "第 %d 步被跳过，其条件从未出现", e.Step) + detail
	case trace.NoEffect:
		return p.noEffect(e)
	case trace.Stopped:
		if e.Reason == trace.Observed {
			return p.say("the observation ends", "观察结束")
		}
		return p.say("end", "结束") + p.because(p.reason(e))
	}
	return e.Kind.String()
}

// check says a verdict.
func (p *Printer) check(e *trace.Event) string {
	what := p.say("%s %s", "%s%s", Property(p.options.Lang, e.Property), Verdict(p.options.Lang, e.Verdict))
	if e.Final {
		return p.say("verdict: %s", "结论：%s", what+p.because(Evidence(p.options.Lang, e.Evidence)))
	}
	return p.say("check: %s", "检查：%s", what+p.because(Sighting(p.options.Lang, e.Evidence)))
}

func (p *Printer) roleChange(e *trace.Event) string {
	var what string
	switch {
	case e.Reason == trace.Boot:
		return p.say("starts as %s", "启动，成为%s", Role(p.options.Lang, e.Role))
	case e.Reason == trace.Observed:
		return p.say("is %s of term %d", "是任期 %[2]d 的%[1]s", Role(p.options.Lang, e.Role), e.Term)
	case e.Role == trace.PreCandidate:
		what = p.say("becomes pre-candidate, asks who would vote for it in term %d",
			"成为预候选人，询问谁愿意在任期 %d 投票给它", e.Term+1)
	case e.Role == trace.Candidate && e.From == trace.Candidate:
		what = p.say("is candidate again, now for term %d", "再次参选，成为任期 %d 的候选人", e.Term)
	case e.Role == trace.Candidate:
		what = p.say("becomes candidate for term %d", "成为任期 %d 的候选人", e.Term)
	case e.Role == trace.Leader:
		what = p.say("becomes leader of term %d", "成为任期 %d 的领导者", e.Term)
	case e.From == trace.Leader:
		what = p.say("steps down to follower in term %d", "下台，在任期 %d 成为跟随者", e.Term)
	case e.From == trace.Follower:
		what = p.say("enters term %d", "进入任期 %d", e.Term)
	default:
		what = p.say("returns to follower in term %d", "在任期 %d 退回跟随者", e.Term)
	}
	return what + p.because(p.causedBy(e))
}

// causedBy is the reason with whose message caused it, "" without a reason.
func (p *Printer) causedBy(e *trace.Event) string {
	if e.Reason == 0 {
		return ""
	}
	return p.reason(e) + p.cause(e)
}

// cause says in brackets whose message caused an event.
func (p *Printer) cause(e *trace.Event) string {
	switch {
	case e.Peer == 0 || e.Peer == e.Node:
		return ""
	case e.Message == 0:
		return p.say(" (%v)", "（%v）", e.Peer)
	}
	return p.say(" (%[1]s from %[2]v)", "（来自 %[2]v 的%[1]s）", Message(p.options.Lang, e.Message), e.Peer)
}

func (p *Printer) timer(e *trace.Event) string {
	wait := lang.Moment(e.Timeout)
	switch {
	case e.Kind == trace.TimerFired && e.Reason == trace.ForcedTimeout:
		return p.say("election timer is made to expire: %s drawn, set at %s",
			"选举计时器被强制到期：随机取值 %s，于 %s 开始计时", wait, lang.Moment(e.Since))
	case e.Kind == trace.TimerFired:
		return p.say("election timer expires: %s drawn, set at %s",
			"选举计时器到期：随机取值 %s，于 %s 开始计时", wait, lang.Moment(e.Since))
	case e.Drawn:
		wait = p.say("%s, newly drawn", "重新随机取值 %s", wait)
	}
	return p.say("election timer starts (%s), expires at %s", "选举计时器重新开始（%s），将于 %s 到期",
		wait, lang.Moment(e.Deadline)) + p.because(p.causedBy(e))
}

func (p *Printer) vote(e *trace.Event) string {
	what := p.say("vote", "选票")
	if e.Pre {
		what = p.say("pre-vote", "预选票")
	}
	switch {
	case e.Granted && e.Node == e.Peer:
		return p.say("gives its %[2]s for term %[1]d to itself", "把任期 %[1]d 的%[2]s投给自己", e.Asked, what)
	case e.Granted:
		return p.say("gives its %[2]s for term %[1]d to %[3]v: candidate's log ends at %[4]v, own at %[5]v",
			"把任期 %[1]d 的%[2]s投给 %[3]v：候选人的日志到 %[4]v，自己的到 %[5]v", e.Asked, what, e.Peer, e.PeerLast, e.Last)
	}
	if p.ignored {
		return p.say("ignores %[3]v, which asks for its %[2]s for term %[1]d", "忽略 %[3]v 索要任期 %[1]d %[2]s的请求", e.Asked, what, e.Peer) +
			p.because(p.denial(e))
	}
	return p.say("denies %[3]v its %[2]s for term %[1]d", "拒绝把任期 %[1]d 的%[2]s投给 %[3]v", e.Asked, what, e.Peer) +
		p.because(p.denial(e))
}

// denial says why a vote was denied, with the values that decided.
func (p *Printer) denial(e *trace.Event) string {
	switch e.Reason {
	case trace.StaleTerm:
		return p.reason(e) + p.say(", own term is %d", "，自己的任期是 %d", e.Term)
	case trace.AlreadyVoted:
		switch e.VotedFor {
		case 0:
			return p.reason(e)
		case e.Node:
			return p.say("already voted for itself", "已投票给自己")
		}
		return p.say("already voted for %v", "已投票给 %v", e.VotedFor)
	case trace.LogBehind:
		return p.reason(e) + p.say(", own ends at %v, candidate's at %v", "，自己的到 %v，候选人的到 %v", e.Last, e.PeerLast)
	case trace.LeaderKnown:
		return p.say("it knows the leader of this term", "它已知本任期的领导者")
	case trace.LeaderLease:
		if p.server(e.Node).role == trace.Leader {
			return p.reason(e) + p.say(", it leads itself", "，它自己就是领导者")
		}
		return p.reason(e) + p.say(", heard from a leader within the last election timeout",
			"，最近一个选举超时内收到过领导者的消息")
	}
	return p.reason(e)
}

func (p *Printer) tally(e *trace.Event) string {
	what := p.say("vote", "选票")
	if e.Pre {
		what = p.say("pre-vote", "预选票")
	}
	answer := p.say("no", "反对")
	if e.Granted {
		answer = p.say("yes", "赞成")
	}
	what = p.say("counts the %[1]s of %[2]v, %[3]s: ", "计入 %[2]v 的%[1]s（%[3]s）：", what, e.Peer, answer)
	if e.OutgoingVoters == 0 {
		return what + p.say("%d for, %d against; needs %d of %d", "%d 票赞成，%d 票反对；需要 %[4]d 票中的 %[3]d 票",
			e.Votes, e.Denials, e.Quorum, e.Voters)
	}
	return what + p.half(e.OutgoingVotes, e.OutgoingDenials, e.OutgoingQuorum, e.OutgoingVoters, "old", "旧成员") + p.say("; ", "；") +
		p.half(e.Votes, e.Denials, e.Quorum, e.Voters, "new", "新成员") + p.say("; both needed", "；两边都需要")
}

// half is the count of the old or of the new voters of a joint configuration.
func (p *Printer) half(votes, denials, quorum, voters int, en, zh string) string {
	return p.say(en, zh) + p.say(" %d for, %d against, needs %d of %d", " %d 票赞成、%d 票反对，需要 %[4]d 票中的 %[3]d 票",
		votes, denials, quorum, voters)
}

// because puts the reason after the fact.
func (p *Printer) because(reason string) string {
	if reason == "" {
		return ""
	}
	return p.say(": %s", "：%s", reason)
}

// say says something in the printer's language.
func (p *Printer) say(en, zh string, args ...any) string { return p.options.Lang.Say(en, zh, args...) }

func (p *Printer) reason(e *trace.Event) string { return Reason(p.options.Lang, e.Reason) }
