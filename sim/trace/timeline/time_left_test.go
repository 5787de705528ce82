package timeline

import (
	"testing"
	"time"

	"raftlab/sim/clock"
	"raftlab/sim/trace"
)

// A timer of 100 ms on its own clock: paused from 20 to 50 ms, twice too fast from 60 ms on.
func TestTimeLeft(t *testing.T) {
	set := trace.Event{Kind: trace.TimerSet, Node: 1, Timeout: 100 * ms, Deadline: 100 * ms}
	fast := fault(trace.ClockChange, 1)
	fast.Setting = &trace.Setting{Rate: 2 * clock.True}
	got := history(1, boot(1), at(0, set), at(20, fault(trace.Pause, 1)), at(50, fault(trace.Resume, 1)), at(60, fast),
		at(95, trace.Event{Kind: trace.TimerFired, Node: 1, Timeout: 100 * ms}), at(200, stop(trace.RunOver)))
	s := &got.Servers[0]
	same(t, "time left", got.TimeLeft(s, &s.Timers[0]), []TimeLeft{{0, 100 * ms}, {20 * ms, 80 * ms}, {50 * ms, 80 * ms}, {60 * ms, 70 * ms}, {95 * ms, 0}})
}

// A clock that the header calls slow; and a wait that was settled, which is shorter than it was drawn.
func TestTimeLeftOnASlowClock(t *testing.T) {
	set := trace.Event{Kind: trace.TimerSet, Node: 1, Timeout: 100 * ms, Deadline: 90 * ms}
	got := history(1, boot(1), at(10, set), at(40, fault(trace.Crash, 1)), at(50, stop(trace.RunOver)))
	got.Header.Parameters = []trace.Parameter{{Key: "node.n1.clock", Value: "0.5"}}
	s := &got.Servers[0]
	same(t, "time left", got.TimeLeft(s, &s.Timers[0]), []TimeLeft{{10 * ms, 40 * ms}, {40 * ms, 25 * ms}})
}

// While a disk completes nothing, nobody knows.
func TestTimeLeftBehindAStalledDisk(t *testing.T) {
	stall := fault(trace.DiskChange, 1)
	stall.Setting = &trace.Setting{Stall: time.Second}
	set := func(from time.Duration) trace.Event {
		return trace.Event{Kind: trace.TimerSet, Node: 1, Timeout: 100 * ms, Deadline: from + 100*ms}
	}
	got := history(1, boot(1), at(0, set(0)), at(50, stall), at(60, set(60*ms)), at(1060, set(1060*ms)), at(1070, stop(trace.RunOver)))
	s := &got.Servers[0]
	for i, known := range []bool{false, false, true} {
		if points := got.TimeLeft(s, &s.Timers[i]); (points != nil) != known {
			t.Errorf("timer %d: %v", i, points)
		}
	}
}
