package plots

import (
	"slices"
	"testing"
	"time"
)

func labels(marks []mark) (list []string) {
	for _, m := range marks {
		if m.label != "" {
			list = append(list, m.label)
		}
	}
	return list
}

func TestMarks(t *testing.T) {
	for _, c := range []struct {
		r    ruler
		n    int
		want []string
	}{
		{ruler{min: 0, max: 1}, 5, []string{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}},
		{ruler{min: -1e-10, max: 12}, 5, []string{"0", "5", "10"}},
		{ruler{min: 145, max: 305}, 10, []string{"160", "180", "200", "220", "240", "260", "280", "300"}},
		{ruler{min: 100, max: 20000, log: true}, 14, []string{"100", "200", "500", "1000", "2000", "5000", "10 000", "20 000"}},
		{ruler{min: 100, max: 200, log: true}, 14, []string{"100", "120", "140", "160", "180", "200"}},
		{ruler{min: 0.05, max: 2, log: true}, 14, []string{"0.05", "0.1", "0.2", "0.5", "1", "2"}},
		{ruler{min: 1, max: 1e6, log: true}, 14, []string{"1", "10", "100", "1000", "10 000", "100 000", "1 000 000"}},
	} {
		if got := labels(c.r.marks(c.n)); !slices.Equal(got, c.want) {
			t.Errorf("%v to %v: %q, want %q", c.r.min, c.r.max, got, c.want)
		}
	}
}

func TestRulerKeepsWithinTheAxis(t *testing.T) {
	for _, log := range []bool{false, true} {
		r := ruler{min: 1, max: 100, log: log, from: 50, to: 250}
		if r.at(0) != 50 || r.at(1) != 50 || r.at(100) != 250 || r.at(1e9) != 250 {
			t.Errorf("log %v: %v %v %v", log, r.at(0), r.at(1), r.at(1e9))
		}
	}
	if r := (ruler{min: 1, max: 100, log: true, to: 200}); r.at(10) != 100 {
		t.Errorf("10 of 1 to 100 at %v of 200", r.at(10))
	}
}

func TestShares(t *testing.T) {
	for p, want := range map[float64]string{0: "0 %", 1: "100 %", 0.5: "50 %", 0.7: "70 %", 0.997: "99.7 %", 0.0015: "0.15 %",
		0.0204: "2 %", 0.0149: "1.5 %", 0.00007: "0.007 %", 0.1: "10 %"} {
		if got := share(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

func TestBrief(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0 ms", 35 * time.Microsecond: "35 µs", 9350 * time.Microsecond: "9.35 ms",
		175400 * time.Microsecond: "175 ms", 9999 * time.Millisecond: "9999 ms", 54336 * time.Millisecond: "54.3 s"} {
		if got := brief(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestLineColoursAreLegible(t *testing.T) {
	for n := 1; n <= mostLines; n++ {
		list := lineColors(n)
		for i, c := range list {
			if got := contrast(legible(c), white); got < leastContrast {
				t.Errorf("line %d of %d: contrast %.2f", i, n, got)
			}
			if i > 0 && c == list[i-1] {
				t.Errorf("lines %d and %d of %d have one colour", i-1, i, n)
			}
		}
	}
}
