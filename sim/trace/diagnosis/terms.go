package diagnosis

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Climb is a rise of one server's term while it is above the terms of all others.
type Climb struct {
	Node       trace.NodeID
	From, To   trace.Term // From: of the others when it begins
	Start, End time.Duration
}

// Climbs returns the longest climb of every server that has one, by server.
func Climbs(t *timeline.Timeline) (list []Climb) {
	moments := termChanges(t)
	for _, s := range t.Servers {
		var best, now Climb
		for _, at := range moments {
			own, others := t.TermAt(s.Node, at), trace.Term(0)
			for _, o := range t.Servers {
				if o.Node != s.Node {
					others = max(others, t.TermAt(o.Node, at))
				}
			}
			switch {
			case own <= others:
				now = Climb{}
			case now.Node == 0:
				now = Climb{s.Node, others, own, at, at}
			default:
				now.To, now.End = own, at
			}
			if now.Node != 0 && now.To-now.From > best.To-best.From {
				best = now
			}
		}
		if best.Node != 0 && len(t.Servers) > 1 {
			list = append(list, best)
		}
	}
	return list
}

// termChanges returns the moments at which a server's band begins, in order.
func termChanges(t *timeline.Timeline) (moments []time.Duration) {
	for _, s := range t.Servers {
		for _, b := range s.Bands {
			moments = append(moments, b.From)
		}
	}
	slices.Sort(moments)
	return slices.Compact(moments)
}

// OfTerms returns what the terms of a run show: two leaders of one term, else a server that drives its term up alone,
// else an old leader that does not know of the new one, else pre-votes in vain, else how many terms had a leader.
func OfTerms(t *timeline.Timeline) Finding {
	climbs := Climbs(t)
	slices.SortStableFunc(climbs, func(a, b Climb) int { return cmp.Compare(b.To-b.From, a.To-a.From) })
	leaders, two := longestTwoLeaders(t)
	switch {
	case two && leaders.SameTerm():
		return leaders
	case len(climbs) > 0 && climbs[0].To-climbs[0].From >= 3:
		return climbs[0]
	case two && leaders.To-leaders.From >= 20*time.Millisecond:
		return leaders
	}
	if asked := longestPreVotes(t); asked.Long >= 400*time.Millisecond {
		return asked
	}
	return leadersOfTerms(t)
}

// FutilePreVotes is a server that asked for pre-votes and did not become candidate.
type FutilePreVotes struct {
	Node  trace.NodeID
	Long  time.Duration // all of it
	Terms int           // that it was in meanwhile
}

// longestPreVotes returns the server that was pre-candidate longest without becoming candidate.
func longestPreVotes(t *timeline.Timeline) (longest FutilePreVotes) {
	for _, s := range t.Servers {
		found := FutilePreVotes{Node: s.Node}
		terms := map[trace.Term]bool{}
		for i, b := range s.Bands {
			if b.Role == trace.PreCandidate && (i+1 == len(s.Bands) || s.Bands[i+1].Role != trace.Candidate) {
				found.Long += b.To - b.From
				terms[b.Term] = true
			}
		}
		if found.Terms = len(terms); found.Long > longest.Long {
			longest = found
		}
	}
	return longest
}

// TermsUsed says which terms of a run had a leader.
type TermsUsed struct {
	Last  trace.Term          // the last for which somebody stood; 0: nobody did
	Split []trace.Term        // terms with a split vote
	Won   []timeline.Election // elections with a winner
}

func leadersOfTerms(t *timeline.Timeline) (used TermsUsed) {
	for _, e := range t.Elections {
		if e.Split {
			used.Split = append(used.Split, e.Term)
		}
		if e.Winner != 0 {
			used.Won = append(used.Won, e)
		}
		if !OnlyPreVotes(e) {
			used.Last = max(used.Last, e.Term)
		}
	}
	return used
}
