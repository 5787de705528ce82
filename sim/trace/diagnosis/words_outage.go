package diagnosis

import (
	"fmt"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// In says how long nobody led, and why so long.
func (f Leaderless) In(l lang.Lang) string {
	long := Length(f.length())
	switch {
	case f.Lacked:
		return f.quorum(l) + f.ending(l)
	case len(f.Splits) == 1 && f.Failed <= 2:
		return l.Say("A split vote in term %d keeps the cluster without a leader for %s",
			"任期 %d 选票分裂，集群 %s 没有领导者", f.Splits[0].Term, long)
	case len(f.Splits) > 1 && len(f.Splits)*2 >= f.Failed:
		return l.Say("%d split votes keep the cluster without a leader for %s",
			"%d 次选票分裂，集群 %s 没有领导者", len(f.Splits), long)
	case f.Old == 0 && f.New == 0:
		return l.Say("Nobody becomes leader in %s", "%s 内无人成为领导者", long)
	case f.Old == 0:
		said := f.firstWait(l) + l.Say("%v leads term %d after %s", "%[1]v 在 %[3]s 时当选任期 %[2]d 的领导者", f.New, f.Term, long)
		if f.Alone {
			said += l.Say(", to the end", "，一直领导到结束")
		}
		return said
	}
	return f.Cause.In(l) + f.logs(l) + l.Say(": ", "：") + f.ending(l)
}

// ending says for how long nobody led, and what came then.
func (f Leaderless) ending(l lang.Lang) string {
	long := Length(f.length())
	switch {
	case f.Old == 0 && f.New == 0:
		return l.Say("no leader in %s", "%s 内没有领导者", long)
	case f.New == 0:
		return l.Say("no leader for the last %s", "最后 %s 没有领导者", long)
	case f.Phases[len(f.Phases)-1].Kind == timeline.Return:
		return l.Say("no leader for %s, then it is back", "%s 没有领导者，随后恢复", long)
	}
	return l.Say("%s without a leader until %v leads term %d", "%s 没有领导者，随后 %v 在任期 %d 当选", long, f.New, f.Term)
}

// quorum begins the title of a time in which no quorum was in reach.
func (f Leaderless) quorum(l lang.Lang) string {
	said := l.Say("No quorum in reach: ", "联系不到多数派：")
	switch f.Failed {
	case 0:
		return said
	case 1:
		return said + l.Say("1 election fails, ", "1 次选举失败，")
	}
	return said + l.Say("%d elections fail, ", "%d 次选举失败，", f.Failed)
}

// logs goes on after the cause of an outage when most of its failed elections failed for the log
// of a candidate.
func (f Leaderless) logs(l lang.Lang) string {
	switch {
	case len(f.ShortLogs) == 0:
		return ""
	case len(f.ShortLogs) == 1 && f.Cause.DeposedBy == f.ShortLogs[0]:
		return l.Say(", whose log is behind", "，而后者的日志落后")
	case len(f.ShortLogs) == 1:
		return l.Say(", and the log of %v is behind", "，而 %v 的日志落后", f.ShortLogs[0])
	}
	return l.Say(", and the logs of %s are behind", "，而 %s 的日志落后", text.Nodes(f.ShortLogs))
}

// firstWait begins the title of a start: who stood first, when and why, if nobody did at once.
func (f Leaderless) firstWait(l lang.Lang) string {
	switch long := Length(f.First.To - f.From); f.First.Reason {
	case trace.ElectionTimeout:
		return l.Say("The first timer expires after %s, and ", "第一个计时器在 %s 时到期，", long)
	case trace.ForcedTimeout:
		return l.Say("%v is made to stand after %s, and ", "%v 在 %s 时被强制参选，", f.First.Node, long)
	}
	return ""
}

// In says how the leader stopped leading.
func (c Cause) In(l lang.Lang) string {
	switch c.Reason {
	case trace.LeaderCrashed:
		return l.Say("%v crashes", "%v 宕机", c.Leader)
	case trace.LeaderPaused:
		return l.Say("%v is paused", "%v 被暂停", c.Leader)
	case trace.LeaderCutOff:
		return l.Say("%v is cut off", "%v 被隔绝", c.Leader)
	case trace.LeaderDeposed, trace.LeaderStale:
		return c.stepDown(l)
	}
	return l.Say("%v leads no longer", "%v 不再领导", c.Leader)
}

// stepDown says why a leader stepped down.
func (c Cause) stepDown(l lang.Lang) string {
	switch {
	case c.DeposedBy != 0:
		return l.Say("%v steps down for the higher term of %v", "%v 因 %v 的更高任期下台", c.Leader, c.DeposedBy)
	case c.Became.Reason == trace.QuorumLost:
		return l.Say("%v steps down without a quorum", "%v 失去多数派而下台", c.Leader)
	case c.Became.Role == 0:
		return l.Say("%v loses its voters to a later term", "%v 的投票者进入更高任期", c.Leader)
	}
	return l.Say("%v steps down", "%v 下台", c.Leader)
}

// PhaseWords says what a phase of an outage was, at length and in ever shorter forms.
func PhaseWords(l lang.Lang, t *timeline.Timeline, phase timeline.Phase) []string {
	switch {
	case phase.Kind == timeline.Return && phase.Reason == trace.LeaderElected:
		return []string{l.Say("the winner has no quorum", "当选者没有多数派"), l.Say("no quorum", "无多数派")}
	case phase.Kind == timeline.Return:
		return []string{l.Say("the old leader is back", "原领导者恢复"), l.Say("back", "恢复")}
	case phase.Election < 0:
		return waitWords(l, phase)
	}
	term, what := t.Elections[phase.Election].Term, RoundInShort(l, t, phase)
	return []string{l.Say("term %d: %s", "任期 %d：%s", term, what), l.Say("%d: %s", "%d：%s", term, what), fmt.Sprint(term)}
}

// waitWords says in what a wait for an election ended.
func waitWords(l lang.Lang, phase timeline.Phase) []string {
	long := Length(phase.To - phase.From)
	switch phase.Reason {
	case trace.ElectionTimeout:
		return []string{l.Say("timer of %v expires after %s", "%v 的计时器在 %s 后到期", phase.Node, long),
			l.Say("timeout %s", "超时 %s", long), long}
	case trace.ForcedTimeout:
		return []string{l.Say("%v is made to stand after %s", "%v 在 %s 后被强制参选", phase.Node, long),
			l.Say("forced %s", "强制 %s", long), long}
	case trace.Transfer:
		return []string{l.Say("%v is called after %s", "%v 在 %s 后被指定参选", phase.Node, long), long}
	}
	return []string{l.Say("nobody stands for %s", "%s 内无人参选", long), l.Say("nobody stands", "无人参选"), long}
}
