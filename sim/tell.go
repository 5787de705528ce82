package sim

import (
	"math"

	"raftlab/sim/check"
	"raftlab/sim/trace"
)

// listen makes the world tell sinks, and no others.
func (w *World) listen(sinks []trace.Sink) {
	w.sinks = sinks
	w.heard = w.kindsHeard()
	w.counters = w.counters[:0]
	for _, sink := range sinks {
		if counter, ok := sink.(trace.VoteCounter); ok {
			w.counters = append(w.counters, counter)
		}
	}
}

// kindsHeard returns the kinds of events that the checks, a sink or a step of the script need.
func (w *World) kindsHeard() trace.Kinds {
	heard := check.Kinds
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

// telling begins an event of a server, to be filled in and [World.told]. It returns nil if nobody needs
// events of its kind: then it is only counted.
func (w *World) telling(kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	if w.heard.Has(kind) {
		return w.begin(kind, node, term)
	}
	w.count()
	return nil
}

// tellingPart is telling of an event that is of a part of its kind.
func (w *World) tellingPart(part trace.Kinds, kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	if w.heard&part != 0 {
		return w.begin(kind, node, term)
	}
	return w.telling(kind, node, term)
}

func (w *World) begin(kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	w.event = trace.Event{} // and not together with what follows: events would be copied
	w.event.Kind, w.event.Node, w.event.Term = kind, node, term
	return &w.event
}

// count counts an event that nobody needs.
func (w *World) count() {
	w.seq++
	if w.seq >= w.limit {
		w.countNoMore()
	}
}

// countNoMore ends the run at the limit of events, and takes back the count of one after the last.
func (w *World) countNoMore() {
	if w.stop == trace.EventLimit {
		w.seq--
	}
	w.stop = trace.EventLimit
}

// tell tells a whole event.
func (w *World) tell(e *trace.Event) {
	w.event = *e // a copy, so that events live on the stack
	w.told()
}

// told hands the event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (w *World) told() {
	if w.stop == trace.EventLimit {
		return
	}
	w.publish(&w.event)
	if w.checks.HasFound() {
		w.tellFindings()
	}
	if len(w.steps.waiting) > 0 {
		w.awaited(&w.event)
	}
	w.heedLimit()
}

// tellFindings tells what the checks found in the event that was told.
func (w *World) tellFindings() {
	for _, found := range w.checks.Violations() {
		w.finding = trace.Event{Kind: trace.Checked, Node: w.event.Node, Term: w.event.Term, Property: found.Property,
			Verdict: found.Verdict, Detail: found.Evidence}
		w.publish(&w.finding)
	}
}

// heedLimit ends the run when the limit of events is reached.
func (w *World) heedLimit() {
	if w.seq >= w.limit {
		w.stop = trace.EventLimit
	}
}

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
	if why == 0 {
		w.now, why = w.script.Until, trace.RunOver
	}
	w.stop, w.limit = trace.RunOver, math.MaxUint64 // the books are closed in full
	if w.heard.Has(trace.Skipped) {
		w.skipSteps()
	}
	w.closeClients()
	if w.heard.Has(trace.Checked) {
		w.tellVerdicts()
	}
	if w.heard.Has(trace.Stopped) {
		w.publish(&trace.Event{Kind: trace.Stopped, Reason: why})
	}
}

func (w *World) tellVerdicts() {
	for _, result := range w.checks.Results() {
		w.publish(&trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Detail: result.Evidence, Final: true})
	}
}
