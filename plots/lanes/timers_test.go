package lanes

import (
	"testing"
	"time"

	"raftlab/sim/trace/timeline"
)

// A timer of 100 ms stands still while its server is paused; what is left is shown in true time, also of a clock that is too fast.
func TestTimeLeft(t *testing.T) {
	const ms = time.Millisecond
	timer := timeline.Timer{From: 10 * ms, To: 140 * ms, Deadline: 110 * ms}
	paused := []timeline.TimeLeft{{At: 10 * ms, Left: 200 * ms}, {At: 60 * ms, Left: 100 * ms}, {At: 90 * ms, Left: 100 * ms}, {At: 140 * ms}}
	for at, want := range map[time.Duration]time.Duration{10 * ms: 100 * ms, 35 * ms: 75 * ms, 60 * ms: 50 * ms, 75 * ms: 50 * ms, 90 * ms: 50 * ms, 115 * ms: 25 * ms, 140 * ms: 0} {
		if got := timeLeft(timer, paused)(at); got != want {
			t.Errorf("at %v %v is left, want %v", at, got, want)
		}
	}
	if got := timeLeft(timer, paused[:2])(60 * ms); got != 50*ms {
		t.Errorf("of a straight line %v is left", got)
	}
	if timeLeft(timer, nil) != nil {
		t.Error("what is not known is drawn")
	}
}
