package check

import (
	"fmt"

	"raftlab/sim/trace"
)

// quorumOfVotes: a candidate becomes leader of a term with the votes of a quorum of the configuration that it
// uses, in joint consensus of both. Raft paper, section 5.2; for joint consensus, section 6. A vote counts from
// when it was granted, whether the answer arrived or not. Untested while no server leads whose configuration is
// told.
type quorumOfVotes struct{ property }

func (p *quorumOfVotes) reset(f *violations) {
	p.open(trace.QuorumOfVotes, "Raft paper, section 5.2", f)
}

func (p *quorumOfVotes) elected(e *trace.Event, c *cluster, votes *oneVotePerTerm) {
	config := c.server(e.Node).config
	if config == nil {
		return
	}
	p.tested = true
	if len(config.Outgoing) == 0 && votes.latestOf(e.Node, e.Term, config.Voters) >= trace.Majority(len(config.Voters)) {
		return // the usual case
	}
	voted := func(id trace.NodeID) bool { return votes.has(id, e.Node, e.Term) }
	if !config.Quorum().Met(voted) && p.isNew(uint64(e.Term), uint64(e.Node)) {
		p.violated(e, "%v leads term %d with %s", e.Node, e.Term, tally(config, "the vote", voted))
	}
}

// tally says what there is of a quorum, and what is needed: the vote of n1, 2 of n1 n2 n3 needed.
func tally(config *trace.Config, what string, counts func(trace.NodeID) bool) string {
	voters, outgoing := config.Quorum().Needed()
	words := fmt.Sprintf("%s of %s, %d of %s needed", what, those(config.Voters, counts), voters, those(config.Voters, nil))
	if outgoing > 0 {
		words += fmt.Sprintf(", and %s of %s, %d of %s needed", what, those(config.Outgoing, counts), outgoing,
			those(config.Outgoing, nil))
	}
	return words
}

// those names the servers that count; all if counts is nil.
func those(ids []trace.NodeID, counts func(trace.NodeID) bool) string {
	words := ""
	for _, id := range ids {
		if counts == nil || counts(id) {
			words += " " + id.String()
		}
	}
	if words == "" {
		return "nobody"
	}
	return words[1:]
}
