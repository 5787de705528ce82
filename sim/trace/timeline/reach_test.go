package timeline

import (
	"testing"
	"time"

	"raftlab/sim/trace"
)

func TestReach(t *testing.T) {
	split := fault(trace.PartitionNet, 0)
	split.Groups = [][]trace.NodeID{{1, 2}, {3, 4, 5}}
	cut := fault(trace.CutLink, 1)
	cut.Peer = 2
	got := history(5, boot(5),
		at(10, split),
		at(20, cut),
		at(30, fault(trace.HealNet, 0)),
		at(40, fault(trace.Crash, 5), fault(trace.Pause, 4)),
		at(50, fault(trace.Resume, 4), fault(trace.Restart, 5), turn(5, trace.Follower, 0, trace.Boot)),
		at(60, stop(trace.RunOver)))
	for moment, want := range map[time.Duration][5]int{
		5 * ms:  {5, 5, 5, 5, 5},
		10 * ms: {2, 2, 3, 3, 3}, // from that moment on
		25 * ms: {1, 1, 3, 3, 3}, // one way is enough to keep two apart
		30 * ms: {5, 5, 5, 5, 5},
		45 * ms: {3, 3, 3, 0, 0},
		55 * ms: {5, 5, 5, 5, 5},
	} {
		for i, n := range want {
			if reached := reach(got, trace.NodeID(i+1), moment); reached != n {
				t.Errorf("after %v n%d reaches %d, want %d", moment, i+1, reached, n)
			}
		}
	}
	if n := reach(got, 0, 5*ms) + reach(got, 6, 5*ms); n != 0 {
		t.Errorf("servers that do not exist reach %d", n)
	}
}

// reach returns how many servers a server reaches, itself included.
func reach(t *Timeline, node trace.NodeID, at time.Duration) (n int) {
	for _, s := range t.Servers {
		if t.Reaches(node, s.Node, at) {
			n++
		}
	}
	return n
}
