package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Finding is what a run showed of one expectation.
type Finding struct {
	Expected lang.Text
	Verdict  trace.Verdict // Untested: nothing happened that could decide
	Seen     lang.Text
	Line     int // of the expectation in the scenario file; 0 for the check that is always made
}

// Judge compares a run with the expectations, in the order of the file. Safety comes last and is
// always checked: a property that the scenario does not break on purpose must not be violated. Expectations are of the
// script as it is in the file: with added steps, only safety is asked.
func (s *Scenario) Judge(t *timeline.Timeline) []Finding {
	var findings []Finding
	for _, e := range s.asked() {
		verdict, seen := e.requirement.judge(t)
		findings = append(findings, Finding{e.requirement.expected(), verdict, seen, e.line})
	}
	rest := s.broken().judgeRest(t)
	if broken := s.broken().properties; s.Added() > 0 && len(broken) > 0 {
		rest.Expected = lang.Say("no safety property is violated but those that the scenario breaks on purpose: %s",
			"除场景故意违反的之外，所有安全性质均成立：%s", lang.List(propertyTexts(broken)...))
	}
	return append(findings, rest)
}

// asked returns the expectations that a run is to meet.
func (s *Scenario) asked() []expectation {
	if s.Added() > 0 {
		return nil
	}
	return s.expectations
}

// broken returns the properties that the scenario breaks on purpose.
func (s *Scenario) broken() *violated {
	for _, e := range s.expectations {
		if v, ok := e.requirement.(*violated); ok {
			return v
		}
	}
	return &violated{}
}

// expectation is one item of the list of expectations.
type expectation struct {
	line        int
	requirement requirement
}

// requirement decides an expectation.
type requirement interface {
	expected() lang.Text
	judge(t *timeline.Timeline) (trace.Verdict, lang.Text) // the verdict, and what was seen
}

// kind is a kind of expectation.
type kind struct {
	key     string
	example string // how it is written
	short   string // the key that is meant when the value is no mapping; "" if that is not allowed
	keys    func() []string
	read    func(d *decoder, n *node) requirement
}

// kindOf makes a kind from the table of its keys. The check refuses what fits no table.
func kindOf[T any, P interface {
	*T
	requirement
}](key, short string, t table[T], check func(e P, d *decoder, n *node)) kind {
	t.what = lang.Say(key, key+" ")
	return kind{key, t.example, short, t.keys, func(d *decoder, n *node) requirement {
		e := P(new(T))
		before := len(d.problems)
		if t.read(d, n, (*T)(e)) && len(d.problems) == before {
			check(e, d, n)
		}
		return e
	}}
}

func kinds() []kind {
	var all []kind
	for _, some := range [][]kind{leaderKinds, countKinds, voteKinds, messageKinds, logKinds, clientKinds, progressKinds,
		historyKinds, safetyKinds} {
		all = append(all, some...)
	}
	return all
}

func kindKeys() []string {
	var keys []string
	for _, k := range kinds() {
		keys = append(keys, k.key)
	}
	return keys
}

// readExpectations reads the list of expectations.
func readExpectations(d *decoder, n *node, s *Scenario) {
	if n.form != list {
		d.refuse(n, "expect is a list (write - leader: {by: 500ms}, one expectation per line)",
			"expect 是列表（请写 - leader: {by: 500ms}，每行一个预期）")
		return
	}
	for _, item := range n.items {
		if item.form != mapping || len(item.pairs) != 1 {
			d.refuse(item, "an expectation is one key with its value (write - leader: {by: 500ms})",
				"一个预期是一个键及其值（请写 - leader: {by: 500ms}）")
			continue
		}
		if d.checkKeys(item, lang.Say("expect", "expect "), kindKeys()) {
			s.expectations = append(s.expectations, d.expectation(item.pairs[0]))
		}
	}
	s.checkViolated(d, n)
}

func (d *decoder) expectation(p pair) expectation {
	for _, k := range kinds() {
		if k.key != p.key.text {
			continue
		}
		value := p.value
		if value.form != mapping && value.form != nothing && k.short != "" {
			short := *value
			short.form, short.items, short.text = mapping, nil, ""
			short.pairs = []pair{{&node{text: k.short, line: value.line, column: value.column}, value}}
			value = &short
		}
		return expectation{p.key.line, k.read(d, value)}
	}
	panic("unreachable")
}
