package trace

import "slices"

// Config is a cluster membership: who votes, who only learns. Outgoing is not empty during joint
// consensus: then a quorum of both Voters and Outgoing is needed (Raft paper, section 6). LearnersNext are
// those of Outgoing that become learners when joint consensus ends; until then they vote. All lists are
// sorted.
type Config struct {
	Voters       []NodeID `json:"voters"`
	Outgoing     []NodeID `json:"outgoing,omitempty"`
	Learners     []NodeID `json:"learners,omitempty"`
	LearnersNext []NodeID `json:"learners_next,omitempty"`
}

// Votes reports whether a server is a voter, in joint consensus of either configuration.
func (c *Config) Votes(id NodeID) bool {
	return slices.Contains(c.Voters, id) || slices.Contains(c.Outgoing, id)
}

// Standing is what a server is in a configuration.
type Standing uint8

// The standings. Outside is the zero value.
const (
	Outside Standing = iota // it is not in the configuration
	Learner                 // it receives the log and has no vote
	Voter                   // it votes, in joint consensus in one half or in both
)

// Standing returns what a server is in the configuration. An outgoing voter that will be a learner is a voter:
// a trace of version 1 has it among the learners as well.
func (c *Config) Standing(id NodeID) Standing {
	switch {
	case c.Votes(id):
		return Voter
	case slices.Contains(c.Learners, id):
		return Learner
	}
	return Outside
}

// Joint reports whether this is a configuration of joint consensus.
func (c *Config) Joint() bool { return len(c.Outgoing) > 0 }

// Equal reports whether two configurations have the same members in the same places.
func (c *Config) Equal(o *Config) bool {
	return slices.Equal(c.Voters, o.Voters) && slices.Equal(c.Outgoing, o.Outgoing) &&
		slices.Equal(c.Learners, o.Learners) && slices.Equal(c.LearnersNext, o.LearnersNext)
}

// Quorum returns who must agree in this configuration.
func (c *Config) Quorum() Quorum { return Quorum{c.Voters, c.Outgoing} }

// Quorum is who must agree before something counts: more than half of the voters and, in joint
// consensus, also more than half of the outgoing ones (Raft paper, section 6). The zero value has no
// voters and is never met.
type Quorum struct{ voters, outgoing []NodeID }

// Met reports whether the servers that count are a quorum. It asks no further than it must.
func (q Quorum) Met(counts func(NodeID) bool) bool {
	return most(q.voters, counts) && (len(q.outgoing) == 0 || most(q.outgoing, counts))
}

func most(ids []NodeID, counts func(NodeID) bool) bool {
	missing := Majority(len(ids))
	for _, id := range ids {
		if counts(id) {
			if missing--; missing == 0 {
				return true
			}
		}
	}
	return false
}

// Count returns how many voters, and how many outgoing voters, count. A server that is both counts in both.
func (q Quorum) Count(counts func(NodeID) bool) (voters, outgoing int) {
	return count(q.voters, counts), count(q.outgoing, counts)
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
