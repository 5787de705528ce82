package scenarios

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// stepsDown expects leaders to give up leading while they run on.
type stepsDown struct {
	node   script.Selector
	reason trace.Reason
	after  *moment
	amount
}

var stepsDownTable = table[stepsDown]{
	example: "steps_down: {node: n1, reason: higher term}",
	fields: append([]field[stepsDown]{
		{"node", func(d *decoder, n *node, e *stepsDown) { e.node = d.whom(n) }},
		{"reason", func(d *decoder, n *node, e *stepsDown) { e.reason = d.reason(n, stepDownReasons) }},
		{"after", func(d *decoder, n *node, e *stepsDown) { m := d.moment(n); e.after = &m }},
	}, amountFields(func(e *stepsDown) *amount { return &e.amount })...),
}

var stepDownReasons = []trace.Reason{trace.HigherTerm, trace.QuorumLost, trace.LeaderOfTerm, trace.Removed,
	trace.Transfer}

func (e *stepsDown) check(d *decoder, n *node) { e.amount.check(d, n, false) }

func (e *stepsDown) expected() lang.Text {
	after := lang.Text{}
	if e.after != nil {
		after = e.after.text()
	}
	return lang.Say("%s: %s", "%s：%s", labelled(lang.Say("leaders stepping down", "领导者下台"),
		sayWhom(e.node), sayReason(e.reason), after), e.amount.text())
}

func (e *stepsDown) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	from := time.Duration(0)
	if e.after != nil {
		times := e.after.in(t)
		if len(times) == 0 {
			return trace.Untested, e.after.neverCame()
		}
		from = times[0]
	}
	count, ids, first := 0, those(t, e.node), lang.Text{}
	for _, down := range diagnosis.StepDowns(t) {
		if down.From < from || !concerns(ids, e.node, down.Node) || e.reason != 0 && e.reason != down.Reason {
			continue
		}
		if count++; count == 1 {
			first = lang.Say("%s at %s: %s", "%s 在 %s：%s", down.Node, down.From, sayReason(down.Reason))
		}
	}
	return e.met(count), sayCount(count, first)
}

// sayCount says how many were seen, and the first of them.
func sayCount(count int, first lang.Text) lang.Text {
	switch count {
	case 0:
		return lang.Say("none", "没有")
	case 1:
		return lang.Say("1: %s", "1：%s", first)
	}
	return lang.Say("%d, the first: %s", "%d，第一次：%s", count, first)
}
