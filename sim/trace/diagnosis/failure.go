package diagnosis

import (
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Failure is why nobody won an election.
type Failure uint8

// The failures. The zero value says that none of the others is the whole reason.
const (
	Unexplained Failure = iota
	CutShort            // somebody still stood when the run ended
	SplitVote           // others had the votes that somebody needed
	OutOfReach          // no candidate could exchange messages with a quorum
	ShortLog            // a candidate would have won but for its log
)

// FailureOf returns why nobody won an election.
func FailureOf(t *timeline.Timeline, e timeline.Election) Failure {
	switch {
	case e.Split: // also where the run ended first: nobody could win any more
		return SplitVote
	case cutShort(e):
		return CutShort
	case len(WithShortLog(e)) > 0:
		return ShortLog
	case !slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return t.HasQuorum(c.Node, c.From) }):
		return OutOfReach
	}
	return Unexplained
}

// cutShort reports whether somebody still stood when the run ended. Where servers only asked for pre-votes, one that was
// refused tells the reason, though it asks again.
func cutShort(e timeline.Election) bool {
	endsWithRun := func(why trace.Reason) bool { return why == trace.RunOver || why == trace.EventLimit }
	if OnlyPreVotes(e) {
		return !slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return !endsWithRun(c.End) })
	}
	return endsWithRun(e.End)
}

// WithShortLog returns the candidates of an election that would have won but for their logs.
func WithShortLog(e timeline.Election) (nodes []trace.NodeID) {
	for _, c := range e.Candidates {
		if !c.Enough() && c.Enough(c.DeniedFor(trace.LogBehind)...) && !slices.Contains(nodes, c.Node) {
			nodes = append(nodes, c.Node)
		}
	}
	return nodes
}

// OnlyPreVotes reports whether nobody got further in an election than asking for pre-votes.
func OnlyPreVotes(e timeline.Election) bool {
	_, stood := e.Stood()
	return !stood
}

// Winner returns the candidacy that won an election, the zero value if there is none.
func Winner(e timeline.Election) timeline.Candidacy {
	for _, c := range e.Candidates {
		if c.Won {
			return c
		}
	}
	return timeline.Candidacy{}
}

// LackedQuorum reports whether for most of an outage no server could exchange messages with a quorum.
func LackedQuorum(t *timeline.Timeline, o timeline.Outage) bool {
	return 2*t.WithoutQuorum(o.From, o.To) > o.To-o.From
}

// failedIn returns the elections of an outage that nobody won.
func failedIn(t *timeline.Timeline, o timeline.Outage) (list []timeline.Election) {
	for _, phase := range o.Phases {
		if phase.Election < 0 {
			continue
		}
		if e := t.Elections[phase.Election]; e.Winner == 0 && FailureOf(t, e) != CutShort {
			list = append(list, e)
		}
	}
	return list
}

// of returns the elections that failed for a reason.
func (why Failure) of(t *timeline.Timeline, failed []timeline.Election) (list []timeline.Election) {
	for _, e := range failed {
		if FailureOf(t, e) == why {
			list = append(list, e)
		}
	}
	return list
}

// lastFailed returns the last election with a property that nobody won: one whose end the run shows,
// if there is any.
func lastFailed(t *timeline.Timeline, is func(timeline.Election) bool) (last timeline.Election, ok bool) {
	for _, e := range t.Elections {
		if e.Winner == 0 && len(e.Candidates) > 0 && is(e) && (!ok || FailureOf(t, e) != CutShort) {
			last, ok = e, true
		}
	}
	return last, ok
}
