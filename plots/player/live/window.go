package live

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/playback"
	"raftlab/sim/trace/timeline"
)

// Window is the part of a run that pages hold: all events since it began. It is a [trace.Sink].
type Window struct {
	From   time.Time // when its time 0 is
	header trace.Header
	events []trace.Event
}

// NewWindow begins a window at a moment, with nothing in it.
func NewWindow(from time.Time, header *trace.Header) *Window {
	return &Window{From: from, header: *header}
}

// Observe implements [trace.Sink].
func (w *Window) Observe(e *trace.Event) { w.events = append(w.events, *e) }

// Events returns how many events the window holds.
func (w *Window) Events() int { return len(w.events) }

// All returns the events up to a moment.
func (w *Window) All(until time.Time) (events []trace.Event) {
	for _, e := range w.events {
		if e.At <= until.Sub(w.From) {
			events = append(events, e)
		}
	}
	return events
}

// Recordings returns the window as it is at a moment, as JSON in each language.
func (w *Window) Recordings(until time.Time) map[lang.Lang][]byte {
	recorders := map[lang.Lang]*playback.Recorder{}
	var sinks []trace.Sink
	for _, l := range lang.All {
		recorders[l] = playback.NewDetailedRecorder(l, playback.Window{})
		sinks = append(sinks, recorders[l])
	}
	t, all := w.tell(until, sinks...), map[lang.Lang][]byte{}
	for l, recorder := range recorders {
		all[l] = recorder.Recording(t).AppendJSON(nil, playback.Window{})
	}
	return all
}

// tell tells the events up to a moment. The timeline ends there; to the others nobody says so, since the run goes on.
func (w *Window) tell(until time.Time, sinks ...trace.Sink) *timeline.Timeline {
	builder, end := timeline.NewBuilder(w.header), until.Sub(w.From)
	seq := uint64(0)
	for _, e := range w.All(until) {
		seq = e.Seq
		builder.Observe(&e)
		for _, sink := range sinks {
			sink.Observe(&e)
		}
	}
	builder.Observe(&trace.Event{Seq: seq + 1, At: end, Kind: trace.Stopped, Reason: trace.Observed})
	return builder.Timeline()
}
