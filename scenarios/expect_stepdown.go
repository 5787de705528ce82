package scenarios

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
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

func (e *stepsDown) of(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	from := time.Duration(0)
	if e.after != nil {
		times := e.after.in(t)
		if len(times) == 0 {
			return trace.Untested, e.after.neverCame()
		}
		from = times[0]
	}
	count, ids, first := 0, those(t, e.node), lang.Text{}
	for _, fall := range falls(t) {
		if fall.At < from || !concerns(ids, e.node, fall.Node) || e.reason != 0 && e.reason != fall.Reason {
			continue
		}
		if count++; count == 1 {
			first = lang.Say("%s at %s: %s", "%s 在 %s：%s", fall.Node, fall.At, sayReason(fall.Reason))
		}
	}
	return e.met(count), sayCount(count, first)
}

// fall is the moment at which a leader no longer leads, though it runs on.
type fall struct {
	At     time.Duration
	Node   trace.NodeID
	Reason trace.Reason
}

// falls returns all of them, server by server.
func falls(t *timeline.Timeline) (all []fall) {
	for i := range t.Servers {
		bands := t.Servers[i].Bands
		for j := 1; j < len(bands); j++ {
			if bands[j-1].Role == trace.Leader && bands[j].Role != trace.Leader && bands[j].Role != 0 {
				all = append(all, fall{bands[j].From, t.Servers[i].Node, bands[j].Reason})
			}
		}
	}
	return all
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
