package plots

import (
	"time"

	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

// windowOf returns the part of a run to enlarge: what the options ask for, else what tells most.
func windowOf(t *timeline.Timeline, o Options) (from, to time.Duration) {
	w := diagnosis.Enlarged(t)
	switch {
	case o.From != 0 || o.To != 0:
		if o.To == 0 {
			return o.From, t.End
		}
		return o.From, o.To
	case o.Election != 0:
		w = diagnosis.AroundElection(t, o.Election)
	}
	return w.From, w.To
}
