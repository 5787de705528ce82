package plots

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// drawStrip draws who leads the cluster, and below that the phases of the times when nobody does.
func (p *picture) drawStrip() {
	low, high := p.top-stripHeight, p.top
	letters := lettering{face: bold(), size: 13}
	for _, s := range p.t.Led {
		x0, x1 := p.x(s.From), p.x(s.To)
		if s.Leader == 0 {
			p.rect(outageStrip, x0, low, x1, high)
			continue
		}
		p.rect(leaderCol, x0, low, x1, high)
		letters.color, letters.align = white, 0
		text := p.firstThatFits(letters, x1-x0-10, p.say("leader %v, term %d", "领导者 %v，任期 %d", s.Leader, s.Term),
			p.say("%v, term %d", "%v，任期 %d", s.Leader, s.Term), s.Leader.String())
		p.text(letters, at(x0+7, (low+high)/2), text)
		p.line(pen{color: white, width: 1}, at(x0, low), at(x0, high))
	}
	letters.color, letters.align = red, 0.5
	for _, o := range p.t.Outages {
		x0, x1 := p.x(o.From), p.x(o.To)
		long := length(o.To - o.From)
		p.text(letters, at((x0+x1)/2, (low+high)/2),
			p.firstThatFits(letters, x1-x0-4, p.say("no leader %s", "无领导者 %s", long), long))
		p.drawOutageLimits(o.From, o.To)
		p.drawPhases(o)
	}
	p.text(lettering{face: bold(), size: 12, color: grey, align: 1}, at(p.left-10, (low+high)/2), p.say("cluster", "集群"))
}

func (p *picture) drawPhases(o timeline.Outage) {
	y := p.top - stripHeight - phaseHeight/2 - 1
	letters := lettering{face: regular(), size: 11.5, color: red, align: 0.5}
	for i, phase := range o.Phases {
		x0, x1 := p.x(phase.From), p.x(phase.To)
		if i > 0 {
			p.line(pen{color: red, width: 1}, at(x0, y-phaseHeight/2), at(x0, y+phaseHeight/2))
		}
		p.text(letters, at((x0+x1)/2, y), p.firstThatFits(letters, x1-x0-4, p.phaseWords(phase)...))
	}
}

// phaseWords says what a phase was, at length and in short.
func (p *picture) phaseWords(phase timeline.Phase) []string {
	long := length(phase.To - phase.From)
	if phase.Kind == timeline.Return {
		return []string{p.say("the old leader is back", "原领导者恢复"), p.say("back", "恢复")}
	}
	if phase.Election < 0 {
		return []string{p.say("first timeout after %s", "%s 后首次超时", long), p.say("timeout %s", "超时 %s", long), long}
	}
	e := p.t.Elections[phase.Election]
	var what string
	switch {
	case phase.Kind == timeline.WinningRound:
		what = p.say("won %s", "当选 %s", tallyOf(winner(e)))
	case phase.Kind == timeline.LastRound && e.Winner == 0:
		what = p.say("undecided", "未决")
	case e.Split:
		what = p.say("split %s", "选票分裂 %s", splitOf(e))
	case onlyPreVotes(e):
		what = p.say("pre-vote failed", "预投票失败")
	default:
		what = p.say("nobody won", "无人当选")
	}
	return []string{p.say("term %d: %s", "任期 %d：%s", e.Term, what), fmt.Sprintf("%d: %s", e.Term, what), fmt.Sprint(e.Term)}
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
func tallyOf(c timeline.Candidacy) string {
	return fmt.Sprintf("%d/%d", cmp.Or(c.Counted, c.Votes), c.Voters)
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
