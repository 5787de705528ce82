package schedule

import (
	"slices"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// history is what the steps drawn so far may have done, so that none undoes what was never done.
type history struct {
	cluster      *script.Cluster
	down, paused []trace.NodeID // may be
	divided      bool           // there may be a partition or a cut
}

// note notes what a step may do.
func (h *history) note(do script.Action) {
	switch do := do.(type) {
	case script.CrashAction:
		h.down = h.with(h.down, do.Nodes)
	case script.PauseAction:
		h.paused = h.with(h.paused, do.Nodes)
	case script.RestartAction:
		h.down = without(h.down, do.Nodes)
	case script.ResumeAction:
		h.paused = without(h.paused, do.Nodes)
	case script.PartitionAction, script.CutAction:
		h.divided = true
	case script.HealAction:
		h.divided = false
	}
}

// with returns servers and those that a selector may choose.
func (h *history) with(ids []trace.NodeID, s script.Selector) []trace.NodeID {
	chosen := slices.Clone(s.Nodes)
	if s.Kind != script.Named {
		chosen = nil
		for id := range h.cluster.Nodes {
			chosen = append(chosen, trace.NodeID(id+1))
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(append(chosen, ids...))))
}

// without returns servers without those that a selector chooses.
func without(ids []trace.NodeID, s script.Selector) []trace.NodeID {
	if s.Kind != script.Named {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id trace.NodeID) bool { return slices.Contains(s.Nodes, id) })
}
