package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// readResult expects what the last of some reads was answered, or that it has no answer.
type readResult struct {
	key    string
	node   script.Selector
	way    trace.ReadWay
	value  string
	absent bool // there is nothing
	open   bool // there is no answer
}

var readResultTable = table[readResult]{
	example: "read: {key: x, value: 1}", must: []string{"key: x"},
	fields: []field[readResult]{
		{"key", func(d *decoder, n *node, e *readResult) { e.key = d.keyOf(n) }},
		{"node", func(d *decoder, n *node, e *readResult) { e.node = d.whom(n) }},
		{"way", func(d *decoder, n *node, e *readResult) { e.way = d.readWay(n) }},
		{"value", func(d *decoder, n *node, e *readResult) { e.value = d.valueOf(n) }},
		{"absent", func(d *decoder, n *node, e *readResult) { d.yesNo(n, &e.absent) }},
		{"unanswered", func(d *decoder, n *node, e *readResult) { d.yesNo(n, &e.open) }},
	},
}

func (e *readResult) check(d *decoder, n *node) {
	given := 0
	for _, is := range []bool{e.value != "", e.absent, e.open} {
		if is {
			given++
		}
	}
	if given != 1 {
		d.refuse(n, "what was answered? (write one of value: 1, absent: true and unanswered: true)",
			"得到了什么答复？（请写 value: 1、absent: true、unanswered: true 之一）")
	}
}

func (e *readResult) expected() lang.Text {
	which := lang.Say("the last read of %s", "对 %s 的最后一次读取", e.key)
	if e.way != 0 {
		which = lang.Say("%s (%s)", "%s（%s）", which, lang.Text{EN: e.way.String(), ZH: e.way.String()})
	}
	if e.node.Kind != 0 {
		which = lang.Say("%s of %s", "%[2]s：%[1]s", which, sayWhom(e.node))
	}
	switch {
	case e.open:
		return lang.Say("%s has no answer", "%s没有得到答复", which)
	case e.absent:
		return lang.Say("%s finds nothing", "%s没有值", which)
	}
	return lang.Say("%s gives %s", "%s得到 %s", which, e.value)
}

func (e *readResult) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	o := e.last(t)
	if o == nil {
		return trace.Untested, lang.Say("nobody read so", "没有这样的读取")
	}
	holds := o.Answered && o.Result == e.value
	if e.open {
		holds = !o.Answered
	}
	return verdict(holds, false), sayOperation(o)
}

// last returns the last of the reads that are meant; nil if there is none.
func (e *readResult) last(t *timeline.Timeline) (last *timeline.Operation) {
	for i := range t.Operations {
		o := &t.Operations[i]
		if o.Op == trace.ReadKey && o.Key == e.key && (e.way == 0 || e.way == o.Way) && (e.node.Kind == 0 || contains(those(t, e.node), o.Node)) {
			last = o
		}
	}
	return last
}
