package diagnosis

import "raftlab/sim/trace/timeline"

// ElectionCount counts the elections of a run. A term for which nobody got further than asking for pre-votes had no
// election.
type ElectionCount struct {
	Held         int // somebody stood
	Won          int // of those, with a winner
	Split        int // of those, split votes
	PreVotesOnly int // terms without an election
}

// CountElections counts the elections of a run.
func CountElections(t *timeline.Timeline) (n ElectionCount) {
	for i := range t.Elections {
		e := &t.Elections[i]
		switch {
		case OnlyPreVotes(*e):
			n.PreVotesOnly++
			continue
		case e.Winner != 0:
			n.Won++
		case e.Split:
			n.Split++
		}
		n.Held++
	}
	return n
}
