package shrink

import (
	"slices"

	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/script"
)

// simplifyCluster gives the cluster usual settings, one after another.
func (s *shrinker) simplifyCluster() (changed bool) {
	for _, simplify := range s.options.Settings {
		c := s.copied()
		before := s.best.Cluster
		simplify(&c.Cluster)
		if !sameSettings(&before, &c.Cluster) && s.try(c) {
			changed = true
		}
	}
	for i := range s.best.Cluster.Node {
		c := s.copied()
		c.Cluster.Node = slices.Delete(c.Cluster.Node, i, i+1)
		if s.try(c) {
			return true
		}
	}
	return changed
}

// Recommended are simplifications for finds of liveness: each gives a setting its recommended value. A setting that still differs in the
// end is needed for the find.
var Recommended = []func(c *script.Cluster){
	func(c *script.Cluster) { c.ElectionTimeout = script.DefaultCluster().ElectionTimeout },
	func(c *script.Cluster) { c.CheckQuorum = true },
	func(c *script.Cluster) { c.PreVote = true },
	func(c *script.Cluster) { c.Network = network.Settings{Latency: chance.Fixed(5 * ms)} },
	func(c *script.Cluster) { c.Fsync = chance.Fixed(ms) },
	func(c *script.Cluster) { c.SingleAppend = false },
	func(c *script.Cluster) { c.Links = nil },
	func(c *script.Cluster) { c.Heartbeat = script.DefaultCluster().Heartbeat },
}

// Usual are simplifications for all other finds: each gives a setting its usual value. The first ones take chance away: then elections
// come from steps only, and all messages take equally long.
var Usual = []func(c *script.Cluster){
	func(c *script.Cluster) { c.Network.Loss, c.Network.Duplicate = 0, 0 },
	func(c *script.Cluster) { c.Network.Loss = 0 },
	func(c *script.Cluster) { c.Network.Duplicate = 0 },
	func(c *script.Cluster) { c.Network.Latency = chance.Fixed(5 * ms) },
	func(c *script.Cluster) { c.Network = network.Settings{Latency: chance.Fixed(5 * ms)} },
	func(c *script.Cluster) { c.Fsync = chance.Fixed(ms) },
	func(c *script.Cluster) { c.ElectionTimeout = staged },
	func(c *script.Cluster) { c.Links = nil },
	func(c *script.Cluster) { c.PreVote = false },
	func(c *script.Cluster) { c.CheckQuorum = false },
	func(c *script.Cluster) { c.SingleAppend = false },
	func(c *script.Cluster) { c.Voters, c.Learners = nil, nil },
	func(c *script.Cluster) { c.Heartbeat = script.DefaultCluster().Heartbeat },
}

func sameSettings(a, b *script.Cluster) bool {
	return a.ElectionTimeout == b.ElectionTimeout && a.Heartbeat == b.Heartbeat && a.PreVote == b.PreVote && a.CheckQuorum == b.CheckQuorum &&
		a.SingleAppend == b.SingleAppend && a.Network.Loss == b.Network.Loss && a.Network.Duplicate == b.Network.Duplicate &&
		a.Network.Latency.String() == b.Network.Latency.String() && a.Fsync.String() == b.Fsync.String() &&
		len(a.Links) == len(b.Links) && len(a.Voters) == len(b.Voters) && len(a.Learners) == len(b.Learners)
}
