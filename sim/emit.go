package sim

import (
	"math"

	"raftlab/sim/check"
	"raftlab/sim/trace"
)

// listen makes the world tell sinks, and no others.
func (w *World) listen(sinks []trace.Sink) {
	w.sinks = sinks
	w.subscribed = w.subscriptions()
	w.counters = w.counters[:0]
	for _, sink := range sinks {
		if counter, ok := sink.(trace.VoteCounter); ok {
			w.counters = append(w.counters, counter)
		}
	}
}

// subscriptions returns the kinds of events that the checks, a sink or a step of the script need.
func (w *World) subscriptions() trace.Kinds {
	heard := check.Kinds
	for i := range w.script.Steps {
		heard |= w.script.Steps[i].When.Kinds()
	}
	for _, sink := range w.sinks {
		choosy, ok := sink.(trace.Choosy)
		if !ok {
			return ^trace.Kinds(0)
		}
		heard |= choosy.Kinds()
	}
	return heard
}

// wants reports whether somebody needs an event of these kinds, or of these parts of kinds. If nobody does, it
// is only counted. What tells the event then stands in a function of its own (events.go), so that the code
// that a trial runs is short: the first cache of a processor just holds it.
func (w *World) wants(kinds trace.Kinds) bool {
	if w.subscribed&kinds != 0 {
		return true
	}
	w.seq++
	return false
}

// begin begins an event of a server, to be filled in and [World.told].
//
//go:noinline // it is long, and seldom called
func (w *World) begin(kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	w.event = trace.Event{} // and not together with what follows: events would be copied
	w.event.Kind, w.event.Node, w.event.Term = kind, node, term
	return &w.event
}

// tell tells a whole event.
func (w *World) tell(e *trace.Event) {
	w.event = *e // a copy, so that events live on the stack
	w.told()
}

// told hands the event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (w *World) told() {
	if w.limitReached() {
		return
	}
	w.publish(&w.event)
	if w.checks.HasFound() {
		w.emitViolations()
	}
	if len(w.steps.waiting) > 0 {
		w.scheduleMet(&w.event)
	}
	if w.limitReached() {
		w.lastSeq = w.seq
	}
}

// emitViolations tells what the checks found in the event that was told.
func (w *World) emitViolations() {
	for _, found := range w.checks.Violations() {
		w.violation = trace.Event{Kind: trace.Checked, Node: w.event.Node, Term: w.event.Term, Property: found.Property,
			Verdict: found.Verdict, Detail: found.Evidence}
		w.publish(&w.violation)
	}
}

// limitReached reports whether the limit of events is reached. Nothing more is told then; what nobody needs goes on
// being counted, until the present task is done.
func (w *World) limitReached() bool { return w.seq >= w.limit }

// continues reports whether there is to be another task.
func (w *World) continues() bool { return w.stop == 0 && !w.limitReached() }

func (w *World) publish(e *trace.Event) {
	w.seq++
	e.Seq, e.At = w.seq, w.now
	w.checks.Observe(e)
	for _, sink := range w.sinks {
		sink.Observe(e)
	}
}

// finish tells how everything ended. An ending that the event limit brought is told as such.
func (w *World) finish() {
	why := w.stop
	switch {
	case w.limitReached():
		w.seq, why = max(w.limit, w.lastSeq), trace.EventLimit
	case why == 0:
		w.now, why = w.script.Until, trace.RunOver
	}
	w.stop, w.limit = trace.RunOver, math.MaxUint64 // the books are closed in full
	if w.subscribed.Has(trace.Skipped) {
		w.skipSteps()
	}
	w.closeClients()
	if w.subscribed.Has(trace.Checked) {
		w.tellVerdicts()
	}
	if w.subscribed.Has(trace.Stopped) {
		w.publish(&trace.Event{Kind: trace.Stopped, Reason: why})
	}
}

func (w *World) tellVerdicts() {
	for _, result := range w.checks.Results() {
		w.publish(&trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Detail: result.Evidence, Final: true})
	}
}
