package scenarios

import (
	"slices"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// givesUp expects candidates to stop standing in a term without having won it. Pre-candidates ask for
// no term yet and do not count.
type givesUp struct {
	node   script.Selector
	reason trace.Reason
	term   trace.Term
	amount
}

var givesUpTable = table[givesUp]{
	example: "gives_up: {node: n2, reason: leader of term}",
	fields: append([]field[givesUp]{
		{"node", func(d *decoder, n *node, e *givesUp) { e.node = d.whom(n) }},
		{"reason", func(d *decoder, n *node, e *givesUp) { e.reason = d.reason(n, givesUpReasons) }},
		{"term", func(d *decoder, n *node, e *givesUp) {
			term, _ := d.number(n, lang.Say("a term", "任期"), 1, maxAmount)
			e.term = trace.Term(term)
		}},
	}, amountFields(func(e *givesUp) *amount { return &e.amount })...),
}

// givesUpReasons are why a candidacy ends. With the last three the server stands again, for another term.
var givesUpReasons = []trace.Reason{trace.LeaderOfTerm, trace.HigherTerm, trace.ElectionLost,
	trace.ElectionTimeout, trace.ForcedTimeout, trace.Transfer}

func (e *givesUp) check(d *decoder, n *node) { e.amount.check(d, n, false) }

func (e *givesUp) expected() lang.Text {
	term := lang.Text{}
	if e.term != 0 {
		term = lang.Say("term %d", "任期 %d", e.term)
	}
	return lang.Say("%s: %s", "%s：%s", labelled(lang.Say("candidates giving up", "候选人放弃"),
		sayWhom(e.node), sayReason(e.reason), term), e.amount.text())
}

func (e *givesUp) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	count, ids, first := 0, those(t, e.node), lang.Text{}
	for i := range t.Elections {
		if e.term != 0 && e.term != t.Elections[i].Term {
			continue
		}
		for _, c := range t.Elections[i].Candidates {
			if !e.fits(&c) || !concerns(ids, e.node, c.Node) {
				continue
			}
			if count++; count == 1 {
				first = lang.Say("%s at %s: %s", "%s 在 %s：%s", c.Node, c.To, sayReason(c.End))
			}
		}
	}
	return e.met(count), sayCount(count, first)
}

func (e *givesUp) fits(c *timeline.Candidacy) bool {
	return !c.Pre && slices.Contains(givesUpReasons, c.End) && (e.reason == 0 || e.reason == c.End)
}
