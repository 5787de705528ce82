package diagnosis

import (
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// StepDown is the moment at which a server no longer leads, though it runs on.
type StepDown struct {
	Node          trace.NodeID
	timeline.Band // what it became, and why; From is the moment
}

// StepDowns returns all of them, server by server.
func StepDowns(t *timeline.Timeline) (all []StepDown) {
	for i := range t.Servers {
		bands := t.Servers[i].Bands
		for k := 1; k < len(bands); k++ {
			if bands[k-1].Role == trace.Leader && bands[k].Role != trace.Leader && bands[k].Role != 0 {
				all = append(all, StepDown{t.Servers[i].Node, bands[k]})
			}
		}
	}
	return all
}
