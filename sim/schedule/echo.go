package schedule

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// isEcho reports whether the schedule of a seed is an echo: one of twelve. It is drawn from a stream of its own, so that all other schedules
// are what they would be without.
func isEcho(seed uint64) bool {
	d := newDice(seed, "kind of swarm")
	return d.oneIn(12)
}

// drawEcho draws a cluster for messages of an earlier reign.
func (s *swarm) drawEcho() {
	s.staged = true
	c := &s.cluster
	c.Nodes = 5 // so that three can lead and follow without the two
	c.SingleAppend = s.oneIn(3)
	c.ElectionTimeout = stagedTimeout
	c.Network = network.Settings{Latency: chance.Fixed(5 * ms)}
}

// fillLate draws the steps: one late message of an earlier reign, or two.
func (s *swarm) fillLate(draw func()) *script.Script {
	s.now = 10 * ms
	for range 1 + s.below(2) {
		draw()
	}
	s.script.Until = s.now + 300*ms
	slices.SortStableFunc(s.script.Steps, func(a, b script.Step) int { return int(a.At - b.At) })
	return s.script
}

// echo lets a leader send to a server whose answer is late, lose what it sent, lead again, and hear the answer then.
func (s *swarm) echo() {
	leader, answers, rest := s.reignOfTwo()
	arrives := s.answerLate(answers, leader)
	s.loseWhatWasSent(leader, rest)
	s.do(script.TimeoutAction{Nodes: s.named(leader)})
	s.now += 20*ms + s.upTo(30)
	s.divide(s.with(leader, rest))
	s.propose(s.named(leader))
	s.now = max(s.now+ms+s.upTo(20), arrives-s.upTo(30))
	s.do(script.HealLinkAction{From: s.named(answers), To: s.named(leader)})
	s.now = max(s.now, arrives) + 20*ms + s.upTo(100)
	if s.oneIn(2) {
		s.do(script.CrashAction{Nodes: s.named(leader)})
	}
	if s.oneIn(2) {
		s.do(script.HealAction{})
	}
}

// reignOfTwo lets all elect a server, and leaves it one of them.
func (s *swarm) reignOfTwo() (leader, follower trace.NodeID, rest []trace.NodeID) {
	leader, follower = s.two()
	for id := trace.NodeID(1); int(id) <= s.cluster.Nodes; id++ {
		if id != leader && id != follower {
			rest = append(rest, id)
		}
	}
	s.do(script.TimeoutAction{Nodes: s.named(leader)})
	s.now += 20*ms + s.upTo(60)
	s.divide(slices.Sorted(slices.Values([]trace.NodeID{leader, follower})))
	return leader, follower, rest
}

// answerLate gives a leader commands. The first answers of one server to it come in time, and later ones late; it returns when these arrive.
func (s *swarm) answerLate(from, to trace.NodeID) (arrives time.Duration) {
	slow := s.cluster.Network
	by := 300*ms + s.upTo(600)
	slow.Latency = chance.Fixed(by)
	s.propose(s.named(to))
	s.pass(20)
	s.do(script.LinkAction{From: s.named(from), To: s.named(to), Settings: slow})
	arrives = s.now + by
	s.now += 20*ms + s.upTo(100)
	s.do(script.LinkAction{From: s.named(from), To: s.named(to), Settings: s.cluster.Network})
	return arrives
}

// loseWhatWasSent lets a leader follow another leader of the rest, which replaces what it has sent.
func (s *swarm) loseWhatWasSent(leader trace.NodeID, rest []trace.NodeID) {
	s.divide(rest)
	s.pass(10)
	s.do(script.TimeoutAction{Nodes: s.named(rest[s.below(uint64(len(rest)))])})
	s.now += 20*ms + s.upTo(20)
	if s.oneIn(2) {
		s.propose(script.Selector{})
	}
	s.divide(slices.Sorted(slices.Values(append([]trace.NodeID{leader}, rest...))))
	s.now += 60*ms + s.upTo(60)
}

// with returns a server and some of the rest.
func (s *swarm) with(one trace.NodeID, rest []trace.NodeID) []trace.NodeID {
	group := []trace.NodeID{one}
	for _, id := range rest {
		if s.oneIn(3) {
			group = append(group, id)
		}
	}
	return slices.Sorted(slices.Values(group))
}
