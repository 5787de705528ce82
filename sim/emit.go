package sim

import (
	"math"

	"raftlab/sim/check"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// emitter is the way out of the simulation: it numbers every event, and tells it to the checks, to the sinks and
// to the steps that wait for one. What nobody reads it only counts.
type emitter struct {
	agenda *agenda
	steps  *stepper

	checks     *check.Suite
	sinks      []trace.Sink
	counters   []trace.VoteCounter // of the sinks
	subscribed trace.Kinds         // what somebody reads
	event      trace.Event         // the one event that is being told
	violation  trace.Event         // what the checks found in it
	count
}

// count is how far the events have come.
type count struct {
	seq     uint64       // of the last event
	limit   uint64       // of events
	lastSeq uint64       // the event told that reached the limit
	stop    trace.Reason // why the run is to end; 0: it goes on
}

func (m *emitter) reset(script *script.Script, sinks []trace.Sink) {
	m.listen(sinks)
	m.checks.Reset(script.Cluster.Nodes)
	m.count = count{limit: script.EventLimit()}
}

// listen tells events to these sinks from now on, and to no others.
func (m *emitter) listen(sinks []trace.Sink) {
	m.sinks = sinks
	m.subscribed = m.subscriptions()
	m.counters = m.counters[:0]
	for _, sink := range sinks {
		if counter, ok := sink.(trace.VoteCounter); ok {
			m.counters = append(m.counters, counter)
		}
	}
}

// subscriptions returns the kinds of events that the checks, a sink or a step of the script read.
func (m *emitter) subscriptions() trace.Kinds {
	all := check.Kinds | m.steps.kinds()
	for _, sink := range m.sinks {
		filtered, ok := sink.(trace.FilteredSink)
		if !ok {
			return ^trace.Kinds(0)
		}
		all |= filtered.Kinds()
	}
	return all
}

// heard reports whether a check, a sink or a waiting step reads events of these kinds, or of these subkinds.
func (m *emitter) heard(kinds trace.Kinds) bool { return m.subscribed&kinds != 0 }

// begin begins an event of a server, to be filled in and told by [emitter.emitFilled].
//
//go:noinline // inlined into its callers it makes trials, which seldom make an event, 2 to 5 % slower
func (m *emitter) begin(kind trace.Kind, node trace.NodeID, term trace.Term) *trace.Event {
	m.event = trace.Event{Kind: kind, Node: node, Term: term}
	return &m.event
}

// emit tells a whole event.
func (m *emitter) emit(e *trace.Event) {
	m.event = *e // a copy, so that events live on the stack
	m.emitFilled()
}

// emitFilled hands the event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (m *emitter) emitFilled() {
	if m.limitReached() {
		return
	}
	m.publish(&m.event)
	if m.checks.HasFound() {
		m.emitViolations()
	}
	if len(m.steps.waiting) > 0 {
		m.steps.scheduleMet(&m.event)
	}
	if m.limitReached() {
		m.lastSeq = m.seq
	}
}

// emitViolations tells what the checks found in the event that was told.
func (m *emitter) emitViolations() {
	for _, found := range m.checks.Violations() {
		m.violation = trace.Event{Kind: trace.Checked, Node: m.event.Node, Term: m.event.Term, Property: found.Property,
			Verdict: found.Verdict, Evidence: found.Evidence}
		m.publish(&m.violation)
	}
}

func (m *emitter) publish(e *trace.Event) {
	m.seq++
	e.Seq, e.At = m.seq, m.agenda.now
	m.checks.Observe(e)
	for _, sink := range m.sinks {
		sink.Observe(e)
	}
}

// limitReached reports whether the limit of events is reached. Nothing more is told then; what nobody reads goes on
// being counted, until the present task is done.
func (m *emitter) limitReached() bool { return m.seq >= m.limit }

// continues reports whether there is to be another task.
func (m *emitter) continues() bool { return m.stop == 0 && !m.limitReached() }

// end makes the present event the last, unless it is already.
func (m *emitter) end(why trace.Reason) {
	if m.stop == 0 {
		m.stop = why
	}
}

// ending returns why the run ends, and lets the last events be told even after the limit.
func (m *emitter) ending() trace.Reason {
	why := m.stop
	switch {
	case m.limitReached():
		m.seq, why = max(m.limit, m.lastSeq), trace.EventLimit
	case why == 0:
		why = trace.RunOver
	}
	m.stop, m.limit = trace.RunOver, math.MaxUint64
	return why
}

// emitVerdicts tells what the run has shown of each property.
func (m *emitter) emitVerdicts() {
	if !m.heard(1 << trace.Checked) {
		return
	}
	for _, result := range m.checks.Results() {
		m.publish(&trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Evidence: result.Evidence, Final: true})
	}
}

// emitStopped tells that the run is over.
func (m *emitter) emitStopped(why trace.Reason) {
	if m.heard(1 << trace.Stopped) {
		m.publish(&trace.Event{Kind: trace.Stopped, Reason: why})
	}
}
