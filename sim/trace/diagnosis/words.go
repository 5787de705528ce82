package diagnosis

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Length writes a length of time in milliseconds, from ten seconds on in seconds: 493 ms, 12.3 s.
func Length(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond && d%time.Millisecond != 0:
		return fmt.Sprintf("%.1f ms", float64(d.Round(100*time.Microsecond))/float64(time.Millisecond))
	case d < 10*time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
	}
	return fmt.Sprintf("%.1f s", d.Round(100*time.Millisecond).Seconds())
}

// Tally writes a count of votes, at length and in short: 2/3, and in joint consensus one of each half,
// of which both are needed.
func Tally(l lang.Lang, votes, voters, outgoingVotes, outgoingVoters int) (long, short string) {
	tally := fmt.Sprintf("%d/%d", votes, voters)
	if outgoingVoters == 0 {
		return tally, tally
	}
	outgoing := fmt.Sprintf("%d/%d", outgoingVotes, outgoingVoters)
	return l.Say("old %s, new %s", "旧 %s、新 %s", outgoing, tally), outgoing + " & " + tally
}

// tallyOf writes the votes a candidacy had when it ended: 3/5.
func tallyOf(l lang.Lang, c timeline.Candidacy) string {
	long, _ := Tally(l, cmp.Or(c.Counted, c.Votes), c.Voters, cmp.Or(c.OutgoingCounted, c.OutgoingVotes), c.OutgoingVoters)
	return long
}

// splitWords writes the votes of all candidates, most first: 2–2.
func splitWords(e timeline.Election) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(splitOf(e)), "[]"), " ", "–")
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// In says that there is nothing to say.
func (NothingHappened) In(l lang.Lang) string { return l.Say("Nothing happened", "没有任何事件") }

// In says who leads, and who believes that it does.
func (f SteadyLeader) In(l lang.Lang) string {
	switch {
	case f.Leader == 0:
		return l.Say("The cluster always has a leader", "集群始终有领导者")
	case f.Stale != 0:
		return l.Say("%v leads term %d, and %v still believes that it leads term %d", "%v 领导任期 %d，%v 还以为自己领导任期 %d",
			f.Leader, f.Term, f.Stale, f.OldTerm)
	}
	return l.Say("%v leads term %d all the time", "%v 始终领导任期 %d", f.Leader, f.Term)
}

// In says which entry was overwritten.
func (f OverwrittenEntry) In(l lang.Lang) string {
	switch {
	case f.OutgoingVoters > 0:
		return l.Say("Entry %d of term %d is on %d of %d new and %d of %d old voters, and is overwritten all the same",
			"任期 %[2]d 的条目 %[1]d 已在 %[4]d 个新投票成员中的 %[3]d 个和 %[6]d 个旧投票成员中的 %[5]d 个上，仍被覆盖",
			f.Index, f.Term, f.Copies, f.Voters, f.OutgoingCopies, f.OutgoingVoters)
	case f.Others:
		return l.Say("Entry %d of term %d is on %d of %d voters, and is overwritten all the same",
			"任期 %[2]d 的条目 %[1]d 已在 %[4]d 个投票成员中的 %[3]d 个上，仍被覆盖", f.Index, f.Term, f.Copies, f.Voters)
	}
	return l.Say("Entry %d of term %d is on %d of %d servers, and is overwritten all the same",
		"任期 %[2]d 的条目 %[1]d 已在 %[4]d 台服务器中的 %[3]d 台上，仍被覆盖", f.Index, f.Term, f.Copies, f.Voters)
}

// In says who tried in vain.
func (f FailedCandidacy) In(l lang.Lang) string {
	switch {
	case f.Pre && f.Tries > 1:
		return l.Say("%v asks %d times for pre-votes in vain: %v leads on in term %d",
			"%v 请求预投票 %d 次，都没有成功：%v 继续领导任期 %d", f.Node, f.Tries, f.Leader, f.LeaderTerm)
	case f.Pre:
		return l.Say("%v asks for pre-votes in vain: %v leads on in term %d",
			"%v 请求预投票，没有成功：%v 继续领导任期 %d", f.Node, f.Leader, f.LeaderTerm)
	case f.Tries > 1:
		return l.Say("%v stands for election %d times in vain: %v leads on in term %d",
			"%v 参选 %d 次，都没有当选：%v 继续领导任期 %d", f.Node, f.Tries, f.Leader, f.LeaderTerm)
	}
	return l.Say("%v stands for term %d in vain: %v leads term %d",
		"%v 参选任期 %d，没有当选：%v 领导任期 %d", f.Node, f.Term, f.Leader, f.LeaderTerm)
}

// In says what was violated, and by whom if the timeline tells.
func (f Violation) In(l lang.Lang) string {
	property, at := text.Property(l, f.Property), Length(f.At)
	switch {
	case f.Servers != nil && f.Property == trace.OneVotePerTerm:
		return l.Say("%v votes for %v and for %v in term %d: %s is violated after %s",
			"%v 在任期 %[4]d 先后投票给 %[2]v 和 %[3]v：%[6]s 时%[5]s被违反", f.Voter, f.Servers[0], f.Servers[1], f.Term, property, at)
	case f.Servers != nil:
		return l.Say("Term %d has two leaders, %v and %v: %s is violated after %s",
			"任期 %d 有两个领导者 %v 和 %v：%[5]s 时%[4]s被违反", f.Term, f.Servers[0], f.Servers[1], property, at)
	}
	return l.Say("%s is violated after %s", "%[2]s 时%[1]s被违反", capital(property), at)
}

// In says what was violated, with the evidence of the trace.
func (f ViolationSeen) In(l lang.Lang) string {
	return l.Say("%s is violated: %s", "%s被违反：%s", capital(text.Property(l, f.Property)), text.Evidence(l, f.Evidence))
}

// In counts the messages.
func (f MessagesOnly) In(l lang.Lang) string {
	return l.Say("%d messages, no election", "%d 条消息，没有选举", f.Messages)
}
