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

// A healed link is open in its direction; both directions have to be.
func TestReachOfHealedLinks(t *testing.T) {
	split := fault(trace.PartitionNet, 0)
	split.Groups = [][]trace.NodeID{{1, 2}, {3}}
	link := func(f trace.Fault, from, to trace.NodeID) trace.Event {
		e := fault(f, from)
		e.Peer = to
		return e
	}
	got := history(3, boot(3),
		at(10, link(trace.CutLink, 1, 2), link(trace.CutLink, 2, 1)),
		at(20, link(trace.HealLink, 1, 2)),
		at(30, link(trace.HealLink, 2, 1)),
		at(40, split),
		at(50, link(trace.HealLink, 1, 3)),
		at(60, link(trace.HealLink, 3, 1)),
		at(70, link(trace.CutLink, 1, 3)),
		at(80, link(trace.HealLink, 1, 3)),
		at(90, split),
		at(100, fault(trace.HealNet, 0)),
		at(110, stop(trace.RunOver)))
	for moment, want := range map[time.Duration][3]int{
		15 * ms: {2, 2, 3}, 25 * ms: {2, 2, 3}, 35 * ms: {3, 3, 3}, 45 * ms: {2, 2, 1}, 55 * ms: {2, 2, 1},
		65 * ms: {3, 2, 2}, 75 * ms: {2, 2, 1}, 85 * ms: {3, 2, 2}, 95 * ms: {2, 2, 1}, 105 * ms: {3, 3, 3},
	} {
		for i, n := range want {
			if reached := reach(got, trace.NodeID(i+1), moment); reached != n {
				t.Errorf("after %v n%d reaches %d, want %d", moment, i+1, reached, n)
			}
		}
	}
	untils := map[time.Duration]time.Duration{30 * ms: 30 * ms, 50 * ms: 70 * ms, 60 * ms: 90 * ms, 80 * ms: 90 * ms}
	for _, f := range got.Faults {
		if until, ok := untils[f.At]; ok && f.Until != until {
			t.Errorf("the link healed at %v is open until %v, want %v", f.At, f.Until, until)
		}
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
