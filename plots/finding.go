package plots

import (
	"fmt"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// finding is the title: what the part of the run that is shown has shown.
func (f *figure) finding(part scale) string {
	if b, ok := firstBreach(f.t, part); ok {
		return f.breachWords(b)
	}
	if said := f.overwritten(part); said != "" {
		return said
	}
	o, ok := worstOutage(f.t, part)
	switch {
	case f.t.Events == 0:
		return f.say("Nothing happened", "没有任何事件")
	case !ok || o.Old == 0 && o.New != 0:
		if said := f.attempts(part); said != "" {
			return said
		}
	}
	if !ok {
		return f.calm(part)
	}
	return f.outageWords(o)
}

// calm says that there is a leader all the time.
func (f *figure) calm(part scale) string {
	for _, l := range f.t.Led {
		if l.Leader == 0 || l.From > part.from || part.to > max(l.To, part.from) {
			continue
		}
		if old, term := f.believes(l, part); old != 0 {
			return f.say("%v leads term %d, and %v still believes that it leads term %d", "%v 领导任期 %d，%v 还以为自己领导任期 %d",
				l.Leader, l.Term, old, term)
		}
		return f.say("%v leads term %d all the time", "%v 始终领导任期 %d", l.Leader, l.Term)
	}
	return f.say("The cluster always has a leader", "集群始终有领导者")
}

// believes returns a server that takes itself for the leader of an older term than the cluster's; 0: none does.
func (f *figure) believes(led timeline.Span, part scale) (trace.NodeID, trace.Term) {
	for i := range f.t.Servers {
		s := &f.t.Servers[i]
		for _, b := range s.Bands {
			if b.Role == trace.Leader && b.Term < led.Term && part.meets(b.From, b.To) {
				return s.Node, b.Term
			}
		}
	}
	return 0, 0
}

func firstBreach(t *timeline.Timeline, part scale) (timeline.Breach, bool) {
	return tellingBreach(t, func(b timeline.Breach) bool { return part.shows(b.At) })
}

// tellingBreach returns the first violation of those wanted that breaks a promise of Figure 3 or gives a vote
// twice, which a picture shows; if there is none, the first of them.
func tellingBreach(t *timeline.Timeline, wanted func(timeline.Breach) bool) (timeline.Breach, bool) {
	i := slices.IndexFunc(t.Breaches, func(b timeline.Breach) bool { return b.Property <= trace.OneVotePerTerm && wanted(b) })
	if i < 0 {
		i = slices.IndexFunc(t.Breaches, wanted)
	}
	if i < 0 {
		return timeline.Breach{}, false
	}
	return t.Breaches[i], true
}

// breachWords says what was violated, and by whom if the timeline tells.
func (f *figure) breachWords(b timeline.Breach) string {
	property := f.propertyWords(b.Property)
	term := termAt(f.t, b.Node, b.At)
	switch b.Property {
	case trace.OneVotePerTerm:
		if all := votedFor(f.t, b.Node, term, b.At); len(all) > 1 {
			return f.say("%v votes for %v and for %v in term %d: %s is violated after %s",
				"%v 在任期 %[4]d 先后投票给 %[2]v 和 %[3]v：%[6]s 时%[5]s被违反", b.Node, all[0], all[1], term, property, length(b.At))
		}
	case trace.ElectionSafety:
		if all := leadersOf(f.t, term, b.At); len(all) > 1 {
			return f.say("Term %d has two leaders, %v and %v: %s is violated after %s",
				"任期 %d 有两个领导者 %v 和 %v：%[5]s 时%[4]s被违反", term, all[0], all[1], property, length(b.At))
		}
	}
	return f.say("%s is violated after %s", "%[2]s 时%[1]s被违反", capital(property), length(b.At))
}

// votedFor returns for whom a server had voted in a term.
func votedFor(t *timeline.Timeline, voter trace.NodeID, term trace.Term, at time.Duration) (list []trace.NodeID) {
	for _, v := range t.Votes {
		if v.Voter == voter && v.Term == term && v.Granted && !v.Pre && v.At <= at && !slices.Contains(list, v.Candidate) {
			list = append(list, v.Candidate)
		}
	}
	return list
}

// leadersOf returns who had led in a term.
func leadersOf(t *timeline.Timeline, term trace.Term, at time.Duration) (list []trace.NodeID) {
	for _, s := range t.Servers {
		if slices.ContainsFunc(s.Bands, func(b timeline.Band) bool {
			return b.Role == trace.Leader && b.Term == term && b.From <= at
		}) {
			list = append(list, s.Node)
		}
	}
	return list
}

// overwritten says which entry was removed from servers although it was on a majority, "" if none was.
func (f *figure) overwritten(part scale) string {
	for _, s := range f.t.Servers {
		for _, c := range s.Log {
			if !c.Truncate || c.Lost || !part.shows(c.At) {
				continue
			}
			term := entryAt(s, c.First, c.At)
			copies := func(id trace.NodeID) bool { return f.has(id) && entryAt(f.t.Servers[id-1], c.First, c.At) == term }
			if term == 0 || !f.t.Quorum(c.At).Met(copies) {
				continue
			}
			n, _ := f.t.Quorum(c.At).Count(copies)
			return f.say("Entry %d of term %d is on %d of %d servers, and is overwritten all the same",
				"任期 %[2]d 的条目 %[1]d 已在 %[4]d 台服务器中的 %[3]d 台上，仍被覆盖", c.First, term, n, len(f.t.Config(c.At).Voters))
		}
	}
	return ""
}

// entryAt returns the term of an entry of a server's log just before a moment, 0 if it had none.
func entryAt(s timeline.Server, index trace.Index, at time.Duration) (term trace.Term) {
	for _, l := range logStates(s) {
		if l.at < at && index >= 1 {
			term = 0
			if int(index) <= len(l.terms) {
				term = l.terms[index-1]
			}
		}
	}
	return term
}

// attempts says who stood for election in vain although there was a leader, "" if nobody did.
func (f *figure) attempts(part scale) string {
	e, ok := lastFailed(f.t, func(e timeline.Election) bool {
		return part.meets(e.From, e.To) && f.ledAt(e.From).Leader != 0
	})
	if !ok {
		return ""
	}
	c, led := e.Candidates[0], f.ledAt(e.From)
	switch tries := f.tries(e, led); {
	case c.Pre && tries > 1:
		return f.say("%v asks %d times for pre-votes in vain: %v leads on in term %d",
			"%v 请求预投票 %d 次，都没有成功：%v 继续领导任期 %d", c.Node, tries, led.Leader, led.Term)
	case c.Pre:
		return f.say("%v asks for pre-votes in vain: %v leads on in term %d",
			"%v 请求预投票，没有成功：%v 继续领导任期 %d", c.Node, led.Leader, led.Term)
	case tries > 1:
		return f.say("%v stands for election %d times in vain: %v leads on in term %d",
			"%v 参选 %d 次，都没有当选：%v 继续领导任期 %d", c.Node, tries, led.Leader, led.Term)
	}
	return f.say("%v stands for term %d in vain: %v leads term %d",
		"%v 参选任期 %d，没有当选：%v 领导任期 %d", c.Node, e.Term, led.Leader, led.Term)
}

// ledAt returns who leads the cluster at a moment.
func (f *figure) ledAt(at time.Duration) timeline.Span {
	for _, l := range f.t.Led {
		if l.From <= at && at < l.To {
			return l
		}
	}
	return timeline.Span{}
}

// tries counts how often the first candidate of an election tried in vain: for pre-votes in this
// election, for votes in all elections under one leader.
func (f *figure) tries(e timeline.Election, led timeline.Span) (n int) {
	first := e.Candidates[0]
	for _, other := range f.t.Elections {
		for _, c := range other.Candidates {
			same := other.Term == e.Term || !first.Pre && other.Winner == 0 && led.From <= c.From && c.From < led.To
			if same && c.Node == first.Node && c.Pre == first.Pre {
				n++
			}
		}
	}
	return n
}

// summary is the line below the title.
func (f *figure) summary(part scale) string {
	t := f.t
	words := []string{f.count(len(t.Servers), "server", "servers", "台服务器"),
		fmt.Sprintf("%g s", t.End.Round(time.Millisecond).Seconds()),
		f.count(held(t.Elections), "election", "elections", "次选举") + f.splitWords()}
	var dark time.Duration
	for _, o := range t.Outages {
		dark += o.To - o.From
	}
	words = append(words, f.say("%s without a leader", "%s 没有领导者", length(dark)))
	if n := len(t.Breaches); n > 0 {
		words = append(words, f.count(n, "violation", "violations", "次违反安全性"))
	}
	if part.from > 0 || part.to < t.End {
		words = append(words, f.say("enlarged: %s to %s", "放大：%s 至 %s", length(part.from), length(part.to)))
	}
	if t.Stop == trace.EventLimit {
		words = append(words, f.say("stopped: too many events", "事件过多，运行中止"))
	}
	text := t.Header.Scenario
	if text != "" {
		text += f.say(": ", "：")
	}
	for i, w := range words {
		if i > 0 {
			text += " · "
		}
		text += w
	}
	return text
}

// held returns how many elections there were: terms for which somebody got further than asking for pre-votes.
func held(list []timeline.Election) (n int) {
	for i := range list {
		if _, stood := list[i].Stood(); stood {
			n++
		}
	}
	return n
}

func (f *figure) splitWords() string {
	split := 0
	for _, e := range f.t.Elections {
		if e.Split {
			split++
		}
	}
	if split == 0 {
		return ""
	}
	return f.say(" (%d split)", "（%d 次分裂）", split)
}

func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
