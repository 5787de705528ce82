package engine

import (
	"testing"

	"raftlab/sim/trace"
)

func TestTheLastPositionIsThatOfTheLogOrElseOfTheSnapshot(t *testing.T) {
	var d Durable
	if got := d.Last(); got != (trace.Position{}) {
		t.Errorf("an empty disk ends at %v", got)
	}
	d.Snapshot = Snapshot{Index: 7, Term: 3}
	if got := d.Last(); got != (trace.Position{Term: 3, Index: 7}) {
		t.Errorf("a disk with a snapshot alone ends at %v, want (3,7)", got)
	}
	d.Entries = []Entry{{Index: 8, Term: 3}, {Index: 9, Term: 4}}
	if got := d.Last(); got != (trace.Position{Term: 4, Index: 9}) {
		t.Errorf("the log ends at %v, want (4,9)", got)
	}
}
