package plots

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// climb is a rise of one server's term while it is above the terms of all others.
type climb struct {
	node       trace.NodeID
	from, to   trace.Term // from: of the others when it begins
	start, end time.Duration
}

// climbs returns the longest climb of every server that has one, in the order of servers.
func (p *terms) climbs() (list []climb) {
	moments := p.changes()
	for _, s := range p.t.Servers {
		var best, now climb
		for _, t := range moments {
			own, others := p.termAt(s.Node, t), trace.Term(0)
			for _, o := range p.t.Servers {
				if o.Node != s.Node {
					others = max(others, p.termAt(o.Node, t))
				}
			}
			switch {
			case own <= others:
				now = climb{}
			case now.node == 0:
				now = climb{s.Node, others, own, t, t}
			default:
				now.to, now.end = own, t
			}
			if now.node != 0 && now.to-now.from > best.to-best.from {
				best = now
			}
		}
		if best.node != 0 && len(p.t.Servers) > 1 {
			list = append(list, best)
		}
	}
	return list
}

// changes returns the moments at which a server's band begins, in order.
func (p *terms) changes() (moments []time.Duration) {
	for _, s := range p.t.Servers {
		for _, b := range s.Bands {
			moments = append(moments, b.From)
		}
	}
	slices.Sort(moments)
	return slices.Compact(moments)
}

// rivals are two servers that lead at one time.
type rivals struct {
	old, new         trace.NodeID
	oldTerm, newTerm trace.Term
	long             time.Duration
}

// longestRivalry returns the longest time in which two servers led.
func (p *terms) longestRivalry() (worst rivals, ok bool) {
	var led []ledBand
	for _, s := range p.t.Servers {
		for _, b := range s.Bands {
			if b.Role == trace.Leader {
				led = append(led, ledBand{s.Node, b})
			}
		}
	}
	for _, a := range led {
		for _, b := range led {
			long := min(a.To, b.To) - max(a.From, b.From)
			earlier := a.From < b.From || a.From == b.From && a.node < b.node
			if a.node != b.node && earlier && long > worst.long {
				worst, ok = rivals{a.node, b.node, a.Term, b.Term, long}, true
			}
		}
	}
	return worst, ok
}

type ledBand struct {
	node trace.NodeID
	timeline.Band
}

// termFinding is the title: what the terms of this run show.
func (p *terms) termFinding() string {
	climbs := p.climbs()
	slices.SortStableFunc(climbs, func(a, b climb) int { return cmp.Compare(b.to-b.from, a.to-a.from) })
	rivalry, two := p.longestRivalry()
	switch {
	case two && rivalry.oldTerm == rivalry.newTerm:
		return p.say("Term %d has two leaders, %v and %v", "任期 %d 有两个领导者：%v 和 %v", rivalry.oldTerm, rivalry.old, rivalry.new)
	case len(climbs) > 0 && climbs[0].to-climbs[0].from >= 3:
		c := climbs[0]
		return p.say("%v alone drives its term from %d to %d", "%v 独自把任期从 %d 推到 %d", c.node, c.from, c.to)
	case two && rivalry.long >= 20*time.Millisecond:
		return p.say("%v still leads term %d for %s after %v leads term %d", "%[4]v 领导任期 %[5]d 之后，%[1]v 还领导任期 %[2]d 达 %[3]s",
			rivalry.old, rivalry.oldTerm, length(rivalry.long), rivalry.new, rivalry.newTerm)
	}
	if node, long := p.vainAsker(); long >= 400*time.Millisecond {
		if p.termsOf(node) > 1 {
			return p.say("Pre-vote: %v asks in vain for %s", "预投票：%v 白白询问了 %s", node, length(long))
		}
		return p.say("Pre-vote: %v asks in vain for %s and its term stays where it is", "预投票：%v 白白询问了 %s，任期不变", node, length(long))
	}
	return p.plainFinding()
}

// plainFinding counts terms, leaders and split votes.
func (p *terms) plainFinding() string {
	split, won := []trace.Term(nil), []timeline.Election(nil)
	last := trace.Term(0)
	for _, e := range p.t.Elections {
		if e.Split {
			split = append(split, e.Term)
		}
		if e.Winner != 0 {
			won = append(won, e)
		}
		if slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return !c.Pre }) {
			last = max(last, e.Term)
		}
	}
	switch {
	case len(won) == 0 && last == 0:
		return p.say("Nobody stands for election: the term does not change", "无人参选：任期不变")
	case len(won) == 0:
		return p.say("The term rises to %d, and nobody leads", "任期升到 %d，仍无人领导", last)
	}
	first, final := won[0], won[len(won)-1]
	switch {
	case len(split) == 1 && split[0] < final.Term:
		return p.say("Term %d is used up by a split vote; %v leads term %d", "任期 %d 因选票分裂而作废；%v 领导任期 %d", split[0], final.Winner, final.Term)
	case len(split) > 1:
		return p.say("%d split votes use up as many terms; %v leads term %d", "%d 次选票分裂各用掉一个任期；%v 领导任期 %d", len(split), final.Winner, final.Term)
	case len(won) == 1 && last == first.Term:
		return p.say("One election, one term: %v leads term %d", "一次选举，一个任期：%v 领导任期 %d", first.Winner, first.Term)
	case len(won) == 1:
		return p.say("%d terms, one leader: %v leads term %d", "%d 个任期，一个领导者：%v 领导任期 %d", last, first.Winner, first.Term)
	case len(won) == 2:
		return p.say("Each term has one leader at most: %v leads term %d, %v term %d", "每个任期至多一个领导者：%v 领导任期 %d，%v 领导任期 %d",
			first.Winner, first.Term, final.Winner, final.Term)
	}
	return p.say("%d terms, and each has one leader at most", "%d 个任期，每个至多一个领导者", last)
}

// vainAsker returns the server that was pre-candidate longest without becoming candidate.
func (p *terms) vainAsker() (node trace.NodeID, long time.Duration) {
	for _, s := range p.t.Servers {
		var sum time.Duration
		for i, b := range s.Bands {
			if b.Role == trace.PreCandidate && (i+1 == len(s.Bands) || s.Bands[i+1].Role != trace.Candidate) {
				sum += b.To - b.From
			}
		}
		if sum > long {
			node, long = s.Node, sum
		}
	}
	return node, long
}

// termsOf returns in how many terms a server was while it asked for pre-votes in vain.
func (p *terms) termsOf(node trace.NodeID) int {
	terms := map[trace.Term]bool{}
	bands := p.t.Servers[node-1].Bands
	for i, b := range bands {
		if b.Role == trace.PreCandidate && (i+1 == len(bands) || bands[i+1].Role != trace.Candidate) {
			terms[b.Term] = true
		}
	}
	return len(terms)
}

// termSummary is the line below the title.
func (p *terms) termSummary() string {
	words := joined(p.say(": ", "："), p.t.Header.Scenario, p.say("the term of each server against time", "每台服务器的任期随时间的变化"))
	if p.from > 0 || p.to < p.t.End {
		words += p.say(" · from %s to %s of %s", " · %s 至 %s（全长 %s）", length(p.from), length(p.to), length(p.t.End))
	}
	return words
}
