package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var voteKinds = []kind{
	kindOf("gives_up", "node", givesUpTable, (*givesUp).check),
	kindOf("denied", "reason", denialTable, func(e *votes, d *decoder, n *node) { e.amount.check(d, n, false) }),
	kindOf("granted", "", grantTable, func(e *votes, d *decoder, n *node) {
		e.granted = true
		e.amount.check(d, n, false)
	}),
}

// votes expects answers of voters to candidates.
type votes struct {
	granted bool
	reason  trace.Reason
	by, to  script.Selector
	term    trace.Term
	pre     *bool
	amount
}

var grantTable = table[votes]{
	example: "granted: {by: n3, to: n1, term: 1}", fields: voteFields,
}

var denialTable = table[votes]{
	example: "denied: {reason: log behind, to: n4}",
	fields: append([]field[votes]{
		{"reason", func(d *decoder, n *node, e *votes) { e.reason = d.reason(n, denialReasons) }},
	}, voteFields...),
}

var denialReasons = []trace.Reason{trace.LogBehind, trace.AlreadyVoted, trace.StaleTerm, trace.LeaderLease,
	trace.LeaderKnown}

var voteFields = append([]field[votes]{
	{"by", func(d *decoder, n *node, e *votes) { e.by = d.whom(n) }},
	{"to", func(d *decoder, n *node, e *votes) { e.to = d.whom(n) }},
	{"term", func(d *decoder, n *node, e *votes) {
		term, _ := d.number(n, lang.Say("a term", "任期"), 1, maxAmount)
		e.term = trace.Term(term)
	}},
	{"pre", func(d *decoder, n *node, e *votes) { e.pre = new(bool); d.yesNo(n, e.pre) }},
}, amountFields(func(e *votes) *amount { return &e.amount })...)

func (e *votes) expected() lang.Text {
	label := lang.Say("votes", "选票")
	if e.pre != nil && *e.pre {
		label = lang.Say("pre-votes", "预选票")
	}
	if e.granted {
		label = lang.Say("%s granted", "赞成的%s", label)
	} else {
		label = lang.Say("%s denied", "被拒绝的%s", label)
	}
	term := lang.Text{}
	if e.term != 0 {
		term = lang.Say("term %d", "任期 %d", e.term)
	}
	return lang.Say("%s: %s", "%s：%s", labelled(label, sayReason(e.reason), sayRole("by %s", "投票者 %s", e.by),
		sayRole("to %s", "候选人 %s", e.to), term), e.amount.text())
}

func (e *votes) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	by, to := those(t, e.by), those(t, e.to)
	count, first := 0, lang.Text{}
	for i := range t.Votes {
		v := &t.Votes[i]
		if !e.fits(v) || !concerns(by, e.by, v.Voter) || !concerns(to, e.to, v.Candidate) {
			continue
		}
		if count++; count == 1 {
			first = sayVote(v)
		}
	}
	return e.met(count), sayCount(count, first)
}

func (e *votes) fits(v *timeline.Vote) bool {
	return v.Granted == e.granted && (e.reason == 0 || e.reason == v.Reason) &&
		(e.term == 0 || e.term == v.Term) && (e.pre == nil || *e.pre == v.Pre)
}

func sayVote(v *timeline.Vote) lang.Text {
	if v.Granted {
		return lang.Say("%s to %s at %s", "%s 投给 %s，%s", v.Voter, v.Candidate, v.At)
	}
	if v.Ignored {
		return lang.Say("%s ignored %s at %s: %s", "%s 忽略 %s，%s：%s", v.Voter, v.Candidate, v.At, sayReason(v.Reason))
	}
	return lang.Say("%s to %s at %s: %s", "%s 拒绝 %s，%s：%s", v.Voter, v.Candidate, v.At, sayReason(v.Reason))
}
