package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// mostElections is how many elections are told one by one, and mostCandidates how many servers of
// one that stood.
const mostElections, mostCandidates = 7, 2

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

// election returns a line for the election, and below it who stood: a line for each, or one for all
// if there are many.
func (p *page) election(e *timeline.Election) [][]string {
	rows := [][]string{{p.say("term %d", "任期 %d", e.Term), p.result(e)}}
	stood := standings(e.Candidates)
	if len(stood) > mostCandidates {
		return append(rows, []string{"", p.crowd(e, stood)})
	}
	for _, s := range stood {
		rows = append(rows, []string{"", p.standing(e, &s)})
	}
	return rows
}

// crowd says in one line how far each server came.
func (p *page) crowd(e *timeline.Election, stood []standing) string {
	var denied []timeline.Vote
	for _, s := range stood {
		denied = append(denied, s.denials...)
	}
	what := p.say("%d stood from %s on, votes of %d: %s", "%d 台从 %s 起参选，%d 票中得票：%s",
		len(stood), p.moment(e.From), stood[0].Voters, p.votes(e))
	return what + p.deniedBecause(denied)
}

// result says how an election ended.
func (p *page) result(e *timeline.Election) string {
	length := p.duration(e.To - e.From)
	switch {
	case e.Winner != 0:
		return p.say("%v won at %s, %s after the first candidacy", "%v 于 %s 当选，距第一个候选人参选 %s",
			e.Winner, p.moment(e.To), length)
	case e.Split:
		return p.say("split vote: nobody won in %s", "选票分裂：%s 内无人当选", length)
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
			s.Votes, s.Counted, s.VotedBy = best.Votes, best.Counted, best.VotedBy
		}
	}
	return list
}

// standing says how far a server came, and why not farther.
func (p *page) standing(e *timeline.Election, s *standing) string {
	what := p.say("%v stood at %s", "%v 于 %s 参选", s.Node, p.moment(s.first))
	if s.Pre {
		what = p.say("%v asked for pre-votes at %s", "%v 于 %s 请求预投票", s.Node, p.moment(s.first))
	}
	if s.tries > 1 {
		what += p.say(", tries: %d", "，尝试 %d 次", s.tries)
	}
	what += p.say(": %d of %d votes", "：%[2]d 票中得 %[1]d 票", s.Votes, s.Voters)
	if s.Votes > 0 {
		what += p.say(" (%s)", "（%s）", nodes(s.VotedBy))
	}
	if !s.Won && s.Counted < s.Votes {
		what += p.say(", counted in time: %d", "，及时计入 %d 票", s.Counted)
	}
	what += p.deniedBecause(s.denials)
	switch {
	case s.Won && s.Node == e.Winner:
		return what
	case s.Won:
		return what + p.say("; won too: two leaders of one term", "；也当选了：一个任期有两个领导者")
	case s.End == 0:
		return what + p.say("; it went down", "；它宕机了")
	}
	return what + p.say("; ended: %s", "；结束原因：%s", p.reason(s.End))
}

// deniedBecause counts denied votes by their reason, the most frequent first.
func (p *page) deniedBecause(votes []timeline.Vote) string {
	if len(votes) == 0 {
		return ""
	}
	counts := map[trace.Reason]int{}
	var reasons []trace.Reason
	for _, v := range votes {
		if counts[v.Reason]++; counts[v.Reason] == 1 {
			reasons = append(reasons, v.Reason)
		}
	}
	slices.SortFunc(reasons, func(a, b trace.Reason) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = p.say("%d %s", "%d 次%s", counts[reason], p.reason(reason))
	}
	return p.say("; denied: %s", "；被拒：%s", p.list(words))
}

// votes says how many votes each server got in an election, pre-votes apart.
func (p *page) votes(e *timeline.Election) string {
	var words []string
	for _, s := range standings(e.Candidates) {
		if s.Pre {
			words = append(words, p.say("%v %d (pre-vote)", "%v %d（预投票）", s.Node, s.Votes))
		} else {
			words = append(words, fmt.Sprintf("%v %d", s.Node, s.Votes))
		}
	}
	return p.list(words)
}
