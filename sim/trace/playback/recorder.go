package playback

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Recorder keeps what a timeline does not: when each event was, the sentences of the story, and what servers counted. It is a
// [trace.Sink].
type Recorder struct {
	lang    lang.Lang
	teller  *text.Teller
	times   []time.Duration
	lines   []line
	tallies []tally
}

// Window is a part of a run. The zero value is all of it.
type Window struct{ From, To time.Duration }

// Has reports whether a moment lies in the window.
func (w Window) Has(at time.Duration) bool { return w.Meets(at, at) }

// Meets reports whether a time from one moment to another touches the window.
func (w Window) Meets(from, to time.Duration) bool { return w.To == 0 || to >= w.From && from <= w.To }

// line is an event in words.
type line struct {
	number   uint64 // of the event
	at       time.Duration
	node     trace.NodeID
	kind     trace.Kind
	story    bool
	section  string
	sentence string
}

type tally struct {
	at              time.Duration
	node, peer      trace.NodeID
	term            trace.Term
	pre             bool
	votes, denials  int
	quorum, voters  int
	outgoing, outOf int
	granted         bool   // the answer
	event           uint64 // its number
}

// NewRecorder returns a recorder that tells the story in a language.
func NewRecorder(l lang.Lang) *Recorder {
	r := &Recorder{lang: l}
	r.teller = text.NewTeller(text.Options{Lang: l}, r.take)
	return r
}

// NewDetailedRecorder returns a recorder that tells every event in a part of the run.
func NewDetailedRecorder(l lang.Lang, part Window) *Recorder {
	r := &Recorder{lang: l}
	r.teller = text.NewTeller(text.Options{Lang: l, Verbose: true, Within: part.Has}, r.take)
	return r
}

// Observe implements [trace.Sink].
func (r *Recorder) Observe(e *trace.Event) {
	r.times = append(r.times, e.At)
	r.teller.Observe(e)
	if e.Kind == trace.Tallied {
		r.tallies = append(r.tallies, tally{e.At, e.Node, e.Peer, e.Term, e.Pre, e.Votes, e.Denials, e.Quorum, e.Voters,
			e.OutgoingVotes, e.OutgoingVoters, e.Granted, e.Seq})
	}
}

func (r *Recorder) take(e *trace.Event, sentence string, story bool) {
	r.lines = append(r.lines, line{e.Seq, e.At, e.Node, e.Kind, story, Section(e), sentence})
}

// Recording returns what was recorded, with the timeline of the same run.
func (r *Recorder) Recording(t *timeline.Timeline) *Recording { return &Recording{t, r} }

// Recording is a run that can be played.
type Recording struct {
	*timeline.Timeline
	recorder *Recorder
}

// First returns the window of the first events of a run; all of it if it has no more than that.
func (r *Recording) First(events int) Window { return r.Windows(events)[0] }

// Windows returns windows of no more events than that, which cover the run; one, of all of it, if it is no longer.
// Events of one moment are in one window, so a window can have more.
func (r *Recording) Windows(events int) (list []Window) {
	times := r.recorder.times
	if len(times) <= events {
		return []Window{{}}
	}
	for from := 0; from < len(times); {
		last := min(from+events, len(times)) - 1
		for last+1 < len(times) && times[last+1] == times[last] {
			last++
		}
		list = append(list, Window{times[from], times[last]})
		from = last + 1
	}
	return list
}
