package script

import (
	"errors"
	"fmt"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// OneMessage is what an action on a single message has in common with others of its kind. It acts on all copies of the
// message that are under way. A message that is not under way is left alone, which the trace tells. Messages have other
// numbers with another seed, so such an action is for one run.
type OneMessage struct{ Message uint64 } // the number of the message in the trace

// Targets implements [Action].
func (OneMessage) Targets() []Selector { return nil }

// Validate implements [Action].
func (m OneMessage) Validate(*Cluster) error {
	if m.Message == 0 {
		return errors.New("messages are numbered from 1")
	}
	return nil
}

// Needs implements [Action].
func (OneMessage) Needs() engine.Features { return 0 }

// message returns the number of the message.
func (m OneMessage) message() uint64 { return m.Message }

// DropAction loses a message that is under way.
type DropAction struct{ OneMessage }

// String implements [Action].
func (a DropAction) String() string { return fmt.Sprintf("drop message %d", a.Message) }

// Perform implements [Action].
func (a DropAction) Perform(p Performer) { p.Drop(a) }

// DuplicateAction makes a copy of a message that is under way. The copy arrives right behind it.
type DuplicateAction struct{ OneMessage }

// String implements [Action].
func (a DuplicateAction) String() string { return fmt.Sprintf("duplicate message %d", a.Message) }

// Perform implements [Action].
func (a DuplicateAction) Perform(p Performer) { p.Duplicate(a) }

// HoldAction makes a message that is under way arrive later.
type HoldAction struct {
	OneMessage
	For time.Duration // how much later; one that waits for a paused server arrives there so long after now
}

// String implements [Action].
func (a HoldAction) String() string {
	return fmt.Sprintf("hold message %d for %s", a.Message, chance.FormatDuration(a.For))
}

// Validate implements [Action].
func (a HoldAction) Validate(c *Cluster) error {
	if a.For <= 0 || a.For > chance.Longest {
		return fmt.Errorf("a message cannot be held for %v", a.For)
	}
	return a.OneMessage.Validate(c)
}

// Perform implements [Action].
func (a HoldAction) Perform(p Performer) { p.Hold(a) }

// Setting returns what the trace says of the change.
func (a HoldAction) Setting() *trace.Setting { return &trace.Setting{Hold: a.For} }

// DeliverAction makes a message that is under way arrive now. One that waits for a paused server goes on waiting.
type DeliverAction struct{ OneMessage }

// String implements [Action].
func (a DeliverAction) String() string { return fmt.Sprintf("deliver message %d", a.Message) }

// Perform implements [Action].
func (a DeliverAction) Perform(p Performer) { p.Deliver(a) }

// NamesMessage returns the first step that acts on a single message, counted from 0, and the message's number. Such a script
// means something with one seed only.
func (s *Script) NamesMessage() (step int, message uint64, names bool) {
	for i := range s.Steps {
		if a, ok := s.Steps[i].Do.(interface{ message() uint64 }); ok {
			return i, a.message(), true
		}
	}
	return 0, 0, false
}
