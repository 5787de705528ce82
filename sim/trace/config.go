package trace

import "slices"

// Config is a cluster membership: who votes, who only learns. Outgoing is not empty during joint
// consensus: then a quorum of both Voters and Outgoing is needed (Raft paper, section 6).
// All lists are sorted.
type Config struct {
	Voters   []NodeID `json:"voters"`
	Outgoing []NodeID `json:"outgoing,omitempty"`
	Learners []NodeID `json:"learners,omitempty"`
}

// Votes reports whether a server is a voter, in joint consensus of either configuration.
func (c *Config) Votes(id NodeID) bool {
	return slices.Contains(c.Voters, id) || slices.Contains(c.Outgoing, id)
}

// Equal reports whether two configurations have the same members in the same places.
func (c *Config) Equal(o *Config) bool {
	return slices.Equal(c.Voters, o.Voters) && slices.Equal(c.Outgoing, o.Outgoing) && slices.Equal(c.Learners, o.Learners)
}

// Quorum returns who must agree in this configuration.
func (c *Config) Quorum() Quorum { return Quorum{c.Voters, c.Outgoing} }

// Quorum is who must agree before something counts: more than half of the voters and, in joint
// consensus, also more than half of the outgoing ones (Raft paper, section 6). The zero value has no
// voters and is never met.
type Quorum struct{ voters, outgoing []NodeID }

// Met reports whether the servers that count are a quorum.
func (q Quorum) Met(counts func(NodeID) bool) bool {
	return count(q.voters, counts) >= Majority(len(q.voters)) &&
		(len(q.outgoing) == 0 || count(q.outgoing, counts) >= Majority(len(q.outgoing)))
}

// Needed returns how many voters and how many outgoing voters must agree. The second is 0 outside joint
// consensus.
func (q Quorum) Needed() (voters, outgoing int) {
	if len(q.outgoing) > 0 {
		outgoing = Majority(len(q.outgoing))
	}
	return Majority(len(q.voters)), outgoing
}

func count(ids []NodeID, counts func(NodeID) bool) (n int) {
	for _, id := range ids {
		if counts(id) {
			n++
		}
	}
	return n
}

// Majority returns the least number that is more than half of the voters.
func Majority(voters int) int { return voters/2 + 1 }
