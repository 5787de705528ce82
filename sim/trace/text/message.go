package text

import (
	"fmt"
	"strings"

	"raftlab/sim/trace"
)

// transfer says what became of a message between servers.
func (p *Printer) transfer(e *trace.Event) string {
	name := fmt.Sprintf("%s #%d", Message(p.options.Lang, e.Message), e.ID)
	if e.Copy {
		name = p.say("a copy of %s", "%s 的副本", name)
	}
	if e.Term != 0 && e.Term != p.server(e.Node).term {
		name += p.say(" (term %d)", "（任期 %d）", e.Term)
	}
	switch e.Kind {
	case trace.Sent:
		return p.say("sends %[1]s to %[2]v", "向 %[2]v 发送%[1]s", name, e.Peer) + p.because(p.content(e))
	case trace.Delivered:
		return p.say("receives %[1]s from %[2]v", "收到 %[2]v 的%[1]s", name, e.Peer) + p.because(p.answer(e))
	case trace.Lost:
		if !strings.HasSuffix(name, "）") { // a bracket of Chinese text has a space of its own
			name += p.say("", " ")
		}
		return p.say("%[1]s to %[2]v is lost", "发给 %[2]v 的%[1]s丢失", name, e.Peer) + p.because(p.reason(e))
	}
	why := p.reason(e)
	if e.Reason != trace.StaleTerm { // the message's term stands with its name
		why = p.denial(e)
	}
	return p.say("ignores %[1]s from %[2]v", "忽略 %[2]v 的%[1]s", name, e.Peer) + p.because(why)
}

// content says what a message carries, "" when its name says it all.
func (p *Printer) content(e *trace.Event) string {
	switch e.Message {
	case trace.Append:
		what := p.say("nothing", "无条目")
		if e.Entries > 0 {
			what = p.entries(e.Index-trace.Index(e.Entries)+1, e.Index)
		}
		return p.say("%s after %v; commit index %d", "%s，在 %v 之后；提交索引 %d", what, e.Prev, e.Commit)
	case trace.RequestVote, trace.RequestPreVote:
		return p.say("log ends at %v", "日志到 %v", e.Prev)
	}
	return p.answer(e)
}

// answer says what a reply answers; "" for other messages. It is all that stands with a delivery: the
// rest was told when the message was sent.
func (p *Printer) answer(e *trace.Event) string {
	switch e.Message {
	case trace.AppendReply, trace.VoteReply, trace.PreVoteReply:
		if e.Granted {
			return p.say("yes", "同意")
		}
		return p.say("no", "拒绝")
	}
	return ""
}

// entries names a range of log entries.
func (p *Printer) entries(first, last trace.Index) string {
	if first >= last {
		return p.say("entry %d", "条目 %d", last)
	}
	return p.say("entries %d to %d", "条目 %d 至 %d", first, last)
}

// messageFault says what the script did to a message under way.
func (p *Printer) messageFault(e *trace.Event) string {
	if e.Reason == trace.NotUnderWay {
		return p.say("%[1]s: message %[2]d is not under way, so this step does nothing", "%[1]s：消息 %[2]d 不在途中，此步骤什么也没做",
			Fault(p.options.Lang, e.Fault), e.ID)
	}
	name := p.say("its %[1]s to %[2]v (message %[3]d)", "发往 %[2]v 的%[1]s（消息 %[3]d）", Message(p.options.Lang, e.Message), e.Peer, e.ID)
	switch e.Fault {
	case trace.DropMessage:
		return name + p.say(" is dropped on the way", "在途中被丢弃")
	case trace.DuplicateMessage:
		return name + p.say(" is duplicated on the way", "在途中被复制")
	case trace.HoldMessage:
		return name + p.say(" is held for %s", "被扣留 %s", Setting(p.options.Lang, e.Setting))
	}
	if e.Reason == trace.ReceiverPaused {
		return name + p.say(" has come, and goes on waiting: %v is paused", "已到达，继续等待：%v 被暂停", e.Peer)
	}
	return name + p.say(" arrives now", "立即到达")
}
