package labdir

import (
	"strings"
	"testing"
	"time"
)

func TestTimersAreThoseThatEtcdTakes(t *testing.T) {
	const ms = time.Millisecond
	for _, one := range []struct {
		heartbeat, election time.Duration
		refused             string // a part of the refusal
	}{
		{20 * ms, 200 * ms, ""},
		{100 * ms, time.Second, ""},
		{10 * ms, 50 * ms, ""},
		{time.Second, 50 * time.Second, ""},
		{0, 200 * ms, "--heartbeat 0s"},
		{-ms, 200 * ms, "--heartbeat -1ms"},
		{1500 * time.Microsecond, 200 * ms, "--heartbeat 1.5ms"},
		{20 * ms, 0, "--election-timeout 0s"},
		{20 * ms, 99 * ms, "at least 5 heartbeats of 20ms in it (write 200ms"},
		{time.Second, 50001 * ms, "at most 50s"},
	} {
		err := Timers{Heartbeat: one.heartbeat, Election: one.election}.Check()
		if (err == nil) != (one.refused == "") || err != nil && !strings.Contains(err.Error(), one.refused) {
			t.Errorf("%v, %v: %v, want %q", one.heartbeat, one.election, err, one.refused)
		}
	}
}

// etcd draws whole ticks: with 250 ms and ticks of 100 ms the timeout is 200 ms or 300 ms.
func TestElectionTimeoutIsWholeTicks(t *testing.T) {
	timers := Timers{Heartbeat: 100 * time.Millisecond, Election: 250 * time.Millisecond}
	if timers.Shortest() != 200*time.Millisecond || timers.Longest() != 300*time.Millisecond {
		t.Errorf("%v to %v", timers.Shortest(), timers.Longest())
	}
	if FastTimers.Shortest() != 200*time.Millisecond || FastTimers.Longest() != 380*time.Millisecond {
		t.Errorf("%v to %v", FastTimers.Shortest(), FastTimers.Longest())
	}
}
