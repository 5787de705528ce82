package scenarios

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var progressKinds = []kind{kindOf("progress", "", progressTable, (*progress).check)}

// progress expects that a command is committed in time, of those that clients send from a moment on; or that none is.
type progress struct {
	after   *moment
	within  *time.Duration
	verdict trace.Verdict // Violated: none is
}

var progressTable = table[progress]{
	example: "progress: {after: heal, within: 2s}", must: []string{"after: heal", "within: 2s"},
	fields: []field[progress]{
		{"after", func(d *decoder, n *node, e *progress) { m := d.moment(n); e.after = &m }},
		{"within", func(d *decoder, n *node, e *progress) { e.within = d.limit(n) }},
		{"verdict", func(d *decoder, n *node, e *progress) { e.verdict = d.verdict(n) }},
	},
}

func (e *progress) check(*decoder, *node) {}

func (e *progress) expected() lang.Text {
	if e.verdict == trace.Violated {
		return lang.Say("no command sent %s is committed within %s", "%s发送的命令，%s 内都没有提交", e.after.text(), chance.FormatDuration(*e.within))
	}
	return lang.Say("a command sent %s is committed within %s", "%s发送的命令，%s 内有一条提交", e.after.text(), chance.FormatDuration(*e.within))
}

func (e *progress) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	from := times[len(times)-1]
	sent, first := 0, (*timeline.Command)(nil)
	for i := range t.Commands {
		c := &t.Commands[i]
		if c.At < from || c.At > from+*e.within || c.Node == 0 {
			continue
		}
		sent++
		if c.Told == trace.CommittedOK && c.ToldAt <= from+*e.within && (first == nil || c.ToldAt < first.ToldAt) {
			first = c
		}
	}
	return e.decide(t, from, sent, first)
}

// decide decides from how many commands were sent, and which of them was committed first.
func (e *progress) decide(t *timeline.Timeline, from time.Duration, sent int, first *timeline.Command) (trace.Verdict, lang.Text) {
	seen := trace.Holds
	var words lang.Text
	switch {
	case sent == 0:
		return trace.Untested, lang.Say("no command was sent then", "此后没有发送命令")
	case first != nil:
		words = lang.Say("%s was committed at %s", "%s 在 %s 提交", first.Command, first.ToldAt)
	case t.End < from+*e.within:
		return trace.Untested, lang.Say("the run ended before, at %s", "运行在此之前（%s）就结束了", t.End)
	default:
		seen, words = trace.Violated, lang.Say("none of %d was committed", "%d 条中没有一条提交", sent)
	}
	if wanted := max(e.verdict, trace.Holds); seen != wanted {
		return trace.Violated, words
	}
	return trace.Holds, words
}
