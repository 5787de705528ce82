package check

import (
	"slices"

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
		seen := &trace.Evidence{Saw: trace.LedWithoutQuorum, Term: e.Term}
		seen.Support, seen.Outgoing = supportOf(config, voted)
		p.violated(e, seen)
	}
}

// supportOf returns what there is of a quorum, in joint consensus also of the outgoing voters.
func supportOf(config *trace.Config, counts func(trace.NodeID) bool) (support, outgoing trace.Support) {
	voters, others := config.Quorum().Needed()
	return supportAmong(config.Voters, voters, counts), supportAmong(config.Outgoing, others, counts)
}

func supportAmong(ids []trace.NodeID, needed int, counts func(trace.NodeID) bool) trace.Support {
	s := trace.Support{Of: slices.Clone(ids), Needed: needed}
	for _, id := range ids {
		if counts(id) {
			s.Have = append(s.Have, id)
		}
	}
	return s
}
