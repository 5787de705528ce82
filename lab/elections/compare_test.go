package elections

import (
	"math"
	"testing"
	"time"
)

func milliseconds(values ...int) (list []time.Duration) {
	for _, v := range values {
		list = append(list, time.Duration(v)*time.Millisecond)
	}
	return list
}

func TestDistance(t *testing.T) {
	for _, one := range []struct {
		a, b []time.Duration
		want float64
	}{
		{milliseconds(1, 2, 3, 4), milliseconds(4, 3, 2, 1), 0},
		{milliseconds(1, 2), milliseconds(3, 4), 1},
		{milliseconds(1, 2, 3, 4), milliseconds(3, 4, 5, 6), 0.5},
		{milliseconds(1, 1, 1, 2), milliseconds(1, 2, 2, 2), 0.5}, // equal values count together
		{milliseconds(5), milliseconds(1, 5, 9), 1. / 3},
	} {
		if got := Distance(one.a, one.b); math.Abs(got-one.want) > 1e-9 {
			t.Errorf("%v, %v: %v, want %v", one.a, one.b, got, one.want)
		}
	}
}

// With 250 and 5,000 the textbook has 1.358 sqrt(5250/1250000) = .0880.
func TestCritical(t *testing.T) {
	if got := Critical(250, 5000); math.Abs(got-.0880) > .0001 {
		t.Error(got)
	}
}

func TestSummary(t *testing.T) {
	s := Summarize(milliseconds(10, 1, 2, 3, 4, 5, 6, 7, 8, 9))
	if s.Median != 5*time.Millisecond || s.P90 != 9*time.Millisecond || s.Least != time.Millisecond || s.Most != 10*time.Millisecond || s.Mean != 5500*time.Microsecond {
		t.Errorf("%+v", s)
	}
}
