package report

import (
	"slices"
	"testing"

	"raftlab/sim/lang"
)

// A table leaves out what tells least first, names it, and keeps what always tells: mean, median, greatest and unfinished.
func TestATableFitsItsWidth(t *testing.T) {
	rows := [][]string{{"mean", "median", "p90", "p99", "p99.9", "greatest", "contested", "terms", "unfinished"},
		{"218.194", "187.498", "250.000", "-", "-", "504.811", "12.00 %", "1.140", "0"}}
	whole := lang.Width(aligned(rows)[0])
	for width, want := range map[int][]string{0: nil, whole: nil, whole - 1: {"p99.9"}, whole - 10: {"p99.9", "p99"}, 1: {"p99.9", "p99", "p90", "terms", "contested"}} {
		fit, without := fitting(rows, width)
		if !slices.Equal(without, want) || len(fit) != 2 || len(fit[0])+len(without) != len(rows[0]) || len(fit[1]) != len(fit[0]) {
			t.Errorf("in %d columns %v are left out of %v", width, without, fit)
		}
		if got := lang.Width(aligned(fit)[0]); width > 1 && got > width {
			t.Errorf("it is %d wide, and %d is asked for", got, width)
		}
		for _, head := range []string{"mean", "median", "greatest", "unfinished"} {
			if !slices.Contains(fit[0], head) {
				t.Errorf("in %d columns there is no %s", width, head)
			}
		}
	}
}
