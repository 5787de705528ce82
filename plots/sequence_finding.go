package plots

import (
	"fmt"
	"slices"
	"time"

	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// sequenceFinding is the title: what the messages show.
func (p *sequence) sequenceFinding() string {
	if b, ok := firstBreach(p.t, p.scale); ok {
		return p.say("%s is violated: %s", "%s被违反：%s", capital(p.propertyWords(b.Property)), text.Evidence(b.Property, b.Evidence))
	}
	list := p.electionsShown()
	if len(list) == 0 {
		return p.say("%d messages, no election", "%d 条消息，没有选举", len(p.messages))
	}
	last := list[len(list)-1]
	var split []timeline.Election
	for _, e := range list {
		if e.Split {
			split = append(split, e)
		}
	}
	switch {
	case last.Winner != 0 && len(split) == 1:
		return p.say("Term %d ends %s; %v wins term %d with %s votes", "任期 %d 以 %s 平分选票；%v 以 %[5]s 票在任期 %[4]d 当选",
			split[0].Term, splitOf(split[0]), last.Winner, last.Term, p.tallyOf(winner(last)))
	case last.Winner != 0 && len(split) > 1:
		return p.say("After %d split votes %v wins term %d with %s votes", "%d 次选票分裂之后，%v 以 %[4]s 票在任期 %[3]d 当选",
			len(split), last.Winner, last.Term, p.tallyOf(winner(last)))
	case last.Winner != 0:
		return p.say("%v asks for votes and wins term %d with %s", "%v 请求投票，以 %[3]s 票在任期 %[2]d 当选", last.Winner, last.Term, p.tallyOf(winner(last)))
	case last.Split:
		return p.say("The votes of term %d are split %s: nobody wins", "任期 %d 选票分裂 %s：无人当选", last.Term, splitOf(last))
	case failureOf(p.t, last) == logBehind && !onlyPreVotes(last):
		return p.say("%v does not win term %d: its log is behind", "%v 没有在任期 %d 当选：日志落后", behind(last)[0], last.Term)
	case onlyPreVotes(last) && p.termChanges():
		return p.say("A pre-vote for term %d fails", "任期 %d 的预投票失败", last.Term)
	case onlyPreVotes(last):
		return p.say("A pre-vote for term %d fails, and no term changes", "任期 %d 的预投票失败，任期不变", last.Term)
	}
	return p.say("Nobody wins term %d", "任期 %d 无人当选", last.Term)
}

// termChanges reports whether a server enters a term in the part shown.
func (p *sequence) termChanges() bool {
	return slices.ContainsFunc(p.t.Servers, func(s timeline.Server) bool {
		for i, b := range s.Bands {
			if i > 0 && b.Term != s.Bands[i-1].Term && p.shows(b.From) {
				return true
			}
		}
		return false
	})
}

// electionsShown returns the elections for which somebody stands in the part shown.
func (p *sequence) electionsShown() (list []timeline.Election) {
	for _, e := range p.t.Elections {
		if slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return p.shows(c.From) }) {
			list = append(list, e)
		}
	}
	return list
}

func (p *sequence) sequenceSummary() string {
	exact := func(t time.Duration) string { return fmt.Sprintf("%.1f ms", inUnits(t, time.Millisecond)) }
	what := p.say("every message from %s to %s", "%s 至 %s 的每条消息", exact(p.from), exact(p.to))
	if p.omitted != (omissions{}) {
		what = p.say("messages from %s to %s", "%s 至 %s 的消息", exact(p.from), exact(p.to))
	}
	return joined(p.say(": ", "："), p.t.Header.Scenario, what+p.say("; time runs down", "；时间向下"))
}
