package plots

import (
	"cmp"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// denied is a vote that was denied, or a message that was ignored, where it arrives.
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
		where := p.denied[to-1].where
		if !p.place(letters, at(where.X+7, where.Y), p.denialWords(p.denied[from:to])) {
			p.crowded++
		}
	}
}

func near(a, b denied) bool { return a.where.Y == b.where.Y && b.where.X-a.where.X < 42 }

// denialWords says in short why votes were denied: voted n2 n3, log behind.
func (p *panel) denialWords(list []denied) string {
	var words []string
	say := func(word string) {
		if word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	for _, d := range list {
		if d.reply.Reason != trace.AlreadyVoted {
			say(p.denialWord(d.reply.Reason))
		}
	}
	for _, d := range list {
		if d.reply.Reason == trace.AlreadyVoted {
			say(p.denialWord(trace.AlreadyVoted))
			say(p.votedFor(d.reply).String())
		}
	}
	return strings.Join(words, " ")
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

// votedFor returns whom the sender of a denial had voted for, or no node.
func (p *panel) votedFor(reply timeline.Message) (candidate trace.NodeID) {
	for _, v := range p.t.Denials {
		if v.Voter == reply.From && v.Candidate == reply.To && v.At <= reply.Sent && v.Pre == (reply.Kind == trace.PreVoteReply) {
			candidate = v.VotedFor
		}
	}
	return candidate
}
