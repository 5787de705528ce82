package lanes

import (
	"cmp"
	"slices"
	"strings"

	"raftlab/plots/page"
	"raftlab/plots/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// denied is an answer that denies a vote or rejects entries, or a message that was ignored, where it
// arrives.
type denied struct {
	where page.Point
	reply timeline.Message
}

// drawDenials writes why votes were denied. Answers that arrive close together share a label.
func (p *panel) drawDenials() {
	letters := page.TextStyle{Face: page.Regular(), Size: 10.5, Color: run.DenyCol, Halo: page.White}
	slices.SortStableFunc(p.denied, func(a, b denied) int {
		return cmp.Or(cmp.Compare(b.where.Y, a.where.Y), cmp.Compare(a.where.X, b.where.X))
	})
	for _, d := range p.denied { // no label over a cross
		p.Claim(page.NewRect(d.where.X-3, d.where.Y-3, d.where.X+3, d.where.Y+3))
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
			p.LabelsOmitted++
		}
	}
}

// placeDenial writes why at the right of the last cross, or at the left of the first, or else a row
// further from the bar.
func (p *panel) placeDenial(letters page.TextStyle, first, last denied, words string) bool {
	away := page.Length(18) // past a log, or the name of a fault
	if low, _ := p.bar(last.reply.To); last.where.Y < low {
		away = -away
	}
	left, right := first.where.X-7-p.TextWidth(letters, words), last.where.X+7
	for _, from := range []page.Point{{X: right, Y: last.where.Y}, {X: left, Y: last.where.Y},
		{X: right, Y: last.where.Y + away}, {X: left, Y: last.where.Y + away}} {
		if p.Place(letters, from, words) {
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
		case run.Rejects(d.reply):
			add(&reasons, p.rejectionWord(d.reply))
		case d.reply.Reason == trace.AlreadyVoted:
			add(&chosen, p.VotedFor(d.reply).String())
		default:
			add(&reasons, p.DenialWord(d.reply.Reason))
		}
	}
	if len(chosen) > 0 {
		slices.Sort(chosen)
		reasons = append(reasons, page.Joined(" ", p.DenialWord(trace.AlreadyVoted), page.Joined(" ", chosen...)))
	}
	return strings.Join(reasons, p.Say(", ", "、"))
}

// rejectionWord says why a follower did not take entries: they were a leader's of an older term, or
// did not follow on its log.
func (p *panel) rejectionWord(reply timeline.Message) string {
	if p.Run.TermAt(reply.To, reply.Sent) < reply.Term {
		return p.DenialWord(trace.StaleTerm)
	}
	return p.Say("does not fit", "与日志不符")
}
