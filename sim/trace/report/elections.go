package report

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// mostElections is how many elections are told one by one.
const mostElections = 8

func (p *page) elections(t *timeline.Timeline) {
	if len(t.Elections) == 0 {
		p.heading(p.say("Elections: none", "选举：没有"))
		return
	}
	won := 0
	for _, e := range t.Elections {
		if e.Winner != 0 {
			won++
		}
	}
	p.heading(p.say("Elections: %d, of which %d chose a leader", "选举：%d 次，其中 %d 次选出领导者", len(t.Elections), won))
	var rows [][]string
	ends(len(t.Elections), mostElections,
		func(i int) { rows = append(rows, p.election(&t.Elections[i])...) },
		func(from, to int) {
			rows = append(rows, []string{p.say("... %d more elections, terms %d to %d", "……另有 %d 次选举，任期 %d 到 %d",
				to-from, t.Elections[from].Term, t.Elections[to-1].Term)})
		})
	p.table(2, rows)
}

// election returns a line for the election, and one for each server that stood.
func (p *page) election(e *timeline.Election) [][]string {
	rows := [][]string{{p.say("term %d", "任期 %d", e.Term), p.result(e)}}
	for _, s := range standings(e.Candidates) {
		rows = append(rows, []string{"", p.standing(&s)})
	}
	return rows
}

// result says how an election ended.
func (p *page) result(e *timeline.Election) string {
	length := p.duration(e.To - e.From)
	switch {
	case e.Winner != 0:
		return p.say("%v won at %s, %s after the first candidacy", "%v 于 %s 当选，距第一个候选人参选 %s",
			e.Winner, p.moment(e.To), length)
	case e.Split:
		return p.say("split vote: nobody won in %s", "选票分散：%s 内无人当选", length)
	case e.End == trace.RunOver || e.End == trace.EventLimit:
		return p.say("not decided when the run ended, after %s", "运行结束时尚未决定，已历时 %s", length)
	}
	return p.say("nobody won in %s", "%s 内无人当选", length)
}

// standing is all tries of one server in an election that got equally far.
type standing struct {
	timeline.Candidacy // the last try, with the votes of the best one
	tries              int
	first              time.Duration
	denials            []timeline.Vote
}

// standings puts the tries of a server together: a server that asks in vain asks many times.
func standings(tries []timeline.Candidacy) (list []standing) {
	for _, c := range tries {
		i := slices.IndexFunc(list, func(s standing) bool { return s.Node == c.Node && s.Pre == c.Pre })
		if i < 0 {
			list = append(list, standing{c, 1, c.From, c.DeniedBy})
			continue
		}
		s := &list[i]
		best := s.Candidacy
		s.Candidacy, s.tries, s.denials = c, s.tries+1, append(slices.Clip(s.denials), c.DeniedBy...)
		if best.Votes > c.Votes {
			s.Votes, s.VotedBy = best.Votes, best.VotedBy
		}
	}
	return list
}

// standing says how far a server came, and why not farther.
func (p *page) standing(s *standing) string {
	what := p.say("%v stood at %s", "%v 于 %s 参选", s.Node, p.moment(s.first))
	if s.Pre {
		what = p.say("%v asked for pre-votes at %s", "%v 于 %s 请求预投票", s.Node, p.moment(s.first))
	}
	if s.tries > 1 {
		what += p.say(" and %d more times", "，此后又 %d 次", s.tries-1)
	}
	what += p.say(": %d of %d votes", "：%[2]d 票中得 %[1]d 票", s.Votes, s.Voters)
	if s.Votes > 0 {
		what += p.say(" (%s)", "（%s）", nodes(s.VotedBy))
	}
	if denied := p.denials(s.denials); denied != "" {
		what += p.say(", denied: %s", "，被拒：%s", denied)
	}
	switch {
	case s.Won:
		return what
	case s.End == 0:
		return what + p.say("; it went down", "；它宕机了")
	}
	return what + p.say("; ended: %s", "；结束原因：%s", p.reason(s.End))
}

// denials counts denied votes by their reason, in the order of the reasons.
func (p *page) denials(votes []timeline.Vote) string {
	counts := map[trace.Reason]int{}
	for _, v := range votes {
		counts[v.Reason]++
	}
	var reasons []trace.Reason
	for reason := range counts {
		reasons = append(reasons, reason)
	}
	slices.SortFunc(reasons, func(a, b trace.Reason) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = p.say("%d %s", "%d 次%s", counts[reason], p.reason(reason))
	}
	return p.list(words)
}

// votes says how many votes each server got in an election, pre-votes apart.
func (p *page) votes(e *timeline.Election) string {
	var words []string
	for _, s := range standings(e.Candidates) {
		en, zh := "%v %d of %d votes", "%[1]v %[3]d 票中得 %[2]d 票"
		if s.Pre {
			en, zh = "%v %d of %d pre-votes", "%[1]v %[3]d 张预选票中得 %[2]d 张"
		}
		words = append(words, p.say(en, zh, s.Node, s.Votes, s.Voters))
	}
	return p.list(words)
}
