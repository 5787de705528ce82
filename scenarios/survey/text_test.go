package survey

import "testing"

func TestHeldShareReadsAsAllOnlyIfItIsAll(t *testing.T) {
	for _, test := range []struct {
		part, whole uint64
		want        string
	}{{293, 300, "97.7 %"}, {300, 300, "100 %"}, {0, 300, "0 %"}, {2999, 3000, "99.97 %"}, {999_999, 1_000_000, "99.9999 %"},
		{1, 3000, "0.03 %"}, {1, 2, "50.0 %"}, {0, 0, "0 %"}} {
		if got := heldShare(test.part, test.whole); got != test.want {
			t.Errorf("%d of %d is %s, want %s", test.part, test.whole, got, test.want)
		}
	}
}
