package textbook_test

import (
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

// receivers looks at who gets messages.
type receivers struct {
	t    *testing.T
	seed uint64
}

func (r receivers) Observe(e *trace.Event) {
	if e.Kind == trace.Sent && (e.Peer == 0 || e.Peer == e.Node) {
		r.t.Errorf("seed %d, event %d at %v: %v sends %v #%d to %q", r.seed, e.Seq, e.At, e.Node, e.Message, e.ID, e.Peer)
	}
}

// Every message has a receiver, also where the answer that it follows has changed who belongs to the cluster.
func TestSoakMessagesHaveReceivers(t *testing.T) {
	w := sim.New(textbook.Engine{})
	for seed := range uint64(max(*seeds, 40)) {
		if err := w.Run(schedule.For(textbook.Engine{}, schedule.Honest(seed)), seed, receivers{t, seed}); err != nil {
			t.Fatal(err)
		}
	}
}
