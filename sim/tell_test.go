package sim_test

import (
	"slices"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
)

// choosy is a sink that needs changes of role only.
type choosy struct{ record }

func (*choosy) Kinds() trace.Kinds { return trace.KindsOf(trace.RoleChange) }

// Events that nobody needs are counted as if they had been told, and so is the limit of events.
func TestEventsThatNobodyNeedsCount(t *testing.T) {
	for _, most := range []int{0, 100, 101, 102, 103, 500} {
		s := busy()
		s.MaxEvents = most
		all, some := run(t, s, 7), &choosy{}
		if err := sim.New(etcdraft.Engine{}).Run(s, 7, some); err != nil {
			t.Fatal(err)
		}
		want, got := all.where(trace.RoleChange), some.where(trace.RoleChange)
		if !slices.EqualFunc(got, want, func(a, b trace.Event) bool { return sameEvent(&a, &b) }) {
			t.Errorf("limit %d: %d changes of role, want %d, or one of them differs", most, len(got), len(want))
		}
		if most == 0 && len(some.events) >= len(all.events)/2 {
			t.Errorf("%d of %d events were told", len(some.events), len(all.events))
		}
	}
}
