package scenarios

import (
	"time"

	"raftlab/sim"
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
	is, not sim.Selector
	nobody  bool // is: none
	at      *time.Duration
	isSaid  bool
	notSaid bool
}

var leaderTable = table[leader]{
	example: "leader: {by: 500ms}, {after: crash, within: 700ms}, {is: n3} or {not: n1}",
	fields: []field[leader]{
		{"by", func(d *decoder, n *node, e *leader) { e.by = d.limit(n) }},
		{"after", func(d *decoder, n *node, e *leader) { m := d.moment(n); e.after = &m }},
		{"within", func(d *decoder, n *node, e *leader) { e.within = d.limit(n) }},
		{"is", func(d *decoder, n *node, e *leader) {
			e.isSaid = true
			if e.nobody = n.form == single && n.text == "none"; !e.nobody {
				e.is = d.named(n)
			}
		}},
		{"not", func(d *decoder, n *node, e *leader) { e.notSaid, e.not = true, d.named(n) }},
		{"at", func(d *decoder, n *node, e *leader) { e.at = d.limit(n) }},
	},
}

// limit reads a duration that may be left out.
func (d *decoder) limit(n *node) *time.Duration {
	value, _ := d.duration(n)
	return &value
}

// named reads servers that are named.
func (d *decoder) named(n *node) sim.Selector {
	s := d.anySelector(n)
	if s.Kind > sim.Named {
		d.refuse(n, "name the server (write n3 or [n2, n3])")
	}
	return s
}

func (e *leader) check(d *decoder, n *node) {
	asked := 0
	for _, is := range []bool{e.by != nil, e.after != nil, e.isSaid, e.notSaid} {
		if is {
			asked++
		}
	}
	switch {
	case asked != 1:
		d.refuse(n, "one question at a time (write %s)", leaderTable.example)
	case (e.after != nil) != (e.within != nil):
		d.refuse(n, "after and within belong together (write leader: {after: crash, within: 700ms})")
	case e.at != nil && !e.isSaid && !e.notSaid:
		d.refuse(n.get("at"), "at belongs to is or not (write leader: {is: n3, at: 2s})")
	}
}

func (e *leader) expected() trace.Text {
	switch {
	case e.by != nil:
		return say("a leader by %s", "%s 前有领导者", *e.by)
	case e.after != nil:
		return say("a leader within %s %s", "%[2]s %[1]s 内有领导者", *e.within, e.after.text())
	}
	when := trace.Text{}
	if e.at != nil {
		when = say(" at %s", "（%s 时）", *e.at)
	}
	switch {
	case e.nobody:
		return say("no leader%s", "没有领导者%s", e.when())
	case e.isSaid:
		return say("the leader is %s%s", "领导者是 %s%s", sayWhom(e.is), when)
	}
	return say("the leader is not %s%s", "领导者不是 %s%s", sayWhom(e.not), when)
}

func (e *leader) when() trace.Text {
	if e.at == nil {
		return say(" at the end", "（结束时）")
	}
	return say(" at %s", "（%s 时）", *e.at)
}

func (e *leader) of(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	switch {
	case e.by != nil:
		return e.ofFirst(t)
	case e.after != nil:
		return e.ofEach(t)
	}
	return e.ofWho(t)
}

func (e *leader) ofFirst(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	first := firstReign(t)
	switch {
	case first == nil && t.End < *e.by:
		return trace.Untested, say("the run ended before, at %s", "运行在此之前结束：%s", t.End)
	case first == nil:
		return trace.Violated, say("nobody ever led", "始终没有领导者")
	case first.From > *e.by:
		return trace.Violated, sayReign("the first leader was %s, at %s", "首位领导者是 %s：%s", first)
	}
	return trace.Holds, sayReign("the first leader was %s, at %s", "首位领导者是 %s：%s", first)
}

func sayReign(en, zh string, s *timeline.Span) trace.Text { return say(en, zh, s.Leader, s.From) }

// ofEach looks after each time that the moment came; the worst decides.
func (e *leader) ofEach(t *timeline.Timeline) (trace.Verdict, trace.Text) {
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

func sayWait(wait time.Duration, ended bool) trace.Text {
	if !ended {
		return say("no leader for %s, until the run ended", "%s 没有领导者，直到运行结束", wait)
	}
	return say("no leader for %s", "%s 没有领导者", wait)
}

func (e *leader) ofWho(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	span := lastReign(t)
	switch {
	case e.at != nil && *e.at > t.End:
		return trace.Untested, say("the run ended before, at %s", "运行在此之前结束：%s", t.End)
	case e.at != nil:
		span = ledAt(t, *e.at)
	case e.nobody:
		span = ledAt(t, t.End)
	}
	if span == nil || span.Leader == 0 {
		return verdict(e.nobody, e.notSaid), say("nobody led", "没有领导者")
	}
	holds := e.isSaid && contains(e.is.Nodes, span.Leader) || e.notSaid && !contains(e.not.Nodes, span.Leader)
	return verdict(holds, false), say("%s led, in term %d", "%s 领导，任期 %d", span.Leader, span.Term)
}

// verdict says whether something holds, or else is undecided, or else violated.
func verdict(holds, undecided bool) trace.Verdict {
	switch {
	case holds:
		return trace.Holds
	case undecided:
		return trace.Untested
	}
	return trace.Violated
}

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
		d.refuse(n, "how long? (write less_than: 700ms, more_than: 100ms, or both)")
	case e.lessThan != nil && e.moreThan != nil && *e.moreThan >= *e.lessThan:
		d.refuse(n, "nothing is both more than %s and less than %s", *e.moreThan, *e.lessThan)
	}
}

func (e *leaderless) expected() trace.Text {
	var less, more trace.Text
	if e.lessThan != nil {
		less = say("less than %s", "短于 %s", *e.lessThan)
	}
	if e.moreThan != nil {
		more = say("more than %s", "长于 %s", *e.moreThan)
	}
	return say("time without a leader %s: %s", "%s无领导者的时间：%s", e.after.text(), listed(more, less))
}

// of judges, after each time that the moment came, the outage that follows; the worst decides. An
// outage that the run cuts short is as long as it was seen.
func (e *leaderless) of(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	result, seen := trace.Holds, trace.Text{}
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

func (e *undisturbed) expected() trace.Text {
	return say("the same leader and term %s", "%s领导者与任期不变", e.after.text())
}

func (e *undisturbed) of(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	times := e.after.in(t)
	if len(times) == 0 {
		return trace.Untested, e.after.neverCame()
	}
	then, end := ledAt(t, times[0]), ledAt(t, t.End)
	switch {
	case then == nil || then.Leader == 0:
		return trace.Violated, say("nobody led then", "当时没有领导者")
	case then != end:
		return trace.Violated, say("%s led in term %d only until %s", "%s 在任期 %d 只领导到 %s", then.Leader, then.Term, then.To)
	}
	return trace.Holds, say("%s led in term %d to the end", "%s 在任期 %d 一直领导到结束", then.Leader, then.Term)
}

// stepsDown expects leaders to give up leading while they run on.
type stepsDown struct {
	node   sim.Selector
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

var stepDownReasons = []trace.Reason{trace.HigherTerm, trace.QuorumLost, trace.LeaderOfTerm, trace.Removed, trace.Transfer}

func (e *stepsDown) check(d *decoder, n *node) { e.amount.check(d, n, false) }

func (e *stepsDown) expected() trace.Text {
	after := trace.Text{}
	if e.after != nil {
		after = e.after.text()
	}
	return say("%s: %s", "%s：%s", labelled(say("leaders stepping down", "领导者下台"),
		sayWhom(e.node), sayReason(e.reason), after), e.amount.text())
}

func (e *stepsDown) of(t *timeline.Timeline) (trace.Verdict, trace.Text) {
	from := time.Duration(0)
	if e.after != nil {
		times := e.after.in(t)
		if len(times) == 0 {
			return trace.Untested, e.after.neverCame()
		}
		from = times[0]
	}
	count, ids, first := 0, those(t, e.node), trace.Text{}
	for _, fall := range falls(t) {
		if fall.At < from || !concerns(ids, e.node, fall.Node) || e.reason != 0 && e.reason != fall.Reason {
			continue
		}
		if count++; count == 1 {
			first = say("%s at %s: %s", "%s 在 %s：%s", fall.Node, fall.At, sayReason(fall.Reason))
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
func sayCount(count int, first trace.Text) trace.Text {
	switch count {
	case 0:
		return say("none", "没有")
	case 1:
		return say("1: %s", "1：%s", first)
	}
	return say("%d, the first: %s", "%d，第一次：%s", count, first)
}
