package plots

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// strip is the row that tells who leads the cluster.
type strip struct {
	scale
	low, high vg.Length
	size      vg.Length   // of its letters
	lines     []vg.Length // that stand across it: words keep away from them
}

// clear returns where words of a width can begin between two places without a line through them,
// from the left, or the left place if there is no such place.
func (s strip) clear(x0, x1, width vg.Length) vg.Length {
	start := x0
	for _, line := range s.lines {
		if start-2 < line && line < start+width+2 {
			start = line + 6
		}
	}
	if start+width > x1 {
		return x0
	}
	return start
}

// drawStrip draws who leads the cluster, and for how long nobody does.
func (f *figure) drawStrip(s strip) {
	letters := lettering{face: bold(), size: s.size}
	middle := (s.low + s.high) / 2
	for _, led := range f.t.Led {
		x0, x1 := s.clip(led.From), s.clip(led.To)
		switch {
		case !s.meets(led.From, led.To):
		case led.Leader == 0:
			f.rect(outageStrip, x0, s.low, x1, s.high)
			long := length(led.To - led.From)
			letters.color, letters.align = red, 0.5
			f.text(letters, at((x0+x1)/2, middle),
				f.firstThatFits(letters, x1-x0-4, f.say("no leader %s", "无领导者 %s", long), long))
		default:
			f.rect(leaderCol, x0, s.low, x1, s.high)
			f.line(pen{color: white, width: 1}, at(x0, s.low), at(x0, s.high))
			letters.color, letters.align = white, 0
			text := f.firstThatFits(letters, x1-x0-10,
				f.say("leader %v, term %d", "领导者 %v，任期 %d", led.Leader, led.Term),
				f.say("%v, term %d", "%v，任期 %d", led.Leader, led.Term), led.Leader.String())
			f.text(letters, at(s.clear(x0+7, x1-3, f.textWidth(letters, text)), middle), text)
		}
	}
	f.text(lettering{face: bold(), size: s.size - 1, color: grey, align: 1}, at(s.left-10, middle), f.say("cluster", "集群"))
}

func (p *panel) drawStrip() {
	p.figure.drawStrip(strip{p.scale, p.top - stripHeight, p.top, 13, nil})
	p.taken = append(p.taken, area{p.left, p.top - stripHeight, p.right, p.top})
	for _, o := range p.t.Outages {
		if p.meets(o.From, o.To) {
			p.drawOutageLimits(axis{p.scale, p.bottom, p.top - stripHeight, 0}, o.From, o.To)
			p.drawPhases(o)
		}
	}
	for _, r := range rivalries(p.t) {
		if p.meets(r.from, r.to) {
			p.drawRivalry(r)
		}
	}
}

// hasPhases reports whether there is anything to say below the strip.
func (p *panel) hasPhases() bool {
	return slices.ContainsFunc(p.t.Outages, func(o timeline.Outage) bool { return p.meets(o.From, o.To) }) ||
		slices.ContainsFunc(rivalries(p.t), func(r rivalry) bool { return p.meets(r.from, r.to) })
}

// phaseRow is the height of the middle of the row below the strip.
func (p *panel) phaseRow() vg.Length { return p.top - stripHeight - phaseHeight/2 }

func (p *panel) drawPhases(o timeline.Outage) {
	y := p.phaseRow()
	letters := lettering{face: regular(), size: 11.5, color: red, align: 0.5}
	for i, phase := range o.Phases {
		if !p.meets(phase.From, phase.To) {
			continue
		}
		x0, x1 := p.clip(phase.From), p.clip(phase.To)
		if i > 0 && phase.From > p.from {
			p.line(pen{color: red, width: 1}, at(x0, y-phaseHeight/2+1), at(x0, y+phaseHeight/2-1))
		}
		p.fixed(letters, at((x0+x1)/2, y), p.firstThatFits(letters, x1-x0-6, p.phaseWords(phase)...))
	}
}

// phaseWords says what a phase was, at length and in short.
func (f *figure) phaseWords(phase timeline.Phase) []string {
	switch {
	case phase.Kind == timeline.Return && phase.Reason == trace.LeaderElected:
		return []string{f.say("the winner has no quorum", "当选者没有多数派"), f.say("no quorum", "无多数派")}
	case phase.Kind == timeline.Return:
		return []string{f.say("the old leader is back", "原领导者恢复"), f.say("back", "恢复")}
	}
	if phase.Election < 0 {
		return f.waitWords(phase)
	}
	e := f.t.Elections[phase.Election]
	what := f.failureWords(e)
	switch {
	case phase.Kind == timeline.WinningRound:
		what = f.say("won %s", "当选 %s", f.tallyOf(winner(e)))
	case phase.Kind == timeline.WonRound:
		what = f.downfallWords(phase)
	case e.Winner != 0 && e.To <= phase.From:
		what = f.say("won by %v before", "%v 此前已当选", e.Winner)
	case e.Winner != 0:
		what = f.say("overtaken", "被后面的选举取代")
	}
	return []string{f.say("term %d: %s", "任期 %d：%s", e.Term, what), f.say("%d: %s", "%d：%s", e.Term, what), fmt.Sprint(e.Term)}
}

// waitWords says in what a wait for an election ended.
func (f *figure) waitWords(phase timeline.Phase) []string {
	long := length(phase.To - phase.From)
	switch phase.Reason {
	case trace.ElectionTimeout:
		return []string{f.say("timer of %v expires after %s", "%v 的计时器在 %s 后到期", phase.Node, long),
			f.say("timeout %s", "超时 %s", long), long}
	case trace.ForcedTimeout:
		return []string{f.say("%v is made to stand after %s", "%v 在 %s 后被强制参选", phase.Node, long),
			f.say("forced %s", "强制 %s", long), long}
	case trace.Transfer:
		return []string{f.say("%v is called after %s", "%v 在 %s 后被指定参选", phase.Node, long), long}
	}
	return []string{f.say("nobody stands for %s", "%s 内无人参选", long), f.say("nobody stands", "无人参选"), long}
}

// downfallWords says in short why a winner did not lead the cluster.
func (f *figure) downfallWords(phase timeline.Phase) string {
	switch phase.Reason {
	case trace.LeaderCrashed:
		return f.say("%v won, crashed", "%v 当选后宕机", phase.Node)
	case trace.LeaderPaused:
		return f.say("%v won, paused", "%v 当选后被暂停", phase.Node)
	case trace.LeaderDeposed:
		return f.say("%v won, stepped down", "%v 当选后下台", phase.Node)
	case trace.LeaderStale:
		return f.say("%v won, too late", "%v 当选，但已过时", phase.Node)
	}
	return f.say("%v won, cut off", "%v 当选但被隔绝", phase.Node)
}

// failureWords says in short why nobody won.
func (f *figure) failureWords(e timeline.Election) string {
	why := failureOf(f.t, e)
	switch {
	case why == cutShort:
		return f.say("undecided", "未决")
	case why == splitVote:
		return f.say("split %s", "选票分裂 %s", splitOf(e))
	case onlyPreVotes(e):
		return f.say("pre-vote failed", "预投票失败")
	case why == outOfReach:
		return f.say("no quorum", "无多数派")
	case why == logBehind:
		return f.say("log behind", "日志落后")
	}
	return f.say("nobody won", "无人当选")
}

func winner(e timeline.Election) timeline.Candidacy {
	for _, c := range e.Candidates {
		if c.Won {
			return c
		}
	}
	return timeline.Candidacy{}
}

// tallyOf writes the votes a candidacy had when it ended: 3/5.
func (s *sheet) tallyOf(c timeline.Candidacy) string {
	long, _ := s.tallyWords(cmp.Or(c.Counted, c.Votes), c.Voters, cmp.Or(c.OutgoingCounted, c.OutgoingVotes), c.OutgoingVoters)
	return long
}

// splitOf writes the votes of all candidates, most first: 2–2.
func splitOf(e timeline.Election) string {
	votes := map[trace.NodeID]int{}
	for _, c := range e.Candidates {
		if !c.Pre {
			votes[c.Node] = c.Votes
		}
	}
	var words []string
	counts := make([]int, 0, len(votes))
	for _, n := range votes {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	for _, n := range slices.Backward(counts) {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, "–")
}

func onlyPreVotes(e timeline.Election) bool {
	return !slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return !c.Pre })
}

// rivalry is a time in which two servers are leaders. In one term that must never happen; in two
// terms the older leader has not heard of the newer one yet.
type rivalry struct {
	from, to time.Duration
	a, b     trace.NodeID
	termA    trace.Term // the older, or the same
	termB    trace.Term
}

// rivalries returns the times with two leaders, in the order of their beginning.
func rivalries(t *timeline.Timeline) (list []rivalry) {
	type reign struct {
		timeline.Band
		node trace.NodeID
	}
	var reigns []reign
	for _, s := range t.Servers {
		for _, b := range s.Bands {
			if b.Role == trace.Leader {
				reigns = append(reigns, reign{b, s.Node})
			}
		}
	}
	for i, a := range reigns {
		for _, b := range reigns[i+1:] {
			from, to := max(a.From, b.From), min(a.To, b.To)
			if from >= to || a.node == b.node {
				continue
			}
			if a.Term > b.Term {
				a, b = b, a
			}
			list = append(list, rivalry{from, to, a.node, b.node, a.Term, b.Term})
		}
	}
	slices.SortStableFunc(list, func(a, b rivalry) int { return cmp.Compare(a.from, b.from) })
	return list
}

// drawRivalry says in the row below the strip that two servers lead.
func (p *panel) drawRivalry(r rivalry) {
	letters := lettering{face: regular(), size: 11.5, color: grey, align: 0.5}
	words := []string{p.say("%v still leads term %d", "%v 仍在领导任期 %d", r.a, r.termA), p.say("also %v", "还有 %v", r.a)}
	if r.termA == r.termB {
		letters.face, letters.color = bold(), red
		words = []string{p.say("two leaders of term %d: %v and %v", "任期 %d 有两个领导者：%v 和 %v", r.termA, r.a, r.b),
			p.say("%v and %v", "%v 和 %v", r.a, r.b)}
	}
	x0, x1 := p.clip(r.from), p.clip(r.to)
	y := p.phaseRow()
	text := p.firstThatFits(letters, x1-x0-10, words...)
	width := p.textWidth(letters, text)
	if text == "" || !p.claim(area{(x0+x1-width)/2 - 4, y - 6, (x0+x1+width)/2 + 4, y + 6}) {
		return
	}
	p.text(letters, at((x0+x1)/2, y), text)
	thin := pen{color: letters.color, width: 0.8}
	for _, side := range [][2]vg.Length{{x0 + 1, (x0+x1-width)/2 - 5}, {(x0+x1+width)/2 + 5, x1 - 1}} {
		if side[1] > side[0] {
			p.line(thin, at(side[0], y), at(side[1], y))
		}
	}
}
