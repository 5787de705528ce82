package browser_test

import (
	"context"
	"testing"

	"raftlab/sim/trials"
)

// longestOf returns the longest of some trials.
func longestOf(t *testing.T, plan *trials.Plan) (longest trials.Trial) {
	t.Helper()
	_, err := trials.Run(context.Background(), plan, trials.Options{Samples: func(list []trials.Trial) error {
		for _, one := range list {
			if one.Duration > longest.Duration {
				longest = one
			}
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return longest
}
