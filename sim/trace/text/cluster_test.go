package text

import (
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// What nobody was there for is not told as if somebody had been.
func TestWhatMeansNobodyIsToldSo(t *testing.T) {
	for want, e := range map[string]trace.Event{
		"the network is in one part: n1 n2 n3": {Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1, 2, 3}}},
		"the network splits: n1 | n2 n3":       {Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1}, {2, 3}}},
		`command 1 "x" is refused: there is no leader to ask`: {Kind: trace.Client, ID: 1, Command: "x", Outcome: trace.RefusedNow,
			Reason: trace.NotLeader},
		`command 1 "x" is refused: not the leader`: {Kind: trace.Client, Node: 2, ID: 1, Command: "x", Outcome: trace.RefusedNow,
			Reason: trace.NotLeader},
	} {
		if got := strings.TrimSpace(print(Options{}, e)); !strings.HasSuffix(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
