// Package told keeps a run for those who write it in the form of another tool: its timeline, and its events in words.
package told

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Run is a whole run.
type Run struct {
	*timeline.Timeline
	Lang  lang.Lang
	Lines []Line // every event, in order
}

// Line is an event in words.
type Line struct {
	At       time.Duration
	Kind     trace.Kind
	Node     trace.NodeID // 0: it happened at no server
	Message  uint64       // Sent, Delivered, Lost, Ignored: the number of the message
	Story    bool         // it belongs to what somebody wants to know who asks who led when, and why
	Sentence string
}

// Part is the part of a run that is wanted. The zero value is the part that tells most; see [diagnosis.Enlarged].
type Part struct {
	From, Until time.Duration // Until 0: the end of the run
	Election    int           // the K-th, counted from 1, with some time around it; 0: none is asked for
}

// Recorder is a [trace.Sink] that keeps a run.
type Recorder struct {
	lang    lang.Lang
	builder *timeline.Builder
	teller  *text.Teller
	lines   []Line
}

// NewRecorder returns a recorder for the run that the header begins, in a language.
func NewRecorder(h trace.Header, l lang.Lang) *Recorder {
	r := &Recorder{lang: l, builder: timeline.NewBuilder(h)}
	r.teller = text.NewTeller(text.Options{Lang: l, Verbose: true}, r.take)
	return r
}

// Observe takes the next event of the run.
func (r *Recorder) Observe(e *trace.Event) {
	r.builder.Observe(e)
	r.teller.Observe(e)
}

func (r *Recorder) take(e *trace.Event, sentence string, story bool) {
	line := Line{At: e.At, Kind: e.Kind, Node: e.Node, Story: story, Sentence: sentence}
	switch e.Kind {
	case trace.Sent, trace.Delivered, trace.Lost, trace.Ignored:
		line.Message = e.ID
	}
	r.lines = append(r.lines, line)
}

// Run returns what was recorded. The recorder is of no use afterwards.
func (r *Recorder) Run() *Run { return &Run{r.builder.Timeline(), r.lang, r.lines} }

// Window returns the part of the run that is wanted, or why there is none such.
func (r *Run) Window(p Part) (diagnosis.Window, error) {
	switch {
	case p.Election < 0 || p.Election > len(r.Elections):
		return diagnosis.Window{}, lang.Errorf("there is no election %d: the run has %d", "没有第 %d 次选举：这次运行有 %d 次", p.Election, len(r.Elections))
	case p.Election > 0:
		return diagnosis.AroundElection(r.Timeline, p.Election), nil
	case p.From == 0 && p.Until == 0:
		return diagnosis.Enlarged(r.Timeline), nil
	case p.Until == 0:
		p.Until = r.End
	}
	if p.From < 0 || p.From > r.End || p.Until < p.From {
		return diagnosis.Window{}, lang.Errorf("nothing of the run is between %v and %v: it ends at %v", "在 %v 和 %v 之间没有运行：它结束于 %v", p.From, p.Until, r.End)
	}
	return diagnosis.Window{From: p.From, To: p.Until}, nil
}
