package diagnosis

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// In says how the election ended.
func (f LastElection) In(l lang.Lang) string {
	won := tallyOf(l, Winner(f.Election))
	switch {
	case f.Winner != 0 && len(f.Split) == 1:
		return l.Say("Term %d ends %s; %v wins term %d with %s votes", "任期 %d 以 %s 平分选票；%v 以 %[5]s 票在任期 %[4]d 当选",
			f.Split[0].Term, splitWords(f.Split[0]), f.Winner, f.Term, won)
	case f.Winner != 0 && len(f.Split) > 1:
		return l.Say("After %d split votes %v wins term %d with %s votes", "%d 次选票分裂之后，%v 以 %[4]s 票在任期 %[3]d 当选",
			len(f.Split), f.Winner, f.Term, won)
	case f.Winner != 0:
		return l.Say("%v asks for votes and wins term %d with %s", "%v 请求投票，以 %[3]s 票在任期 %[2]d 当选", f.Winner, f.Term, won)
	case f.Election.Split:
		return l.Say("The votes of term %d are split %s: nobody wins", "任期 %d 选票分裂 %s：无人当选", f.Term, splitWords(f.Election))
	case f.Failure == ShortLog && !OnlyPreVotes(f.Election):
		return l.Say("%v does not win term %d: its log is behind", "%v 没有在任期 %d 当选：日志落后", WithShortLog(f.Election)[0], f.Term)
	case OnlyPreVotes(f.Election) && f.TermsChange:
		return l.Say("A pre-vote for term %d fails", "任期 %d 的预投票失败", f.Term)
	case OnlyPreVotes(f.Election):
		return l.Say("A pre-vote for term %d fails, and no term changes", "任期 %d 的预投票失败，任期不变", f.Term)
	}
	return l.Say("Nobody wins term %d", "任期 %d 无人当选", f.Term)
}

// RoundInShort says in a few words how a phase of an outage ended that was spent on an election; see [RoundOf].
func RoundInShort(l lang.Lang, t *timeline.Timeline, phase timeline.Phase) string {
	e := t.Elections[phase.Election]
	switch RoundOf(t, phase) {
	case Won:
		return l.Say("won %s", "当选 %s", tallyOf(l, Winner(e)))
	case WonInVain:
		return notLeadingInShort(l, phase)
	case WonBefore:
		return l.Say("won by %v before", "%v 此前已当选", e.Winner)
	case Overtaken:
		return l.Say("overtaken", "被后面的选举取代")
	}
	return FailureInShort(l, t, e)
}

// FailureInShort says in a few words why nobody won; see [FailureOf].
func FailureInShort(l lang.Lang, t *timeline.Timeline, e timeline.Election) string {
	why := FailureOf(t, e)
	switch {
	case why == CutShort:
		return l.Say("undecided", "未决")
	case why == SplitVote:
		return l.Say("split %s", "选票分裂 %s", splitWords(e))
	case OnlyPreVotes(e):
		return l.Say("pre-vote failed", "预投票失败")
	case why == OutOfReach:
		return l.Say("no quorum", "无多数派")
	case why == ShortLog:
		return l.Say("log behind", "日志落后")
	}
	return l.Say("nobody won", "无人当选")
}

// notLeadingInShort says why a winner did not lead the cluster.
func notLeadingInShort(l lang.Lang, phase timeline.Phase) string {
	switch phase.Reason {
	case trace.LeaderCrashed:
		return l.Say("%v won, crashed", "%v 当选后宕机", phase.Node)
	case trace.LeaderPaused:
		return l.Say("%v won, paused", "%v 当选后被暂停", phase.Node)
	case trace.LeaderDeposed:
		return l.Say("%v won, stepped down", "%v 当选后下台", phase.Node)
	case trace.LeaderStale:
		return l.Say("%v won, too late", "%v 当选，但已过时", phase.Node)
	}
	return l.Say("%v won, cut off", "%v 当选但被隔绝", phase.Node)
}
