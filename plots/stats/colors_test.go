package stats

import (
	"testing"

	"raftlab/plots/page"
	"raftlab/plots/plottest"
)

func TestLineColoursAreLegible(t *testing.T) {
	for n := 1; n <= MaxLines; n++ {
		list := lineColors(n)
		for i, c := range list {
			if got := plottest.Contrast(page.Legible(c), page.White); got < plottest.LeastContrast {
				t.Errorf("line %d of %d: contrast %.2f", i, n, got)
			}
			if i > 0 && c == list[i-1] {
				t.Errorf("lines %d and %d of %d have one colour", i-1, i, n)
			}
		}
	}
}
