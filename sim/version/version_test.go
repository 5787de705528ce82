package version_test

import (
	"testing"

	"raftlab/sim/version"
)

func TestIsCopyOf(t *testing.T) {
	source, other := new(int), new(int)
	copied := version.Copy(source, 3, 5)
	for _, test := range []struct {
		name        string
		from        *int
		theirs, own uint64
		want        bool
	}{
		{"nothing changed", source, 3, 5, true},
		{"the source changed", source, 4, 5, false},
		{"the copy changed", source, 3, 6, false},
		{"another source", other, 3, 5, false},
	} {
		if got := copied.IsCopyOf(test.from, test.theirs, test.own); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	if (version.Of[int]{}).IsCopyOf(source, 0, 0) {
		t.Error("no copy is one of a source")
	}
}
