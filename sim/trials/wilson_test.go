package trials_test

import (
	"math"
	"testing"

	"raftlab/sim/trials"
)

// The values are from R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      uint64
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}, {20, 20, 0.8389, 1}, {0, 0, 0, 1}} {
		low, high := trials.Wilson(c.k, c.n)
		if math.Abs(low-c.low) > 0.00005 || math.Abs(high-c.high) > 0.00005 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.k, c.n, low, high, c.low, c.high)
		}
	}
}

func TestWilsonHoldsTheProportion(t *testing.T) {
	for _, n := range []uint64{1, 2, 10, 1000, 10_000_000} {
		for _, k := range []uint64{0, 1, n / 2, n - 1, n} {
			low, high := trials.Wilson(k, n)
			if p := float64(k) / float64(n); !(0 <= low && low <= p && p <= high && high <= 1) {
				t.Errorf("%d of %d: %v to %v", k, n, low, high)
			}
			other, mirror := trials.Wilson(n-k, n)
			if math.Abs(1-mirror-low) > 1e-12 || math.Abs(1-other-high) > 1e-12 {
				t.Errorf("%d of %d is not the mirror of %d", k, n, n-k)
			}
		}
	}
}
