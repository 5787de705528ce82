package sim

import (
	"strconv"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// steps is how far the script has come. Steps with a time are taken at that time. A step with a
// condition waits for it from the moment on that the step before it in the script is taken.
type steps struct {
	names   []chance.Name // of the streams by which they are delayed
	taken   []bool
	waiting []int // steps that wait for their condition, in the order in which they began
	current int   // the number of the step being taken, from 1; 0: none
}

func (s *steps) reset(n int) {
	for i := len(s.names); i < n; i++ {
		s.names = append(s.names, chance.Named("step", strconv.Itoa(i+1)))
	}
	s.taken = append(s.taken[:0], make([]bool, n)...)
	s.waiting = s.waiting[:0]
	s.current = 0
}

func (s *steps) copyFrom(o *steps) {
	s.taken = append(s.taken[:0], o.taken...)
	if s.waiting = s.waiting[:0]; len(o.waiting) > 0 {
		s.waiting = append(s.waiting, o.waiting...)
	}
	s.current = o.current
}

func (w *World) startSteps() {
	for i := range w.script.Steps {
		s := &w.script.Steps[i]
		if s.When.Kind == 0 && s.At <= w.script.Until {
			w.queue.Push(s.At+w.delay(i), newTask(step, i, 0))
		}
	}
	for i := range w.script.Steps {
		if i == 0 || w.script.Steps[i].FromStart {
			w.awaitStep(i)
		}
	}
}

// awaitNext begins to wait for the condition of the step after one that is taken, unless it waits already.
func (w *World) awaitNext(i int) {
	if i++; i < len(w.script.Steps) && !w.script.Steps[i].FromStart {
		w.awaitStep(i)
	}
}

// awaitStep begins to wait for a step's condition, if it has one. A condition on a log, a commit
// index or a term may hold already.
func (w *World) awaitStep(i int) {
	s := &w.script.Steps[i]
	if s.When.Kind == 0 {
		return
	}
	if s.When.Kind == script.StepBefore {
		w.schedule(i)
		return
	}
	for j := range w.servers {
		if w.alreadyMet(&s.When, &w.servers[j]) {
			w.schedule(i)
			return
		}
	}
	w.steps.waiting = append(w.steps.waiting, i)
}

func (w *World) schedule(i int) {
	w.queue.Push(w.now+w.script.Steps[i].After+w.delay(i), newTask(step, i, 0))
}

// delay draws how much later than at its time a step is taken. Every step has a stream of its own.
func (w *World) delay(i int) time.Duration {
	within := w.script.Steps[i].Within
	if within == 0 {
		return 0
	}
	var random chance.Stream
	random.Join(&w.random, w.steps.names[i])
	return time.Duration(random.Below(uint64(within) + 1))
}

// scheduleMet schedules the steps whose condition an event meets.
func (w *World) scheduleMet(e *trace.Event) {
	waiting := w.steps.waiting[:0]
	for _, i := range w.steps.waiting {
		if w.meets(&w.script.Steps[i].When, e) {
			w.schedule(i)
		} else {
			waiting = append(waiting, i)
		}
	}
	w.steps.waiting = waiting
}

func (w *World) takeStep(i int) {
	if i == w.warmupStep {
		w.catchUp()
		w.random.Seed(w.seed) // before the moment of the next step is drawn
	}
	w.take(i)
}

func (w *World) take(i int) {
	s := &w.script.Steps[i]
	w.steps.taken[i] = true
	w.steps.current = i + 1
	if s.Note.EN != "" || s.Note.ZH != "" {
		w.emit(&trace.Event{Kind: trace.Noted, Note: s.Note, Step: i + 1})
	}
	w.awaitNext(i) // which may wait for something that this step brings about
	s.Do.Perform(executor{w})
	w.steps.current = 0
	if i != w.warmupStep { // which changes no leader by itself
		w.leaderMayChange = true
	}
}

// skipSteps tells at the end which steps were never taken.
func (w *World) skipSteps() {
	for i, taken := range w.steps.taken {
		if !taken {
			w.emit(&trace.Event{Kind: trace.Skipped, Step: i + 1, Detail: w.script.Steps[i].Trigger})
		}
	}
}

// meets reports whether an event meets a condition.
func (w *World) meets(c *script.Condition, e *trace.Event) bool {
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
	return met && (c.Nodes.Kind == 0 || w.selects(c.Nodes, e.Node))
}

// alreadyMet reports whether a condition on a state is met by a server as it is.
func (w *World) alreadyMet(c *script.Condition, s *server) bool {
	if c.Nodes.Kind != 0 && !w.selects(c.Nodes, s.id) || !s.up {
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
