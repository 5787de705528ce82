package script

import (
	"raftlab/sim/trace"
)

// Condition is an event that a step waits for. The zero value means "no condition".
type Condition struct {
	Kind  ConditionKind
	Nodes Selector    // whose event it must be; the zero value means anybody's
	Index trace.Index // Appends, Commits: the server's log or commit index has reached this index
	Term  trace.Term  // ReachesTerm: the server's term has reached this term
}

// ConditionKind is the kind of event that a step waits for.
type ConditionKind uint8

// The conditions, as a scenario file writes them.
const (
	_               ConditionKind = iota
	Elected                       // "leader elected", "n3 elected": the server became leader
	LeaderLost                    // "leader lost": the cluster has no leader any more
	BecameCandidate               // "n3 candidate": the server became candidate
	StepsDown                     // "n3 steps down": the server was leader and is no longer
	Votes                         // "n3 votes": the server granted its vote to another
	Appends                       // "n3 appends 4": an entry of this or a higher index is in its log
	Commits                       // "n3 commits 4": its commit index is this or higher
	ReachesTerm                   // "n3 reaches term 5"
	StepBefore                    // the step before is taken: it is followed after a time of its own
)

// Kinds returns the kinds of events that can meet a condition.
func (c *Condition) Kinds() trace.Kinds {
	switch c.Kind {
	case Elected, StepsDown:
		return trace.Leaderships
	case BecameCandidate, ReachesTerm:
		return trace.KindsOf(trace.RoleChange)
	case LeaderLost:
		return trace.KindsOf(trace.ClusterLed)
	case Votes:
		return trace.KindsOf(trace.Voted)
	case Appends:
		return trace.KindsOf(trace.Appended)
	case Commits:
		return trace.KindsOf(trace.Committed)
	}
	return 0
}
