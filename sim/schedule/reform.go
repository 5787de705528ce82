package schedule

import (
	"slices"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// isReform reports whether the schedule of a seed is a reform: one of four of those of an engine that can change its members. Like
// [isEcho] it draws from a stream of its own.
func isReform(seed uint64, has engine.Features) bool {
	const needs = engine.Membership | engine.NonVoters
	d := newDice(seed, "reform")
	return has&needs == needs && d.oneIn(4)
}

// drawReform draws a cluster in which two leaders change the configuration, and mostly some servers wait to be added: adding one
// makes a quorum larger, and removing one makes it smaller, so a quorum after one change need not meet a quorum after the other.
func (s *swarm) drawReform() {
	s.staged = true
	c := &s.cluster
	c.Nodes = int(4 + s.below(2))
	c.SingleAppend = s.oneIn(4)
	c.ElectionTimeout = stagedTimeout
	c.Network = network.Settings{Latency: chance.Fixed(5 * ms)}
	voters := c.Nodes - int(s.below(3))
	for id := trace.NodeID(1); int(id) <= voters; id++ {
		c.Voters = append(c.Voters, id)
	}
}

// fillReform draws the steps: one reform, or two.
func (s *swarm) fillReform() *script.Script {
	s.now = 10 * ms
	for range 1 + s.below(2) {
		s.reform()
	}
	s.script.Until = s.now + 300*ms
	slices.SortStableFunc(s.script.Steps, func(a, b script.Step) int { return int(a.At - b.At) })
	return s.script
}

// reform lets a leader ask for a change that few hear of, another leader that knows nothing of it ask for one of its own, and the first
// stand again among those whom the second has not told.
func (s *swarm) reform() {
	first, second := s.voter(), s.voter()
	if first == second {
		return
	}
	s.do(script.TimeoutAction{Nodes: s.named(first)})
	s.now += 10*ms + s.upTo(60)
	s.askForChange(first, s.few(first, 2), second)
	s.now += 10*ms + s.upTo(60)

	s.divide(s.allBut(first))
	s.pass(10)
	s.do(script.TimeoutAction{Nodes: s.named(second)})
	s.now += 8*ms + s.upTo(12) // its first entry reaches the others, or does not
	told := s.few(second, 3)
	s.askForChange(second, told, first)
	s.now += 20*ms + s.upTo(60)

	if !s.oneIn(4) {
		s.divide(s.allBut(told...))
	} else {
		s.do(script.HealAction{})
	}
	s.pass(10)
	for range 1 + s.below(2) {
		s.do(script.TimeoutAction{Nodes: s.named(first)})
		s.now += 15*ms + s.upTo(30)
	}
	if s.oneIn(2) {
		s.propose(s.named(first))
	}
	s.now += 20*ms + s.upTo(60)
	if s.oneIn(2) {
		s.do(script.HealAction{})
	}
}

// askForChange leaves a leader a group, and asks it for a change, now and then while the division is still to come and commands are under way.
func (s *swarm) askForChange(leader trace.NodeID, group []trace.NodeID, unheard trace.NodeID) {
	if s.oneIn(4) {
		s.propose(s.named(leader))
		s.now += s.upTo(5)
		s.do(s.draftChange(unheard))
		s.now += s.upTo(20)
		s.divide(group)
		return
	}
	s.divide(group)
	s.pass(10)
	s.do(s.draftChange(unheard))
}

// voter returns one of the first configuration.
func (s *swarm) voter() trace.NodeID {
	return s.cluster.Voters[s.below(uint64(len(s.cluster.Voters)))]
}

// few returns a server and some others, at most so many in all.
func (s *swarm) few(one trace.NodeID, most uint64) []trace.NodeID {
	group := []trace.NodeID{one}
	for range s.below(most) {
		group = append(group, s.server())
	}
	return slices.Compact(slices.Sorted(slices.Values(group)))
}

// allBut returns all servers but some.
func (s *swarm) allBut(some ...trace.NodeID) (rest []trace.NodeID) {
	for id := trace.NodeID(1); int(id) <= s.cluster.Nodes; id++ {
		if !slices.Contains(some, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

// draftChange returns a change of one server, often of one that waits to be added, or of one that cannot be heard, and now and then one
// of several.
func (s *swarm) draftChange(unheard trace.NodeID) script.ChangeAction {
	waiting := s.allBut(s.cluster.Voters...)
	switch id := s.server(); s.below(8) {
	case 0:
		return s.change()
	case 1:
		gone := slices.Compact(slices.Sorted(slices.Values([]trace.NodeID{id, unheard})))
		waiting = slices.DeleteFunc(waiting, func(id trace.NodeID) bool { return slices.Contains(gone, id) })
		return script.ChangeAction{Add: waiting, Remove: gone, Joint: true}
	case 2:
		return script.ChangeAction{Remove: []trace.NodeID{id}}
	case 3, 4, 5:
		if len(waiting) > 0 {
			return script.ChangeAction{Add: []trace.NodeID{waiting[s.below(uint64(len(waiting)))]}}
		}
	}
	return script.ChangeAction{Remove: []trace.NodeID{unheard}}
}
