package sim

import (
	"strconv"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// stepper takes the steps of the script. Steps with a time are taken at that time. A step with a
// condition waits for it from the moment on that the step before it in the script is taken.
type stepper struct {
	agenda    *agenda
	events    *emitter
	cluster   *cluster
	random    *chance.Source
	performer script.Performer

	script     *script.Script
	warmupStep int           // the step that settles the script; -1: none
	names      []chance.Name // of the streams by which steps are delayed
	taken      []bool
	waiting    []int // steps that wait for their condition, in the order in which they began
	current    int   // the number of the step being taken, from 1; 0: none
}

func (t *stepper) reset(script *script.Script) {
	t.script, t.warmupStep = script, script.SettleStep()
	n := len(script.Steps)
	for i := len(t.names); i < n; i++ {
		t.names = append(t.names, chance.Named("step", strconv.Itoa(i+1)))
	}
	t.taken = append(t.taken[:0], make([]bool, n)...)
	t.waiting = t.waiting[:0]
	t.current = 0
}

func (t *stepper) copyFrom(o *stepper) {
	t.taken = append(t.taken[:0], o.taken...)
	if t.waiting = t.waiting[:0]; len(o.waiting) > 0 {
		t.waiting = append(t.waiting, o.waiting...)
	}
	t.current = o.current
}

// settles reports whether the script has a step from which on its runs differ.
func (t *stepper) settles() bool { return t.warmupStep >= 0 }

// kinds returns the kinds of events that conditions of steps are met by.
func (t *stepper) kinds() (all trace.Kinds) {
	for i := range t.script.Steps {
		all |= t.script.Steps[i].When.Kinds()
	}
	return all
}

// start makes the steps with a time due.
func (t *stepper) start() {
	for i := range t.script.Steps {
		s := &t.script.Steps[i]
		if s.When.Kind == 0 && s.At <= t.script.Until {
			t.agenda.queue.Push(s.At+t.delay(i), newTask(step, i, 0))
		}
	}
	for i := range t.script.Steps {
		if i == 0 || t.script.Steps[i].FromStart {
			t.await(i)
		}
	}
}

// awaitNext begins to wait for the condition of the step after one that is taken, unless it waits already.
func (t *stepper) awaitNext(i int) {
	if i++; i < len(t.script.Steps) && !t.script.Steps[i].FromStart {
		t.await(i)
	}
}

// await begins to wait for a step's condition, if it has one. A condition on a log, a commit
// index or a term may hold already.
func (t *stepper) await(i int) {
	s := &t.script.Steps[i]
	if s.When.Kind == 0 {
		return
	}
	if s.When.Kind == script.StepBefore {
		t.schedule(i)
		return
	}
	for j := range t.cluster.servers {
		if t.alreadyMet(&s.When, &t.cluster.servers[j]) {
			t.schedule(i)
			return
		}
	}
	t.waiting = append(t.waiting, i)
}

func (t *stepper) schedule(i int) {
	t.agenda.queue.Push(t.agenda.now+t.script.Steps[i].After+t.delay(i), newTask(step, i, 0))
}

// delay draws how much later than at its time a step is taken. Every step has a stream of its own.
func (t *stepper) delay(i int) time.Duration {
	within := t.script.Steps[i].Within
	if within == 0 {
		return 0
	}
	var random chance.Stream
	random.Join(t.random, t.names[i])
	return time.Duration(random.Below(uint64(within) + 1))
}

// scheduleMet schedules the steps whose condition an event meets.
func (t *stepper) scheduleMet(e *trace.Event) {
	waiting := t.waiting[:0]
	for _, i := range t.waiting {
		if t.meets(&t.script.Steps[i].When, e) {
			t.schedule(i)
		} else {
			waiting = append(waiting, i)
		}
	}
	t.waiting = waiting
}

// take takes a step.
func (t *stepper) take(i int) {
	s := &t.script.Steps[i]
	t.taken[i] = true
	t.current = i + 1
	if s.Note.EN != "" || s.Note.ZH != "" {
		t.events.emit(&trace.Event{Kind: trace.Noted, Note: s.Note, Step: i + 1})
	}
	t.awaitNext(i) // which may wait for something that this step brings about
	s.Do.Perform(t.performer)
	t.current = 0
	if i != t.warmupStep { // which changes no leader by itself
		t.cluster.leaderMayChange = true
	}
}

// skip tells at the end which steps were never taken.
func (t *stepper) skip() {
	if !t.events.heard(1 << trace.Skipped) {
		return
	}
	for i, taken := range t.taken {
		if !taken {
			t.events.emit(&trace.Event{Kind: trace.Skipped, Step: i + 1, Detail: t.script.Steps[i].Trigger})
		}
	}
}

// meets reports whether an event meets a condition.
func (t *stepper) meets(c *script.Condition, e *trace.Event) bool {
	met := false
	switch c.Kind {
	case script.Elected:
		met = e.Kind == trace.RoleChange && e.Role == trace.Leader
	case script.LeaderLost:
		return e.Kind == trace.ClusterLed && e.Node == 0 && e.Reason != trace.Boot
	case script.BecameCandidate:
		met = e.Kind == trace.RoleChange && e.Role == trace.Candidate
	case script.StepsDown:
		met = e.Kind == trace.RoleChange && e.From == trace.Leader && e.Role != trace.Leader
	case script.Votes:
		met = e.Kind == trace.Voted && e.Granted && !e.Pre && e.Peer != e.Node
	case script.Appends:
		met = e.Kind == trace.Appended && e.Index >= c.Index
	case script.Commits:
		met = e.Kind == trace.Committed && e.Index >= c.Index
	case script.ReachesTerm:
		met = e.Kind == trace.RoleChange && e.Term >= c.Term
	}
	return met && (c.Nodes.Kind == 0 || t.cluster.selects(c.Nodes, e.Node))
}

// alreadyMet reports whether a condition on a state is met by a server as it is.
func (t *stepper) alreadyMet(c *script.Condition, s *server) bool {
	if c.Nodes.Kind != 0 && !t.cluster.selects(c.Nodes, s.id) || !s.up {
		return false
	}
	switch c.Kind {
	case script.Appends:
		return s.last >= c.Index
	case script.Commits:
		return s.commit >= c.Index
	case script.ReachesTerm:
		return s.term >= c.Term
	}
	return false
}
