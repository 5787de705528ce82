package sim

import "raftlab/sim/engine"

// Needs returns the features that an engine must have to run the script.
func (s *Script) Needs() engine.Features {
	var all engine.Features
	if len(s.Cluster.Voters)+len(s.Cluster.Learners) > 0 {
		all |= engine.NonVoters
	}
	for i := range s.Steps {
		all |= NeedsOf(s.Steps[i].Do)
	}
	return all
}

// NeedsOf returns the features that an engine must have for an action.
func NeedsOf(do Action) engine.Features {
	switch do.(type) {
	case ChangeAction:
		return engine.Membership
	case CompactAction:
		return engine.Compaction
	}
	return 0
}
