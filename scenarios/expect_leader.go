package scenarios

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

var leaderKinds = []kind{
	kindOf("leader", "is", leaderTable, (*leader).check),
	kindOf("leaderless", "", leaderlessTable, (*leaderless).check),
	kindOf("undisturbed", "after", undisturbedTable, (*undisturbed).check),
	kindOf("steps_down", "node", stepsDownTable, (*stepsDown).check),
}

// leader expects that there is a leader in time, or who it is.
type leader struct {
	by      *time.Duration
	after   *moment
	within  *time.Duration
	is, not *script.Selector // is nobody: no leader
	at      *time.Duration
}

var leaderTable = table[leader]{
	example: "leader: {by: 500ms}, {after: crash, within: 700ms}, {is: n3} or {not: n1}",
	fields: []field[leader]{
		{"by", func(d *decoder, n *node, e *leader) { e.by = d.instant(n) }},
		{"after", func(d *decoder, n *node, e *leader) { m := d.moment(n); e.after = &m }},
		{"within", func(d *decoder, n *node, e *leader) { e.within = d.limit(n) }},
		{"is", func(d *decoder, n *node, e *leader) {
			if e.is = (&script.Selector{}); n.text != "none" {
				e.is = d.named(n)
			}
		}},
		{"not", func(d *decoder, n *node, e *leader) { e.not = d.named(n) }},
		{"at", func(d *decoder, n *node, e *leader) { e.at = d.instant(n) }},
	},
}

// named reads servers that are named.
func (d *decoder) named(n *node) *script.Selector {
	s := d.anySelector(n)
	if s.Kind > script.Named {
		d.refuse(n, "name the server (write n3 or [n2, n3])", "请指明服务器（请写 n3 或 [n2, n3]）")
	}
	return &s
}

func (e *leader) nobody() bool { return e.is != nil && len(e.is.Nodes) == 0 }

func (e *leader) check(d *decoder, n *node) {
	asked := 0
	for _, is := range []bool{e.by != nil, e.after != nil, e.is != nil, e.not != nil} {
		if is {
			asked++
		}
	}
	switch {
	case asked != 1:
		d.refuse(n, "one question at a time (write %s)", "一次只问一个问题（请写 %s）", leaderTable.example)
	case (e.after != nil) != (e.within != nil):
		d.refuse(n, "after and within belong together (write leader: {after: crash, within: 700ms})",
			"after 和 within 要一起写（请写 leader: {after: crash, within: 700ms}）")
	case e.at != nil && e.is == nil && e.not == nil:
		d.refuse(n.get("at"), "at belongs to is or not (write leader: {is: n3, at: 2s})",
			"at 要与 is 或 not 一起写（请写 leader: {is: n3, at: 2s}）")
	}
}

func (e *leader) expected() lang.Text {
	switch {
	case e.by != nil:
		return lang.Say("a leader by %s", "%s 前有领导者", chance.FormatDuration(*e.by))
	case e.after != nil:
		return lang.Say("a leader within %s %s", "%[2]s %[1]s 内有领导者", chance.FormatDuration(*e.within), e.after.text())
	case e.nobody() && e.at == nil:
		return lang.Say("no leader at the end", "结束时没有领导者")
	case e.nobody():
		return lang.Say("no leader%s", "没有领导者%s", sayAt(e.at))
	case e.is != nil:
		return lang.Say("the leader%s is %s", "领导者%s是 %s", sayAt(e.at), sayWhom(*e.is))
	}
	return lang.Say("the leader%s is not %s", "领导者%s不是 %s", sayAt(e.at), sayWhom(*e.not))
}

func (e *leader) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	switch {
	case e.by != nil:
		return e.judgeFirst(t)
	case e.after != nil:
		return e.judgeEach(t)
	}
	return e.judgeWho(t)
}

func (e *leader) judgeFirst(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	first := firstReign(t)
	switch {
	case first.Leader == 0 && t.End < *e.by:
		return trace.Untested, lang.Say("the run ended before, at %s", "运行在此之前（%s）就结束了", t.End)
	case first.Leader == 0:
		return trace.Violated, lang.Say("nobody ever led", "始终没有领导者")
	case first.From > *e.by:
		return trace.Violated, sayReign("the first leader was %s, at %s", "首位领导者是 %s，%s 当选", first)
	}
	return trace.Holds, sayReign("the first leader was %s, at %s", "首位领导者是 %s，%s 当选", first)
}

func sayReign(en, zh string, s timeline.Span) lang.Text { return lang.Say(en, zh, s.Leader, s.From) }

// judgeEach looks after each time that the moment came; the worst decides.
func (e *leader) judgeEach(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	var longest time.Duration
	for _, from := range times {
		wait, ended := waitForLeader(t, from)
		switch {
		case wait > *e.within:
			return trace.Violated, sayWait(wait, ended)
		case !ended:
			return trace.Untested, sayWait(wait, ended)
		}
		longest = max(longest, wait)
	}
	return trace.Holds, sayWait(longest, true)
}

// waitForLeader returns how long after a moment the cluster has a leader, or, if it never has, how
// long the run lasts.
func waitForLeader(t *timeline.Timeline, from time.Duration) (wait time.Duration, ended bool) {
	for i := range t.Led {
		if s := &t.Led[i]; s.Leader != 0 && (s.To > from || s.From >= from) {
			return max(s.From-from, 0), true
		}
	}
	return t.End - from, false
}

func sayWait(wait time.Duration, ended bool) lang.Text {
	if !ended {
		return lang.Say("no leader for %s, until the run ended", "%s 没有领导者，直到运行结束", wait)
	}
	return lang.Say("no leader for %s", "%s 没有领导者", wait)
}

func (e *leader) judgeWho(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	span := lastReign(t)
	switch {
	case e.at != nil && *e.at > t.End:
		return trace.Untested, lang.Say("the run ended before, at %s", "运行在此之前（%s）就结束了", t.End)
	case e.at != nil:
		span = t.LedAt(*e.at)
	case e.nobody():
		span = t.LedAt(t.End)
	}
	if span.Leader == 0 {
		return verdict(e.nobody(), e.not != nil), lang.Say("nobody led", "没有领导者")
	}
	as := e.is != nil && contains(e.is.Nodes, span.Leader) || e.not != nil && !contains(e.not.Nodes, span.Leader)
	return verdict(as, false), lang.Say("%s led, in term %d", "%s 领导，任期 %d", span.Leader, span.Term)
}

// verdict returns Holds, or else Untested if it is undecided, or else Violated.
func verdict(holds, undecided bool) trace.Verdict {
	switch {
	case holds:
		return trace.Holds
	case undecided:
		return trace.Untested
	}
	return trace.Violated
}
