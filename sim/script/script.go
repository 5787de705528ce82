package script

import (
	"slices"
	"time"

	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Limits of what a simulation accepts.
const (
	MaxNodes = 15 // a timeline stays readable, and no etcd cluster is larger

	// LeastMaxEvents is the least limit of events that a run has if its script sets none, about a thousand
	// times the events of an ordinary scenario. A long run has more ([Script.EventLimit]).
	LeastMaxEvents = 1_000_000
)

// Script is what happens to a cluster.
type Script struct {
	Cluster   Cluster
	Steps     []Step
	Until     time.Duration // the run ends at this virtual time
	MaxEvents int           // or after this many events in the trace; 0 means what EventLimit says
}

// EventLimit returns after how many events in the trace the run is stopped: MaxEvents, or ten times what the
// heartbeats of the cluster need until the end of the run, and at least LeastMaxEvents.
func (s *Script) EventLimit() uint64 {
	if s.MaxEvents > 0 {
		return uint64(s.MaxEvents)
	}
	const perHeartbeat = 5 // sent, delivered, the timer set, the reply sent and delivered
	rounds := uint64(s.Until/s.Cluster.Heartbeat) + 1
	return max(LeastMaxEvents, 10*perHeartbeat*uint64(s.Cluster.Nodes)*rounds)
}

// Step is one act of the script. A step with a time is taken at that time; one with a condition waits
// for it from the moment on that the step before it is taken, or from the start.
type Step struct {
	At        time.Duration // virtual time; used when When is zero
	When      Condition     // or the first event that meets the condition,
	After     time.Duration // and this long after it
	Within    time.Duration // either up to this much later: uniform, both ends included, drawn from stream step/N
	FromStart bool          // waits from the start of the run: no step before matters
	Trigger   string        // all three in words, for the report of a step that is never taken
	Do        Action
	Note      lang.Text // said in the trace when the step is taken
}

// SettleStep returns the step that settles the script, counted from 0; -1 if there is none.
func (s *Script) SettleStep() int {
	for i := range s.Steps {
		if _, ok := s.Steps[i].Do.(SettleAction); ok {
			return i
		}
	}
	return -1
}

// Needs returns the features that an engine must have to run the script.
func (s *Script) Needs() engine.Features {
	var all engine.Features
	if len(s.Cluster.Voters)+len(s.Cluster.Learners) > 0 {
		all |= engine.NonVoters
	}
	if s.Cluster.PreVote {
		all |= engine.PreVote
	}
	if s.Cluster.CheckQuorum {
		all |= engine.CheckQuorum
	}
	if s.Cluster.Nodes == 1 {
		all |= engine.OneServer
	}
	for i := range s.Steps {
		all |= s.Steps[i].Do.Needs()
		if read, ok := s.Steps[i].Do.(ReadAction); ok {
			all |= needsOf(read.WayIn(&s.Cluster))
		}
	}
	if both := engine.ReadIndex | engine.LeaseReads; all&both == both {
		all |= engine.MixedReads
	}
	return all
}

// ReadsByLease reports whether a step reads by lease.
func (s *Script) ReadsByLease() bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool {
		read, ok := step.Do.(ReadAction)
		return ok && read.WayIn(&s.Cluster) == trace.LeaseRead
	})
}
