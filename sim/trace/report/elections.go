package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// mostElections is how many elections are told one by one, and mostCandidates how many servers of
// one that stood.
const mostElections, mostCandidates = 7, 2

func (w *writer) elections(t *timeline.Timeline) {
	w.heading(w.electionCount(t))
	var rows [][]string
	headAndTail(len(t.Elections), mostElections,
		func(i int) { rows = append(rows, w.election(t, &t.Elections[i])...) },
		func(from, to int) {
			rows = append(rows, []string{w.Say("... %d more, terms %d to %d", "……另有 %d 个，任期 %d 到 %d",
				to-from, t.Elections[from].Term, t.Elections[to-1].Term)})
		})
	w.table(2, rows)
}

// electionCount counts elections, and apart from them the terms that had none.
func (w *writer) electionCount(t *timeline.Timeline) string {
	count := diagnosis.CountElections(t)
	what := w.Say("Elections: none", "选举：没有")
	if count.Held > 0 {
		what = w.Say("Elections: %d, of which %d chose a leader", "选举：%d 次，其中 %d 次选出领导者", count.Held, count.Won)
	}
	if count.PreVotesOnly > 0 {
		what += w.Say("; terms with pre-votes only: %d", "；只有预投票的任期：%d 个", count.PreVotesOnly)
	}
	return what
}

// election returns a line for the election, and below it who stood: a line for each, or one for all
// if there are many.
func (w *writer) election(t *timeline.Timeline, e *timeline.Election) [][]string {
	rows := [][]string{{w.Say("term %d", "任期 %d", e.Term), w.result(t, e)}}
	stood := standings(e.Candidates)
	if len(stood) > mostCandidates {
		rows = append(rows, []string{"", w.manyStood(e, stood)})
	} else {
		for _, s := range stood {
			rows = append(rows, []string{"", w.standing(e, &s)})
		}
	}
	if empty := emptyEntry(t, e); empty != nil {
		rows = append(rows, []string{"", w.empty(empty)})
	}
	return rows
}

// manyStood says in one line how far each server came.
func (w *writer) manyStood(e *timeline.Election, stood []standing) string {
	var denied []timeline.Vote
	for _, s := range stood {
		denied = append(denied, s.denials...)
	}
	if stood[0].OutgoingVoters > 0 {
		return w.asked(e) + w.Say(", votes: %s", "，得票：%s", w.votes(e)) + w.deniedBecause(denied)
	}
	return w.asked(e) + w.Say(", votes of %d: %s", "，%d 票中得票：%s", stood[0].Voters, w.votes(e)) + w.deniedBecause(denied)
}

// asked says how many servers stood, or only asked for pre-votes, and since when.
func (w *writer) asked(e *timeline.Election) string {
	nodes, stood := map[trace.NodeID]bool{}, map[trace.NodeID]bool{}
	for i := range e.Candidates {
		c := &e.Candidates[i]
		nodes[c.Node] = true
		if !c.Pre {
			stood[c.Node] = true
		}
	}
	from, _ := e.Stood()
	switch len(stood) {
	case 0:
		return w.Say("%d asked for pre-votes from %s on", "%d 台从 %s 起请求预投票", len(nodes), w.moment(e.From))
	case len(nodes):
		return w.Say("%d stood from %s on", "%d 台从 %s 起参选", len(nodes), w.moment(from))
	}
	return w.Say("%d stood from %s on, %d only asked for pre-votes", "%d 台从 %s 起参选，%d 台只请求了预投票",
		len(stood), w.moment(from), len(nodes)-len(stood))
}

// result says how an election ended.
func (w *writer) result(t *timeline.Timeline, e *timeline.Election) string {
	stood, ok := e.Stood()
	length := w.duration(e.To - stood)
	switch {
	case !ok:
		return w.Say("pre-votes only, for %s: nobody stood", "只有预投票，历时 %s：无人参选", w.duration(e.To-e.From))
	case e.Winner != 0:
		return w.Say("%v won at %s, %s after the first candidacy", "%v 于 %s 当选，距第一个候选人参选 %s",
			e.Winner, w.moment(e.To), length)
	}
	switch diagnosis.FailureOf(t, *e) {
	case diagnosis.SplitVote:
		return w.Say("split vote: nobody won in %s", "选票分裂：%s 内无人当选", length)
	case diagnosis.CutShort:
		return w.Say("not decided when the run ended, after %s", "运行结束时尚未决定，已历时 %s", length)
	}
	return w.Say("nobody won in %s", "%s 内无人当选", length)
}

// standing is all tries of one server in an election that got equally far.
type standing struct {
	timeline.Candidacy // the last try, with the votes of the best one
	tries              int
	first              time.Duration
	denials            []timeline.Vote
}

// standings puts the tries of a server together that came equally far: a server that asks in vain asks many times.
func standings(tries []timeline.Candidacy) (list []standing) {
	for _, c := range tries {
		i := slices.IndexFunc(list, func(s standing) bool { return s.Node == c.Node && s.Pre == c.Pre && s.Won == c.Won })
		if i < 0 {
			list = append(list, standing{c, 1, max(c.From, c.Stood), c.DeniedBy})
			continue
		}
		s := &list[i]
		best := s.Candidacy
		s.Candidacy, s.tries, s.denials = c, s.tries+1, append(slices.Clip(s.denials), c.DeniedBy...)
		if best.Votes > c.Votes {
			s.Votes, s.Counted, s.Voters, s.VotedBy = best.Votes, best.Counted, best.Voters, best.VotedBy
			s.OutgoingVotes, s.OutgoingCounted, s.OutgoingVoters = best.OutgoingVotes, best.OutgoingCounted, best.OutgoingVoters
		}
	}
	return list
}

// standing says how far a server came, and why not farther.
func (w *writer) standing(e *timeline.Election, s *standing) string {
	what := w.Say("%v stood at %s", "%v 于 %s 参选", s.Node, w.moment(s.first))
	if s.Pre {
		what = w.Say("%v asked for pre-votes at %s", "%v 于 %s 请求预投票", s.Node, w.moment(s.first))
	}
	if !s.Pre && s.From < s.Stood {
		what += w.Say(" (pre-votes asked for at %s, granted by %s)", "（%s 请求预投票，赞成者 %s）", w.moment(s.From), text.Nodes(s.PreVotedBy))
	}
	if s.tries > 1 {
		what += w.Say(", tries: %d", "，尝试 %d 次", s.tries)
	}
	what += w.tally(s)
	what += w.deniedBecause(s.denials)
	switch {
	case s.Won && s.Node == e.Winner:
		return what
	case s.Won:
		return what + w.Say("; won too: two leaders of one term", "；也当选了：一个任期有两个领导者")
	case s.End == 0:
		return what + w.Say("; it went down", "；它宕机了")
	case s.Pre && s.End == trace.LeaderOfTerm: // not of the term it asked for
		return what + w.Say("; ended: heard the leader of its own term", "；结束原因：收到其自身任期领导者的消息")
	}
	return what + w.Say("; ended: %s", "；结束原因：%s", w.reason(s.End))
}

// tally says how many votes a server got, and from whom; in joint consensus of each half.
func (w *writer) tally(s *standing) string {
	said := w.Say(": %d of %d votes", "：%[2]d 票中得 %[1]d 票", s.Votes, s.Voters)
	switch {
	case s.OutgoingVoters > 0 && s.Pre:
		said = w.Say(": pre-votes: %s, both needed", "：预选票：%s，两边都需要", w.halves(s))
	case s.OutgoingVoters > 0:
		said = w.Say(": votes: %s, both needed", "：选票：%s，两边都需要", w.halves(s))
	case s.Pre:
		said = w.Say(": %d of %d pre-votes", "：%[2]d 张预选票中得 %[1]d 张", s.Votes, s.Voters)
	}
	if len(s.VotedBy) > 0 {
		said += w.Say(" (%s)", "（%s）", text.Nodes(s.VotedBy))
	}
	if !s.allCounted() {
		said += w.Say(", counted in time: %s", "，及时计入：%s", w.counted(s))
	}
	return said
}

// allCounted reports whether a server has counted all votes that it got, or did not need to.
func (s *standing) allCounted() bool {
	return s.Won || s.Counted >= s.Votes && s.OutgoingCounted >= s.OutgoingVotes
}

// counted says how many votes a server had counted before it gave up.
func (w *writer) counted(s *standing) string {
	if s.OutgoingVoters > 0 {
		return w.Say("old %d, new %d", "旧 %d 票，新 %d 票", s.OutgoingCounted, s.Counted)
	}
	return w.Say("%d", "%d 票", s.Counted)
}

// halves writes the votes of the old and of the new voters.
func (w *writer) halves(s *standing) string {
	return w.Say("old %d of %d, new %d of %d", "旧 %d/%d、新 %d/%d", s.OutgoingVotes, s.OutgoingVoters, s.Votes, s.Voters)
}

// deniedBecause counts votes that were denied, and requests for one that were ignored, by their reason.
func (w *writer) deniedBecause(votes []timeline.Vote) string {
	var denied, ignored []trace.Reason
	for _, v := range votes {
		if v.Ignored {
			ignored = append(ignored, v.Reason)
		} else {
			denied = append(denied, v.Reason)
		}
	}
	said := ""
	if len(denied) > 0 {
		said += w.Say("; denied: %s", "；被拒：%s", w.countReasons(denied))
	}
	if len(ignored) > 0 {
		said += w.Say("; ignored: %s", "；被忽略：%s", w.countReasons(ignored))
	}
	return said
}

// countReasons says how often there was which reason, the most frequent first.
func (w *writer) countReasons(all []trace.Reason) string {
	counts := map[trace.Reason]int{}
	for _, r := range all {
		counts[r]++
	}
	reasons := slices.SortedFunc(maps.Keys(counts), func(a, b trace.Reason) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	words := make([]string, len(reasons))
	for i, reason := range reasons {
		words[i] = w.Say("%d %s", "%d 次%s", counts[reason], w.reason(reason))
	}
	return w.list(words)
}

// votes says how many votes each server got in an election, pre-votes apart, and how many of them it had counted
// in time.
func (w *writer) votes(e *timeline.Election) string {
	var words []string
	for _, s := range standings(e.Candidates) {
		got := w.votesOf(&s)
		if !s.allCounted() {
			got += w.Say(" (counted in time: %s)", "（及时计入：%s）", w.counted(&s))
		}
		words = append(words, got)
	}
	return w.list(words)
}

// votesBy says how many votes each server had counted by the end of a phase, of those that had asked for any by then.
func (w *writer) votesBy(e *timeline.Election, end time.Duration) string {
	var tries []timeline.Candidacy
	for _, c := range e.Candidates {
		if c.From >= end && e.From < end {
			continue
		}
		counted := c.CountedBy(end)
		c.Pre, c.Votes, c.OutgoingVotes = counted.Pre, counted.Votes, counted.OutgoingVotes
		tries = append(tries, c)
	}
	var words []string
	for _, s := range standings(tries) {
		words = append(words, w.votesOf(&s))
	}
	return w.list(words)
}

// votesOf says how many votes a server got.
func (w *writer) votesOf(s *standing) string {
	count := strconv.Itoa(s.Votes)
	if s.OutgoingVoters > 0 {
		count = w.halves(s)
	}
	if s.Pre {
		count += w.Say(" (pre-vote)", "（预投票）")
	}
	return s.Node.String() + " " + count
}
