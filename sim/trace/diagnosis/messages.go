package diagnosis

import (
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// OfMessages returns what the messages of a part of a run show: a violated property, else how the last election in it
// ended, else how many messages there were.
func OfMessages(t *timeline.Timeline, part Window, messages int) Finding {
	if b, ok := TellingViolation(t, part); ok {
		return ViolationSeen{b}
	}
	list := electionsIn(t, part)
	if len(list) == 0 {
		return MessagesOnly{messages}
	}
	found := LastElection{Election: list[len(list)-1], TermsChange: termsChange(t, part)}
	for _, e := range list {
		if e.Split {
			found.Split = append(found.Split, e)
		}
	}
	found.Failure = FailureOf(t, found.Election)
	return found
}

// ViolationSeen is a violated property with the evidence as the trace has it.
type ViolationSeen struct{ timeline.Violation }

// MessagesOnly is a part of a run without an election.
type MessagesOnly struct{ Messages int }

// LastElection is how the last election of a part of a run ended.
type LastElection struct {
	timeline.Election
	Failure     Failure             // if nobody won
	Split       []timeline.Election // all split votes of the part
	TermsChange bool                // a server enters a term in the part
}

// electionsIn returns the elections for which somebody stands in a part of a run.
func electionsIn(t *timeline.Timeline, part Window) (list []timeline.Election) {
	for _, e := range t.Elections {
		if slices.ContainsFunc(e.Candidates, func(c timeline.Candidacy) bool { return part.Shows(c.From) }) {
			list = append(list, e)
		}
	}
	return list
}

// termsChange reports whether a server enters a term in a part of a run.
func termsChange(t *timeline.Timeline, part Window) bool {
	return slices.ContainsFunc(t.Servers, func(s timeline.Server) bool {
		for i, b := range s.Bands {
			if i > 0 && b.Term != s.Bands[i-1].Term && part.Shows(b.From) {
				return true
			}
		}
		return false
	})
}

// splitOf returns the votes of all candidates of an election, most first.
func splitOf(e timeline.Election) []int {
	votes := map[trace.NodeID]int{}
	for _, c := range e.Candidates {
		if !c.Pre {
			votes[c.Node] = c.Votes
		}
	}
	counts := make([]int, 0, len(votes))
	for _, n := range votes {
		counts = append(counts, n)
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	return counts
}
