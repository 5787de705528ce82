package scenarios

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// leaderless expects how long nobody leads after something happened.
type leaderless struct {
	after              *moment
	lessThan, moreThan *time.Duration
}

var leaderlessTable = table[leaderless]{
	example: "leaderless: {after: crash, less_than: 700ms}", must: []string{"after: crash"},
	fields: []field[leaderless]{
		{"after", func(d *decoder, n *node, e *leaderless) { m := d.moment(n); e.after = &m }},
		{"less_than", func(d *decoder, n *node, e *leaderless) { e.lessThan = d.limit(n) }},
		{"more_than", func(d *decoder, n *node, e *leaderless) { e.moreThan = d.limit(n) }},
	},
}

func (e *leaderless) check(d *decoder, n *node) {
	switch {
	case e.lessThan == nil && e.moreThan == nil:
		d.refuse(n, "how long? (write less_than: 700ms, more_than: 100ms, or both)",
			"多久？（请写 less_than: 700ms、more_than: 100ms 或两者）")
	case e.lessThan != nil && e.moreThan != nil && *e.moreThan >= *e.lessThan:
		d.refuse(n, "nothing is both more than %s and less than %s", "没有什么既大于 %s 又小于 %s", *e.moreThan, *e.lessThan)
	}
}

func (e *leaderless) expected() lang.Text {
	var less, more lang.Text
	if e.lessThan != nil {
		less = lang.Say("less than %s", "短于 %s", chance.FormatDuration(*e.lessThan))
	}
	if e.moreThan != nil {
		more = lang.Say("more than %s", "长于 %s", chance.FormatDuration(*e.moreThan))
	}
	return lang.Say("time without a leader %s: %s", "%s无领导者的时间：%s", e.after.text(), lang.List(more, less))
}

// judge decides, after each time that the moment came, the outage that follows; the worst decides. An
// outage that the run cuts short is as long as it was seen.
func (e *leaderless) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	result, seen := trace.Holds, lang.Text{}
	for i, from := range times {
		until := t.End + 1
		if i+1 < len(times) {
			until = times[i+1]
		}
		length, ended := outageIn(t, from, until)
		switch v := e.met(length, ended); {
		case v == trace.Violated:
			return v, sayWait(length, ended)
		case v == trace.Untested || result == trace.Holds:
			result, seen = v, sayWait(length, ended)
		}
	}
	return result, seen
}

func (e *leaderless) met(length time.Duration, ended bool) trace.Verdict {
	switch {
	case e.lessThan != nil && length >= *e.lessThan:
		return trace.Violated
	case e.moreThan != nil && length <= *e.moreThan && ended:
		return trace.Violated
	case !ended && (e.lessThan != nil || length <= *e.moreThan):
		return trace.Untested
	}
	return trace.Holds
}

// outageIn returns the length of the first outage that begins in an interval; 0 if there is none.
func outageIn(t *timeline.Timeline, from, until time.Duration) (length time.Duration, ended bool) {
	for i := range t.Outages {
		if o := &t.Outages[i]; o.From >= from && o.From < until {
			return o.To - o.From, o.New != 0
		}
	}
	return 0, true
}

// undisturbed expects one leader in one term from a moment to the end.
type undisturbed struct{ after *moment }

var undisturbedTable = table[undisturbed]{
	example: "undisturbed: {after: heal}", must: []string{"after: heal"},
	fields: []field[undisturbed]{
		{"after", func(d *decoder, n *node, e *undisturbed) { m := d.moment(n); e.after = &m }},
	},
}

func (e *undisturbed) check(*decoder, *node) {}

func (e *undisturbed) expected() lang.Text {
	return lang.Say("the same leader and term %s", "%s，领导者与任期不变", e.after.text())
}

func (e *undisturbed) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	then, end := t.LedAt(times[0]), t.LedAt(t.End)
	switch {
	case then.Leader == 0:
		return trace.Violated, lang.Say("nobody led then", "当时没有领导者")
	case then != end:
		return trace.Violated, lang.Say("%s led in term %d only until %s", "%s 在任期 %d 只领导到 %s",
			then.Leader, then.Term, then.To)
	}
	return trace.Holds, lang.Say("%s led in term %d to the end", "%s 在任期 %d 一直领导到结束", then.Leader, then.Term)
}
