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

// heard reports whether a check, a sink or a waiting step reads events of these kinds, or of these subkinds.
func (w *World) heard(kinds trace.Kinds) bool { return w.subscribed&kinds != 0 }

// begin begins an event of a server, to be filled in and [World.emitFilled].
//
//go:noinline // trials seldom make an event: kept out of line, it leaves their code short
func (w *World) begin(kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	w.event = trace.Event{} // a literal with the fields below would be built elsewhere and copied
	w.event.Kind, w.event.Node, w.event.Term = kind, node, term
	return &w.event
}

// emit tells a whole event.
func (w *World) emit(e *trace.Event) {
	w.event = *e // a copy, so that events live on the stack
	w.emitFilled()
}

// emitFilled hands the event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (w *World) emitFilled() {
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
	w.stop, w.limit = trace.RunOver, math.MaxUint64 // the last events are told even after the limit
	if why != trace.Interrupted {
		w.closeBooks()
	}
	if w.heard(1 << trace.Stopped) {
		w.publish(&trace.Event{Kind: trace.Stopped, Reason: why})
	}
}

// closeBooks tells what only the end of the run decides.
func (w *World) closeBooks() {
	if w.heard(1 << trace.Skipped) {
		w.skipSteps()
	}
	w.closeClients()
	if w.heard(1 << trace.Checked) {
		w.emitVerdicts()
	}
}

func (w *World) emitVerdicts() {
	for _, result := range w.checks.Results() {
		w.publish(&trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Detail: result.Evidence, Final: true})
	}
}
