package plots

import (
	"cmp"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// denied is an answer that denies a vote or rejects entries, or a message that was ignored, where it
// arrives.
type denied struct {
	where vg.Point
	reply timeline.Message
}

// drawDenials writes why votes were denied. Answers that arrive close together share a label.
func (p *panel) drawDenials() {
	letters := lettering{face: regular(), size: 10.5, color: denyCol, halo: white}
	slices.SortStableFunc(p.denied, func(a, b denied) int {
		return cmp.Or(cmp.Compare(b.where.Y, a.where.Y), cmp.Compare(a.where.X, b.where.X))
	})
	for _, d := range p.denied { // no label over a cross
		p.claim(area{d.where.X - 3, d.where.Y - 3, d.where.X + 3, d.where.Y + 3})
	}
	for from, d := range p.denied {
		if from > 0 && near(p.denied[from-1], d) {
			continue
		}
		to := from + 1
		for to < len(p.denied) && near(p.denied[to-1], p.denied[to]) {
			to++
		}
		words := p.denialWords(p.denied[from:to])
		if !p.placeDenial(letters, d, p.denied[to-1], words) {
			p.crowded++
		}
	}
}

// placeDenial writes why at the right of the last cross, or at the left of the first, or else a row
// further from the bar.
func (p *panel) placeDenial(letters lettering, first, last denied, words string) bool {
	away := vg.Length(18) // past a log, or the name of a fault
	if low, _ := p.bar(last.reply.To); last.where.Y < low {
		away = -away
	}
	left, right := first.where.X-7-p.textWidth(letters, words), last.where.X+7
	for _, from := range []vg.Point{{X: right, Y: last.where.Y}, {X: left, Y: last.where.Y},
		{X: right, Y: last.where.Y + away}, {X: left, Y: last.where.Y + away}} {
		if p.place(letters, from, words) {
			return true
		}
	}
	return false
}

func near(a, b denied) bool { return a.where.Y == b.where.Y && b.where.X-a.where.X < 42 }

// denialWords says in short why votes were denied: log behind, voted n2 n3.
func (p *panel) denialWords(list []denied) string {
	var reasons, chosen []string
	add := func(to *[]string, word string) {
		if !slices.Contains(*to, word) {
			*to = append(*to, word)
		}
	}
	for _, d := range list {
		switch {
		case rejects(d.reply):
			add(&reasons, p.rejectionWord(d.reply))
		case d.reply.Reason == trace.AlreadyVoted:
			add(&chosen, p.votedFor(d.reply).String())
		default:
			add(&reasons, p.denialWord(d.reply.Reason))
		}
	}
	if len(chosen) > 0 {
		slices.Sort(chosen)
		reasons = append(reasons, joined(" ", p.denialWord(trace.AlreadyVoted), joined(" ", chosen...)))
	}
	return strings.Join(reasons, p.say(", ", "、"))
}

func (p *panel) denialWord(why trace.Reason) string {
	switch why {
	case trace.StaleTerm:
		return p.say("stale term", "任期过时")
	case trace.AlreadyVoted:
		return p.say("voted", "已投")
	case trace.LogBehind:
		return p.say("log behind", "日志落后")
	case trace.LeaderKnown:
		return p.say("leader known", "已知领导者")
	case trace.LeaderLease:
		return p.say("lease", "租约")
	}
	return p.say("denied", "拒绝")
}

// rejectionWord says why a follower did not take entries: they were a leader's of an older term, or
// did not follow on its log.
func (p *panel) rejectionWord(reply timeline.Message) string {
	if p.t.TermAt(reply.To, reply.Sent) < reply.Term {
		return p.denialWord(trace.StaleTerm)
	}
	return p.say("does not fit", "与日志不符")
}

// votedFor returns whom the sender of a denial had voted for, or no node.
func (p *panel) votedFor(reply timeline.Message) (candidate trace.NodeID) {
	for _, v := range p.t.Denials {
		if v.Voter == reply.From && v.Candidate == reply.To && v.At <= reply.Sent && v.Pre == (reply.Kind == trace.PreVoteReply) {
			candidate = v.VotedFor
		}
	}
	return candidate
}
