package text

import (
	"fmt"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// log says what happened to a log or a state machine.
func (p *Printer) log(e *trace.Event) string {
	switch e.Kind {
	case trace.Appended:
		return p.say("appends entry %d of term %d", "追加条目 %d（任期 %d）", e.Index, e.EntryTerm) + p.because(p.entry(e))
	case trace.Truncated:
		return p.say("removes %s from its log", "从日志中删除%s", p.entries(e.First, e.Index))
	case trace.Committed:
		return p.say("commits %s", "提交%s", p.entries(e.First, e.Index))
	case trace.AppliedTo:
		return p.say("applies %s", "应用%s", p.entries(e.First, e.Index))
	}
	last := trace.Position{Term: e.EntryTerm, Index: e.Index}
	if e.Kind == trace.Compacted {
		return p.say("replaces its log up to %v by a snapshot", "用快照代替 %v 及之前的日志", last)
	}
	return p.say("replaces its log by a snapshot up to %v", "用截至 %v 的快照代替日志", last) + p.cause(e)
}

func (p *Printer) entry(e *trace.Event) string {
	switch e.Entry {
	case trace.NoOp:
		if p.firsts[e.EntryTerm] != e.Index {
			return p.say("empty", "空条目")
		}
		return p.say("empty, a new leader's first", "空条目，新领导者的第一个条目")
	case trace.ConfigChange:
		return p.say("configuration change", "成员变更")
	}
	return lang.Clean(e.Command)
}

func (p *Printer) config(c *trace.Config) string { return Config(p.options.Lang, c) }

// fault says what the script did; where it did it to a server, that stands in its column.
func (p *Printer) fault(e *trace.Event) string {
	if e.Node == 0 && e.Reason == trace.NotLeader {
		return p.say("no %s: nobody leads", "无法进行%s：没有领导者", Fault(p.options.Lang, e.Fault))
	}
	if e.ID != 0 {
		return p.messageFault(e)
	}
	what := p.done(e)
	switch e.Reason {
	case 0:
		return what
	case trace.Refused:
		return what + p.inBrackets(p.reason(e))
	}
	return what + p.inBrackets(p.say("refused: %s", "被拒绝：%s", p.refusal(e))) + p.instead(e)
}

// noEffect says that a step changes nothing, and why.
func (p *Printer) noEffect(e *trace.Event) string {
	what := Fault(p.options.Lang, e.Fault)
	if e.Peer != 0 {
		what = p.say("%s to %v", "到 %[2]v 的%[1]s", what, e.Peer)
	}
	return p.say("%s: %s, so nothing happens", "%s：%s，什么也没发生", what, p.reason(e))
}

// refusal is the reason, with the server to which leadership is being handed.
func (p *Printer) refusal(e *trace.Event) string {
	if e.Reason == trace.HandingOver && e.Peer != 0 {
		return p.say("leadership is being handed to %v", "领导权正在移交给 %v", e.Peer)
	}
	return p.reason(e)
}

// instead says what a leader appended in place of a refused change.
func (p *Printer) instead(e *trace.Event) string {
	if e.Entry != trace.NoOp {
		return ""
	}
	return p.say("; an empty entry takes its place in the log", "；日志中以一个空条目代替")
}

func (p *Printer) done(e *trace.Event) string {
	switch e.Fault {
	case trace.Crash:
		return p.crash(e)
	case trace.Restart:
		return p.restart(e)
	case trace.Pause:
		return p.say("is paused", "被暂停")
	case trace.Resume:
		return p.say("resumes", "恢复运行")
	case trace.PartitionNet:
		groups := make([]string, len(e.Groups))
		for i, group := range e.Groups {
			groups[i] = Nodes(group)
		}
		if len(groups) == 1 { // what was to be split off meant no server
			return p.say("the network is in one part: %s", "网络没有分开：%s", groups[0])
		}
		return p.say("the network splits: %s", "网络分区：%s", strings.Join(groups, " | "))
	case trace.HealNet:
		return p.say("the network heals", "网络恢复")
	case trace.HealLink:
		return p.say("its link to %v heals", "到 %v 的链路恢复", e.Peer)
	case trace.CutLink:
		return p.say("its link to %v is cut", "到 %v 的链路被切断", e.Peer)
	case trace.LinkChange:
		return p.say("its link to %v changes", "到 %v 的链路改变", e.Peer) + p.because(Setting(p.options.Lang, e.Setting))
	case trace.ForceTimeout:
		return p.say("its election timer is made to expire", "选举计时器被强制到期")
	case trace.TransferLead:
		if e.Peer == 0 {
			return p.say("is asked to hand leadership over", "被要求移交领导权")
		}
		return p.say("is asked to hand leadership to %v", "被要求把领导权交给 %v", e.Peer)
	}
	return p.setting(e)
}

// setting says what the script changed.
func (p *Printer) setting(e *trace.Event) string {
	var what string
	switch e.Fault {
	case trace.NetworkChange:
		what = p.say("the network changes", "网络设置改变")
	case trace.ClockChange:
		what = p.say("its clock changes", "时钟改变")
	case trace.DiskChange:
		what = p.say("its disk changes", "磁盘改变")
	case trace.TimeoutChange:
		what = p.say("the election timeout changes", "选举超时改变")
	case trace.ChangeConfig:
		what = p.say("is asked to change the configuration", "被要求变更成员")
	case trace.CompactLog:
		what = p.say("is to compact its log", "将压缩日志")
	default:
		what = e.Fault.String()
	}
	return what + p.because(Setting(p.options.Lang, e.Setting))
}

func (p *Printer) restart(e *trace.Event) string {
	if e.Detail == trace.VoteUnknown {
		return p.say("restarts; on disk: term %d, log up to %v; its vote is not told", "重启；磁盘上：任期 %d，日志到 %v；选票未知", e.Term, e.Last)
	}
	if e.VotedFor == 0 {
		return p.say("restarts; on disk: term %d, no vote, log up to %v", "重启；磁盘上：任期 %d，未投票，日志到 %v",
			e.Term, e.Last)
	}
	return p.say("restarts; on disk: term %d, vote for %v, log up to %v", "重启；磁盘上：任期 %d，已投票给 %v，日志到 %v",
		e.Term, e.VotedFor, e.Last)
}

func (p *Printer) synced(e *trace.Event) string {
	if e.VotedFor == 0 {
		return p.say("has on disk: term %d, no vote, log up to %v", "磁盘上：任期 %d，未投票，日志到 %v", e.Term, e.Last)
	}
	return p.say("has on disk: term %d, vote for %v, log up to %v", "磁盘上：任期 %d，已投票给 %v，日志到 %v",
		e.Term, e.VotedFor, e.Last)
}

func (p *Printer) client(e *trace.Event) string {
	name := p.say("command %d", "命令 %d", e.ID)
	if e.Command != "" {
		name += fmt.Sprintf(" %q", e.Command)
	}
	var what string
	switch e.Outcome {
	case trace.Proposed:
		return p.say("client proposes %s", "客户端提出%s", name)
	case trace.RefusedNow:
		if e.Node == 0 {
			return p.say("%s is refused: there is no leader to ask", "%s 被拒绝：没有领导者可问", name)
		}
		what = p.say("%s is refused", "%s 被拒绝", name)
	case trace.CommittedOK:
		what = p.say("%s is committed at index %d", "%s 已提交，索引 %d", name, e.Index)
	case trace.LostForGood:
		what = p.say("%s is lost for good", "%s 永久丢失", name)
	case trace.UnknownYet:
		what = p.say("the client cannot know what becomes of %s", "客户端无法知道%s 的结果", name)
	default:
		what = name
	}
	return what + p.because(p.refusal(e)) + p.stillHeld(e)
}

// stillHeld says in whose logs a command still is that can no longer be committed.
func (p *Printer) stillHeld(e *trace.Event) string {
	holders := p.logs.Holding(e.Index, e.Term, e.Command)
	if e.Outcome != trace.LostForGood || len(holders) == 0 {
		return ""
	}
	return p.say("; still in the log of %s", "；仍在 %s 的日志中", Nodes(holders))
}

func (p *Printer) cluster(e *trace.Event) string {
	switch {
	case e.Node != 0 && e.Reason == trace.Observed:
		return p.say("the cluster is led by %v in term %d", "集群由 %v 领导，任期 %d", e.Node, e.Term)
	case e.Node != 0 && e.Reason == trace.LeaderElected:
		return p.say("the cluster has a leader: %v in term %d", "集群选出领导者：%v，任期 %d", e.Node, e.Term)
	case e.Node != 0:
		return p.say("the cluster has its leader again: %v in term %d", "集群的领导者恢复：%v，任期 %d", e.Node, e.Term) +
			p.inBrackets(p.reason(e))
	case e.Peer != 0:
		return p.say("the cluster lost its leader %v", "集群失去领导者 %v", e.Peer) + p.because(p.reason(e))
	case e.Reason == trace.Observed:
		return p.say("the observation begins", "观察开始")
	case e.Reason == trace.Boot:
		return p.say("the cluster has no leader yet", "集群还没有领导者")
	}
	return p.say("the cluster has no leader", "集群没有领导者") + p.because(p.reason(e))
}

func (p *Printer) inBrackets(words string) string {
	if words == "" {
		return ""
	}
	return p.say(" (%s)", "（%s）", words)
}
