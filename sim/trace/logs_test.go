package trace

import (
	"slices"
	"testing"
)

func TestLogsFollowWhoHoldsAnEntry(t *testing.T) {
	var l Logs
	holds := func(what string, index Index, term Term, want ...NodeID) {
		t.Helper()
		if got := l.Holding(index, term, ""); !slices.Equal(got, want) {
			t.Errorf("%s: %v hold entry %d of term %d, want %v", what, got, index, term, want)
		}
	}
	happens := func(e Event) { l.Observe(&e) }
	for _, node := range []NodeID{1, 2, 3} {
		happens(Event{Kind: Appended, Node: node, Index: 1, EntryTerm: 1})
		happens(Event{Kind: Appended, Node: node, Index: 2, EntryTerm: 1})
	}
	holds("all have it", 2, 1, 1, 2, 3)
	holds("no such term", 2, 2)
	holds("no such entry", 3, 1)
	if got := l.Holding(2, 1, "other words"); got != nil {
		t.Errorf("%v hold a command that nobody appended", got)
	}
	holds("no entry", 0, 0)
	happens(Event{Kind: Truncated, Node: 2, First: 2, Index: 2})
	holds("n2 removed it", 2, 1, 1, 3)
	happens(Event{Kind: Appended, Node: 2, Index: 2, EntryTerm: 2})
	holds("n2 has another", 2, 2, 2)
	happens(Event{Kind: FaultMade, Fault: Crash, Node: 1, Entries: 1})
	holds("n1 had not synced it", 2, 1, 3)
	holds("but the one before", 1, 1, 1, 2, 3)
	happens(Event{Kind: FaultMade, Fault: Restart, Node: 3, Last: Position{Term: 1, Index: 1}})
	holds("the disk of n3 lost it", 2, 1)
	happens(Event{Kind: Restored, Node: 1, Index: 7, EntryTerm: 3})
	happens(Event{Kind: Appended, Node: 1, Index: 8, EntryTerm: 3})
	holds("a snapshot replaced it", 1, 1, 2, 3)
	holds("after the snapshot", 8, 3, 1)
}
