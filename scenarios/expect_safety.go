package scenarios

import (
	"slices"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

var safetyKinds = []kind{
	kindOf("violated", "property", violatedTable, (*violated).check),
	kindOf("ended", "node", endedTable, (*ended).check),
}

// violated expects that the run breaks safety properties: the scenario takes away what they rest on.
type violated struct{ properties []trace.Property }

var violatedTable = table[violated]{
	example: "violated: election safety", must: []string{"property: election safety"},
	fields: []field[violated]{
		{"property", func(d *decoder, n *node, e *violated) {
			for _, item := range n.each() {
				if i, ok := d.oneOf(item, lang.Say("a safety property", "安全性质"), propertyWords()); ok {
					e.properties = append(e.properties, trace.Properties[i])
				}
			}
		}},
	},
}

func propertyWords() []string {
	words := make([]string, len(trace.Properties))
	for i, p := range trace.Properties {
		words[i] = p.String()
	}
	return words
}

func (e *violated) check(d *decoder, n *node) {
	if len(e.properties) == 0 {
		d.refuse(n, "which property? (write violated: election safety)", "哪个性质？（请写 violated: election safety）")
	}
}

// checkViolated refuses a second list of properties: the reader would overlook it.
func (s *Scenario) checkViolated(d *decoder, n *node) {
	found := false
	for _, item := range n.items {
		if value := item.get("violated"); value != nil {
			if found {
				d.refuse(value, "violated is here a second time (write violated: [election safety, log matching])",
					"violated 在这里第二次出现（请写 violated: [election safety, log matching]）")
			}
			found = true
		}
	}
}

func (e *violated) expected() lang.Text {
	return lang.Say("violated on purpose: %s", "故意违反：%s", lang.List(propertyTexts(e.properties)...))
}

func propertyTexts(properties []trace.Property) []lang.Text {
	texts := make([]lang.Text, len(properties))
	for i, p := range properties {
		texts[i] = sayProperty(p)
	}
	return texts
}

func (e *violated) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	var kept []trace.Property
	for _, p := range e.properties {
		if v, _ := propertyOf(t, p); v != trace.Violated {
			kept = append(kept, p)
		}
	}
	if len(kept) > 0 {
		return trace.Violated, lang.Say("not violated: %s", "未被违反：%s", lang.List(propertyTexts(kept)...))
	}
	first := e.properties[0]
	_, evidence := propertyOf(t, first)
	return trace.Holds, lang.Say("%s: %s", "%s：%s", sayProperty(first), sayEvidence(evidence))
}

// judgeRest decides on the properties that must not be violated.
func (e *violated) judgeRest(t *timeline.Timeline) Finding {
	f := Finding{Verdict: trace.Untested,
		Expected: lang.Say("no safety property is violated", "所有安全性质均成立"),
		Seen:     lang.Say("nothing happened that could violate one", "没有发生可能违反它们的事")}
	if len(e.properties) > 0 {
		f.Expected = lang.Say("no other safety property is violated", "其他安全性质均成立")
	}
	var held []trace.Property
	for _, p := range trace.Properties {
		v, evidence := propertyOf(t, p)
		switch {
		case slices.Contains(e.properties, p):
		case v == trace.Violated:
			f.Verdict, f.Seen = v, lang.Say("%s: %s", "%s：%s", sayProperty(p), sayEvidence(evidence))
			return f
		case v == trace.Holds:
			held = append(held, p)
		}
	}
	if len(held) > 0 {
		f.Verdict, f.Seen = trace.Holds, lang.Say("held: %s", "成立：%s", lang.List(propertyTexts(held)...))
	}
	return f
}

func sayEvidence(e *trace.Evidence) lang.Text {
	return lang.InAll(func(l lang.Lang) string { return text.Evidence(l, e) })
}

// propertyOf returns the verdict on a property, with its evidence.
func propertyOf(t *timeline.Timeline, p trace.Property) (trace.Verdict, *trace.Evidence) {
	for _, b := range t.Violations {
		if b.Property == p {
			return trace.Violated, b.Evidence
		}
	}
	for _, v := range t.Verdicts {
		if v.Property == p {
			return v.Verdict, v.Evidence
		}
	}
	return trace.Untested, nil
}

// ended expects that Raft's own code gives up on servers, since what it rests on was taken away.
type ended struct{ node script.Selector }

var endedTable = table[ended]{
	example: "ended: n2", must: []string{"node: n2"},
	fields: []field[ended]{{"node", func(d *decoder, n *node, e *ended) { e.node = d.whom(n) }}},
}

func (e *ended) check(*decoder, *node) {}

func (e *ended) expected() lang.Text {
	return lang.Say("Raft gives up on %s", "Raft 终止 %s", sayWhom(e.node))
}

func (e *ended) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	return judgeServers(t, e.node, nil, func(s *timeline.Server, _ time.Duration) (trace.Verdict, lang.Text) {
		if s.EndedWhy == "" {
			return trace.Violated, lang.Say("ran on", "继续运行")
		}
		return trace.Holds, lang.Say("at %s: %s", "%s：%s", s.EndedAt, s.EndedWhy)
	})
}
