package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var clientKinds = []kind{
	kindOf("clients", "", clientsTable, (*clients).check),
	kindOf("command", "", commandTable, (*command).check),
}

// clients expects what became of clients' commands, all together.
type clients struct{ committed, lost, unknown, refused *amount }

var clientsTable = table[clients]{
	example: "clients: {committed: 3, lost: {at_least: 1}}",
	fields: []field[clients]{
		{"committed", func(d *decoder, n *node, e *clients) { e.committed = d.amount(n) }},
		{"lost", func(d *decoder, n *node, e *clients) { e.lost = d.amount(n) }},
		{"unknown", func(d *decoder, n *node, e *clients) { e.unknown = d.amount(n) }},
		{"refused", func(d *decoder, n *node, e *clients) { e.refused = d.amount(n) }},
	},
}

var amountTable = table[amount]{
	what: lang.Say("an amount", "数量"), example: "{at_least: 1}", fields: amountFields(func(a *amount) *amount { return a }),
}

// amount reads how many: a number, or a mapping of bounds.
func (d *decoder) amount(n *node) *amount {
	var a amount
	if n.form == single {
		value, _ := d.number(n, lang.Say("times", "次数"), 0, maxAmount)
		a.least, a.most = &value, &value
	} else if amountTable.read(d, n, &a) {
		a.check(d, n, true)
	}
	return &a
}

func (e *clients) check(d *decoder, n *node) {
	if *e == (clients{}) {
		d.refuse(n, "which outcome? (write committed: 3, lost: 0, unknown: 1 or refused: 1)",
			"哪种结果？（请写 committed: 3、lost: 0、unknown: 1 或 refused: 1）")
	}
}

func (e *clients) amounts() map[trace.Outcome]*amount {
	return map[trace.Outcome]*amount{trace.CommittedOK: e.committed, trace.LostForGood: e.lost,
		trace.UnknownYet: e.unknown, trace.RefusedNow: e.refused}
}

// outcomes are the ends that a command can have, in the order in which they are told.
var outcomes = []trace.Outcome{trace.CommittedOK, trace.LostForGood, trace.UnknownYet, trace.RefusedNow}

func (e *clients) expected() lang.Text {
	var all lang.Text
	for _, outcome := range outcomes {
		if a := e.amounts()[outcome]; a != nil {
			all = lang.List(all, lang.Say("%s %s", "%s%s", sayOutcome(outcome), a.text()))
		}
	}
	return lang.Say("clients' commands: %s", "客户端命令：%s", all)
}

func (e *clients) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	counts := map[trace.Outcome]int{}
	for i := range t.Commands {
		counts[t.Commands[i].Outcome]++
	}
	result, seen := trace.Holds, lang.Text{}
	for _, outcome := range outcomes {
		if a := e.amounts()[outcome]; a != nil && a.met(counts[outcome]) == trace.Violated {
			result = trace.Violated
		}
		seen = lang.List(seen, lang.Say("%s %d", "%s %d", sayOutcome(outcome), counts[outcome]))
	}
	return result, seen
}

// command expects what became of one command: what its client was told first, and what is true.
type command struct {
	command       string
	told, outcome trace.Outcome
	reason        trace.Reason
}

var commandTable = table[command]{
	example: "command: {command: x=2, told: unknown, outcome: lost}", must: []string{"command: x=2"},
	fields: []field[command]{
		{"command", func(d *decoder, n *node, e *command) {
			e.command, _ = d.word(n, lang.Say("a command", "命令"), "x=2")
		}},
		{"told", func(d *decoder, n *node, e *command) { e.told = d.outcome(n) }},
		{"outcome", func(d *decoder, n *node, e *command) { e.outcome = d.outcome(n) }},
		{"reason", func(d *decoder, n *node, e *command) { e.reason = d.reason(n, commandReasons) }},
	},
}

var commandReasons = []trace.Reason{trace.Applied, trace.AppliedLater, trace.Overwritten, trace.NotLeader,
	trace.LeaderCrashed, trace.LeaderDeposed, trace.RunOver}

func outcomeWords() []string {
	words := make([]string, len(outcomes))
	for i, outcome := range outcomes {
		words[i] = outcome.String()
	}
	return words
}

func (d *decoder) outcome(n *node) trace.Outcome {
	i, ok := d.oneOf(n, lang.Say("an outcome", "结果"), outcomeWords())
	if !ok {
		return 0
	}
	return outcomes[i]
}

func (e *command) check(d *decoder, n *node) {
	if e.told == 0 && e.outcome == 0 && e.reason == 0 {
		d.refuse(n, "what became of it? (write outcome: lost, or told: unknown)",
			"结果如何？（请写 outcome: lost，或 told: unknown）")
	}
}

func (e *command) expected() lang.Text {
	told, outcome := lang.Text{}, lang.Text{}
	if e.told != 0 {
		told = lang.Say("told first: %s", "先答复：%s", sayOutcome(e.told))
	}
	if e.outcome != 0 {
		outcome = lang.Say("in the end: %s", "最终：%s", sayOutcome(e.outcome))
	}
	return lang.Say("command %s (%s)", "命令 %s（%s）", e.command, lang.List(told, outcome, sayReason(e.reason)))
}

func (e *command) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	c := commandNamed(t, e.command)
	if c == nil {
		return trace.Untested, lang.Say("nobody sent it", "没有人发送它")
	}
	holds := (e.told == 0 || e.told == c.Told) && (e.outcome == 0 || e.outcome == c.Outcome) &&
		(e.reason == 0 || e.reason == c.Reason)
	return verdict(holds, false), lang.List(lang.Say("told first: %s", "先答复：%s", sayOutcome(c.Told)),
		lang.Say("in the end: %s", "最终：%s", sayOutcome(c.Outcome)), sayReason(c.Reason))
}
