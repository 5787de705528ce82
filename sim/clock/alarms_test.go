package clock

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Whatever is set and turned off, the alarm that rings first is the least of those that are set.
func TestTheFirstAlarmIsTheLeastOfAll(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	var a Alarms
	for clocks := 1; clocks <= MostAlarms; clocks++ {
		a.Reset(clocks)
		want := make([]Due, clocks)
		for i := range want {
			want[i] = Never
		}
		for order := range uint64(2000) {
			i, due := random.IntN(clocks), Never
			if random.IntN(4) > 0 {
				due = Due{time.Duration(random.IntN(20)), order}
			}
			a.Set(i, due)
			want[i] = due
			least := Never
			for _, other := range want {
				if other.Before(least) {
					least = other
				}
			}
			first, got := a.First()
			if got != least || want[first] != least || !a.IsSet(i, due.At) {
				t.Fatalf("after alarm %d was set to %v, alarm %d rings first at %v, want %v", i, due, first, got, least)
			}
		}
	}
}

func TestAlarmsThatWereResetAreOff(t *testing.T) {
	var a Alarms
	a.Reset(3)
	a.Set(2, Due{At: 7, Order: 1})
	a.Reset(2)
	if first, due := a.First(); due != Never {
		t.Errorf("alarm %d rings at %v", first, due)
	}
}

func TestACopyOfAlarmsGoesItsOwnWay(t *testing.T) {
	var a, kept Alarms
	a.Reset(2)
	a.Set(1, Due{At: 7, Order: 1})
	kept.CopyFrom(&a)
	a.Set(0, Due{At: 3, Order: 2})
	a.CopyFrom(&kept)
	if first, due := a.First(); first != 1 || due.At != 7 {
		t.Errorf("alarm %d rings first at %v, want 1 at 7", first, due.At)
	}
}
