package plots

import (
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// failure is why nobody won an election.
type failure uint8

const (
	otherwise  failure = iota // nothing below is the whole reason
	cutShort                  // the run ended before anybody had given up
	splitVote                 // others had the votes
	outOfReach                // no candidate could exchange messages with a quorum
	logBehind                 // a candidate would have won with a longer log
)

// failureOf returns why nobody won an election.
func failureOf(t *timeline.Timeline, e timeline.Election) failure {
	switch {
	case !slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return !endsWithRun(c) }):
		return cutShort
	case e.Split:
		return splitVote
	case len(behind(e)) > 0:
		return logBehind
	case !slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return t.HasQuorum(c.Node, c.From) }):
		return outOfReach
	}
	return otherwise
}

func endsWithRun(c timeline.Candidacy) bool {
	return c.End == trace.RunOver || c.End == trace.EventLimit
}

// behind returns the candidates of an election that would have won but for their logs.
func behind(e timeline.Election) (nodes []trace.NodeID) {
	for _, c := range e.Candidates {
		if !c.Enough() && c.Enough(c.DeniedFor(trace.LogBehind)...) && !slices.Contains(nodes, c.Node) {
			nodes = append(nodes, c.Node)
		}
	}
	return nodes
}

// failedIn returns the elections of an outage that nobody won.
func failedIn(t *timeline.Timeline, o timeline.Outage) (list []timeline.Election) {
	for _, phase := range o.Phases {
		if phase.Election < 0 {
			continue
		}
		if e := t.Elections[phase.Election]; e.Winner == 0 && failureOf(t, e) != cutShort {
			list = append(list, e)
		}
	}
	return list
}

// of returns the elections that failed for a reason.
func (why failure) of(t *timeline.Timeline, failed []timeline.Election) (list []timeline.Election) {
	for _, e := range failed {
		if failureOf(t, e) == why {
			list = append(list, e)
		}
	}
	return list
}

// lastFailed returns the last election with a property that nobody won: one whose end the run shows,
// if there is any.
func lastFailed(t *timeline.Timeline, is func(timeline.Election) bool) (last timeline.Election, ok bool) {
	for _, e := range t.Elections {
		if e.Winner == 0 && len(e.Candidates) > 0 && is(e) && (!ok || failureOf(t, e) != cutShort) {
			last, ok = e, true
		}
	}
	return last, ok
}

// withoutQuorum reports whether for most of an outage no server could exchange messages with a quorum.
func withoutQuorum(t *timeline.Timeline, o timeline.Outage) bool {
	return 2*t.WithoutQuorum(o.From, o.To) > o.To-o.From
}
