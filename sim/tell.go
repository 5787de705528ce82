package sim

import (
	"math"

	"raftlab/sim/check"
	"raftlab/sim/trace"
)

// kindsHeard returns the kinds of events that the checks, a sink or a step of the script need.
func (w *World) kindsHeard() trace.Kinds {
	heard := trace.Kinds(check.Kinds)
	for i := range w.script.Steps {
		heard |= w.script.Steps[i].When.kinds()
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

// hears reports whether an event of a kind is to be told. One that nobody needs need not be made: it
// is counted here.
func (w *World) hears(kind trace.Kind) bool {
	if w.heard.Has(kind) {
		return true
	}
	if w.stop != trace.EventLimit {
		w.seq++
		w.heedLimit()
	}
	return false
}

// tell hands an event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (w *World) tell(e *trace.Event) {
	if w.stop == trace.EventLimit {
		return
	}
	w.event = *e // a copy, so that events live on the stack
	w.publish()
	for _, found := range w.checks.Violations() {
		w.event = trace.Event{Kind: trace.Checked, Node: e.Node, Term: e.Term, Property: found.Property,
			Verdict: found.Verdict, Detail: found.Evidence}
		w.publish()
	}
	if len(w.steps.waiting) > 0 {
		w.awaited(e)
	}
	w.heedLimit()
}

// heedLimit ends the run when the limit of events is reached.
func (w *World) heedLimit() {
	if w.seq >= w.limit {
		w.stop = trace.EventLimit
	}
}

func (w *World) publish() {
	w.seq++
	w.event.Seq, w.event.At = w.seq, w.now
	w.checks.Observe(&w.event)
	for _, sink := range w.sinks {
		sink.Observe(&w.event)
	}
}

// finish tells how everything ended. An ending that the event limit brought is told as such.
func (w *World) finish() {
	why := w.stop
	if why == 0 {
		w.now, why = w.script.Until, trace.RunOver
	}
	w.stop, w.limit = trace.RunOver, math.MaxUint64 // the books are closed in full
	w.skipSteps()
	w.closeClients()
	if w.heard.Has(trace.Checked) {
		w.tellVerdicts()
	}
	if w.heard.Has(trace.Stopped) {
		w.event = trace.Event{Kind: trace.Stopped, Reason: why}
		w.publish()
	}
}

func (w *World) tellVerdicts() {
	for _, result := range w.checks.Results() {
		w.event = trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Detail: result.Evidence, Final: true}
		w.publish()
	}
}
