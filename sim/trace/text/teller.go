package text

import "raftlab/sim/trace"

// TellFunc takes the sentence of an event, and whether it belongs to the story. The event is reused afterwards.
type TellFunc func(e *trace.Event, sentence string, story bool)

// Teller says events one by one, for those who lay out lines themselves. It is a [trace.Sink].
type Teller struct{ Printer }

// NewTeller returns a teller; of the options it heeds the language, and which events are wanted.
func NewTeller(o Options, tell TellFunc) *Teller {
	return &Teller{Printer{options: o, tell: tell}}
}
