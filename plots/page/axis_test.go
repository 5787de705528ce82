package page

import (
	"slices"
	"testing"
	"time"
)

func labels(marks []Mark) (list []string) {
	for _, m := range marks {
		if m.Label != "" {
			list = append(list, m.Label)
		}
	}
	return list
}

func TestMarks(t *testing.T) {
	for _, c := range []struct {
		r    Axis
		n    int
		want []string
	}{
		{Axis{Min: 0, Max: 1}, 5, []string{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{Axis{Min: -1e-10, Max: 12}, 5, []string{"0", "5", "10"}},
		{Axis{Min: 145, Max: 305}, 10, []string{"160", "180", "200", "220", "240", "260", "280", "300"}},
		{Axis{Min: 100, Max: 20000, Log: true}, 14, []string{"100", "200", "500", "1000", "2000", "5000", "10 000", "20 000"}},
		{Axis{Min: 100, Max: 200, Log: true}, 14, []string{"100", "120", "140", "160", "180", "200"}},
		{Axis{Min: 0.05, Max: 2, Log: true}, 14, []string{"0.05", "0.1", "0.2", "0.5", "1", "2"}},
		{Axis{Min: 1, Max: 1e6, Log: true}, 14, []string{"1", "10", "100", "1000", "10 000", "100 000", "1 000 000"}},
	} {
		if got := labels(c.r.Marks(c.n)); !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %q, want %q", c.r.Min, c.r.Max, got, c.want)
		}
	}
}

func TestRulerKeepsWithinTheAxis(t *testing.T) {
	for _, log := range []bool{false, true} {
		r := Axis{Min: 1, Max: 100, Log: log, From: 50, To: 250}
		if r.At(0) != 50 || r.At(1) != 50 || r.At(100) != 250 || r.At(1e9) != 250 {
			t.Errorf("log %v: %v %v %v", log, r.At(0), r.At(1), r.At(1e9))
		}
	}
	if r := (Axis{Min: 1, Max: 100, Log: true, To: 200}); r.At(10) != 100 {
		t.Errorf("10 of 1 to 100 at %v of 200", r.At(10))
	}
}

func TestShares(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 1: "100 %", 0.5: "50 %", 0.7: "70 %", 0.997: "99.7 %", 0.0015: "0.15 %",
		0.0204: "2 %", 0.0149: "1.5 %", 0.00007: "0.007 %", 0.1: "10 %"} {
		if got := Share(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

func TestBrief(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0 ms", 35 * time.Microsecond: "35 µs", 9350 * time.Microsecond: "9.35 ms",
		175400 * time.Microsecond: "175 ms", 9999 * time.Millisecond: "9999 ms", 54336 * time.Millisecond: "54.3 s"} {
		if got := Brief(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
