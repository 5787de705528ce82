package diagnosis

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Reign is a time in which a server took itself for the leader of a term. The cluster may know better.
type Reign struct {
	Node     trace.NodeID
	Term     trace.Term
	From, To time.Duration // To is not included
}

// Reigns returns the reigns of a run, by server and then by time.
func Reigns(t *timeline.Timeline) (list []Reign) {
	for i := range t.Servers {
		s := &t.Servers[i]
		for _, b := range s.Bands {
			if b.Role == trace.Leader {
				list = append(list, Reign{s.Node, b.Term, b.From, b.To})
			}
		}
	}
	return list
}

// LeadersAt returns the reigns that a moment is in, by server.
func LeadersAt(t *timeline.Timeline, at time.Duration) []Reign {
	return slices.DeleteFunc(Reigns(t), func(r Reign) bool { return at < r.From || r.To <= at })
}

// MostLeadersAtOnce returns the reigns at a moment with the most leaders, by server, and the moment: the first, if there are
// several. Without a leader there are none.
func MostLeadersAtOnce(t *timeline.Timeline) (most []Reign, at time.Duration) {
	for _, r := range Reigns(t) {
		if leaders := LeadersAt(t, r.From); len(leaders) > len(most) || len(leaders) == len(most) && r.From < at {
			most, at = leaders, r.From
		}
	}
	return most, at
}

// LeadersOf returns who led in a term up to a moment, that included: more than one breaks election safety (Raft
// paper, Figure 3).
func LeadersOf(t *timeline.Timeline, term trace.Term, until time.Duration) (nodes []trace.NodeID) {
	for _, r := range Reigns(t) {
		if r.Term == term && r.From <= until && !slices.Contains(nodes, r.Node) {
			nodes = append(nodes, r.Node)
		}
	}
	return nodes
}

// TwoLeaders is a time in which two servers lead. In one term that must never happen; in two terms the older leader
// has not heard of the newer one yet.
type TwoLeaders struct {
	Old, New Reign // Old has the lower term; in one term it is the server with the lower number
	From, To time.Duration
}

// SameTerm reports whether both lead one term.
func (l TwoLeaders) SameTerm() bool { return l.Old.Term == l.New.Term }

// LeadersAtOnce returns the times with two leaders, in the order of their beginning.
func LeadersAtOnce(t *timeline.Timeline) (list []TwoLeaders) {
	reigns := Reigns(t)
	for i, a := range reigns {
		for _, b := range reigns[i+1:] {
			from, to := max(a.From, b.From), min(a.To, b.To)
			if from >= to || a.Node == b.Node {
				continue
			}
			old, new := a, b
			if a.Term > b.Term {
				old, new = b, a
			}
			list = append(list, TwoLeaders{old, new, from, to})
		}
	}
	slices.SortStableFunc(list, func(a, b TwoLeaders) int { return cmp.Compare(a.From, b.From) })
	return list
}

// longestTwoLeaders returns the longest time with two leaders; the first of these if there are several.
func longestTwoLeaders(t *timeline.Timeline) (longest TwoLeaders, ok bool) {
	for _, l := range LeadersAtOnce(t) {
		if !ok || l.To-l.From > longest.To-longest.From {
			longest, ok = l, true
		}
	}
	return longest, ok
}
