package observe

import (
	"testing"
	"time"

	"raftlab/sim/trace"
)

type heard []trace.Event

func (h *heard) Observe(e *trace.Event) { *h = append(*h, *e) }

// A member that is asked to stop goes on until it has: it hands its leadership over, and who takes it stands in a later term.
// What it does in that time counts, and it is stopped after the last of it.
func TestAMemberGoesOnUntilItHasStopped(t *testing.T) {
	start := time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	for _, says := range []string{"has stopped", "nothing more"} {
		var events heard
		c := newConverter(&events, 1, start)
		c.numbers[7] = 1
		c.line(line{at: at(0), node: 1, kind: booted, member: 7, term: 3, last: trace.Position{Term: 3, Index: 12}})
		c.deed(deed{at(1), "k8s-master01", "stop"}, 1)
		c.line(line{at: at(2), node: 1, kind: toldToCampaign, member: 7, peer: 7, term: 3})
		c.line(line{at: at(3), node: 1, kind: becameCandidate, member: 7, term: 4})
		c.line(line{at: at(4), node: 1, kind: granted, member: 7, peer: 7, term: 4, message: trace.VoteReply})
		if says == "has stopped" {
			c.deed(deed{at(5), "k8s-master01", "stopped"}, 1)
		}
		c.finish(at(9), nil)
		stopped := false
		for _, e := range events {
			switch {
			case e.Kind == trace.Voted && (e.Term != 4 || stopped):
				t.Errorf("%s: a vote in term %d, stopped %v", says, e.Term, stopped)
			case e.Kind == trace.FaultMade && e.Fault == trace.Crash:
				if stopped = true; e.Detail != trace.Asked || e.Term != 4 {
					t.Errorf("%s: %+v", says, e)
				}
			}
		}
		if !stopped {
			t.Errorf("%s: it has not stopped", says)
		}
	}
}
