package trace

import (
	"slices"
	"testing"
)

func TestQuorum(t *testing.T) {
	for _, test := range []struct {
		name             string
		config           Config
		counting         []NodeID
		met              bool
		voters, outgoing int
	}{
		{"two of three", Config{Voters: []NodeID{1, 2, 3}}, []NodeID{1, 3}, true, 2, 0},
		{"one of three", Config{Voters: []NodeID{1, 2, 3}}, []NodeID{1}, false, 2, 0},
		{"half of four", Config{Voters: []NodeID{1, 2, 3, 4}}, []NodeID{1, 2}, false, 3, 0},
		{"learners and strangers do not count", Config{Voters: []NodeID{1, 2, 3}, Learners: []NodeID{4}}, []NodeID{1, 4, 5}, false, 2, 0},
		{"both halves", Config{Voters: []NodeID{2, 3, 4}, Outgoing: []NodeID{1, 2}}, []NodeID{1, 2, 3}, true, 2, 2},
		{"the new half alone", Config{Voters: []NodeID{2}, Outgoing: []NodeID{1}}, []NodeID{2}, false, 1, 1},
		{"the old half alone", Config{Voters: []NodeID{2}, Outgoing: []NodeID{1}}, []NodeID{1}, false, 1, 1},
		{"no voters", Config{}, []NodeID{1}, false, 1, 0},
	} {
		q := test.config.Quorum()
		if met := q.Met(func(id NodeID) bool { return slices.Contains(test.counting, id) }); met != test.met {
			t.Errorf("%s: met is %v", test.name, met)
		}
		if voters, outgoing := q.Needed(); voters != test.voters || outgoing != test.outgoing {
			t.Errorf("%s: needed %d and %d, want %d and %d", test.name, voters, outgoing, test.voters, test.outgoing)
		}
	}
}

func TestQuorumMakesNoGarbage(t *testing.T) {
	config := Config{Voters: []NodeID{1, 2, 3, 4}, Outgoing: []NodeID{1, 2, 3}}
	least := NodeID(2)
	if n := testing.AllocsPerRun(10, func() {
		q := config.Quorum()
		q.Met(func(id NodeID) bool { return id >= least })
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
