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
		if l.Leader != 0 && l.From <= part.from && part.to <= max(l.To, part.from) {
			return f.say("%v leads term %d all the time", "%v 始终领导任期 %d", l.Leader, l.Term)
		}
	}
	return f.say("The cluster always has a leader", "集群始终有领导者")
}

func firstBreach(t *timeline.Timeline, part scale) (timeline.Breach, bool) {
	i := slices.IndexFunc(t.Breaches, func(b timeline.Breach) bool { return part.shows(b.At) })
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
				"%v 在任期 %[4]d 先后投票给 %[2]v 和 %[3]v：%[6]s 时违反%[5]s", b.Node, all[0], all[1], term, property, length(b.At))
		}
	case trace.ElectionSafety:
		if all := leadersOf(f.t, term, b.At); len(all) > 1 {
			return f.say("Term %d has two leaders, %v and %v: %s is violated after %s",
				"任期 %d 有两个领导者 %v 和 %v：%[5]s 时违反%[4]s", term, all[0], all[1], property, length(b.At))
		}
	}
	return f.say("%s is violated after %s", "%[2]s 时违反%[1]s", capital(property), length(b.At))
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
	quorum := len(f.t.Servers)/2 + 1
	for _, s := range f.t.Servers {
		for _, c := range s.Log {
			if !c.Truncate || c.Lost || !part.shows(c.At) {
				continue
			}
			term := entryAt(s, c.First, c.At)
			copies := 0
			for _, other := range f.t.Servers {
				if entryAt(other, c.First, c.At) == term {
					copies++
				}
			}
			if copies >= quorum && term != 0 {
				return f.say("Entry %d of term %d is on %d of %d servers, and is overwritten all the same",
					"任期 %[2]d 的日志 %[1]d 已在 %[4]d 台服务器中的 %[3]d 台上，仍被覆盖", c.First, term, copies, len(f.t.Servers))
			}
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
	for _, e := range slices.Backward(f.t.Elections) {
		if e.Winner != 0 || len(e.Candidates) == 0 || !part.meets(e.From, e.To) {
			continue
		}
		c := e.Candidates[0]
		i := slices.IndexFunc(f.t.Led, func(l timeline.Span) bool { return l.From <= e.From && e.From < l.To })
		if i < 0 || f.t.Led[i].Leader == 0 {
			continue
		}
		tries := 0
		for _, other := range e.Candidates {
			if other.Node == c.Node {
				tries++
			}
		}
		leader, term := f.t.Led[i].Leader, f.t.Led[i].Term
		switch {
		case c.Pre && tries > 1:
			return f.say("%v asks %d times for pre-votes in vain: %v leads on in term %d",
				"%v 请求预投票 %d 次均未成功：%v 继续领导任期 %d", c.Node, tries, leader, term)
		case c.Pre:
			return f.say("%v asks for pre-votes in vain: %v leads on in term %d",
				"%v 请求预投票未成功：%v 继续领导任期 %d", c.Node, leader, term)
		}
		return f.say("%v stands for term %d in vain: %v leads term %d",
			"%v 竞选任期 %d 未成功：%v 领导任期 %d", c.Node, e.Term, leader, term)
	}
	return ""
}

// outageWords says how long nobody led, and why so long.
func (f *figure) outageWords(o timeline.Outage) string {
	long := length(o.To - o.From)
	splits := f.splitTerms(o)
	switch {
	case o.Old == 0 && o.New == 0 && len(splits) == 0:
		return f.say("Nobody becomes leader in %s", "%s 内无人成为领导者", long)
	case len(splits) == 1:
		return f.say("A split vote in term %d keeps the cluster without a leader for %s",
			"任期 %d 选票分裂，集群 %s 没有领导者", splits[0], long)
	case len(splits) > 1:
		return f.say("%d split votes keep the cluster without a leader for %s",
			"%d 次选票分裂，集群 %s 没有领导者", len(splits), long)
	case o.Old == 0:
		said := f.say("The first timer expires after %s, and %v leads term %d after %s",
			"%s 后第一个计时器到期，%[4]s 后 %[2]v 成为任期 %[3]d 的领导者", length(detection(o)), o.New, o.Term, long)
		if len(f.t.Led) == 2 {
			said += f.say(", to the end", "，直到结束")
		}
		return said
	case o.New == 0:
		return f.cause(o) + f.say(": no leader for the last %s", "：最后 %s 没有领导者", long)
	case o.Phases[len(o.Phases)-1].Kind == timeline.Return:
		return f.cause(o) + f.say(": no leader for %s, then it is back", "：%s 没有领导者，随后恢复", long)
	}
	return f.cause(o) + f.say(": %s without a leader until %v leads term %d", "：%s 没有领导者，随后 %v 在任期 %d 当选",
		long, o.New, o.Term)
}

// detection returns how long nobody stood for election.
func detection(o timeline.Outage) time.Duration {
	if len(o.Phases) > 0 && o.Phases[0].Kind == timeline.Detection {
		return o.Phases[0].To - o.From
	}
	return 0
}

// splitTerms returns the terms of an outage in which the vote was split.
func (f *figure) splitTerms(o timeline.Outage) (terms []trace.Term) {
	for _, phase := range o.Phases {
		if phase.Election >= 0 && f.t.Elections[phase.Election].Split {
			terms = append(terms, phase.Term)
		}
	}
	return terms
}

func (f *figure) cause(o timeline.Outage) string {
	switch o.Reason {
	case trace.LeaderCrashed:
		return f.say("%v crashes", "%v 宕机", o.Old)
	case trace.LeaderPaused:
		return f.say("%v is paused", "%v 被暂停", o.Old)
	case trace.LeaderCutOff:
		return f.say("%v is cut off", "%v 被隔绝", o.Old)
	case trace.LeaderDeposed:
		return f.fall(o)
	}
	return f.say("%v leads no longer", "%v 不再领导", o.Old)
}

// fall says why a leader stepped down, from the band that followed its leadership.
func (f *figure) fall(o timeline.Outage) string {
	if f.has(o.Old) {
		for _, b := range f.t.Servers[o.Old-1].Bands {
			switch {
			case b.From != o.From:
			case b.Reason == trace.HigherTerm && b.Peer != 0:
				return f.say("%v steps down for the higher term of %v", "%v 因 %v 的更高任期下台", o.Old, b.Peer)
			case b.Reason == trace.QuorumLost:
				return f.say("%v steps down without a quorum", "%v 失去多数派而下台", o.Old)
			}
		}
	}
	return f.say("%v steps down", "%v 下台", o.Old)
}

// summary is the line below the title.
func (f *figure) summary(part scale) string {
	t := f.t
	words := []string{f.count(len(t.Servers), "server", "servers", "台服务器"),
		fmt.Sprintf("%g s", t.End.Round(time.Millisecond).Seconds()),
		f.count(len(t.Elections), "election", "elections", "次选举") + f.splitWords()}
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
