package schedule

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// isOvertaken reports whether in the schedule of a seed an append is overtaken: in one of 24. It is drawn from a stream of its own, so that
// all other schedules are what they would be without.
func isOvertaken(seed uint64) bool {
	d := newDice(seed, "overtaken")
	return d.oneIn(24)
}

// overtaken lets a leader send to a server that hears it late and nobody else before. What was sent is replaced in the leader's own log
// while it is on its way.
func (s *swarm) overtaken() {
	leader, hears, rest := s.reignOfTwo()
	s.propose(s.named(leader))
	s.pass(20)
	arrives := s.sendLate(leader, hears)
	s.loseWhatWasSent(leader, rest)
	s.divide(slices.Sorted(slices.Values([]trace.NodeID{leader, hears}))) // a cut takes what arrives, not what is sent
	s.now = max(s.now, arrives) + 20*ms + s.upTo(100)
	if s.oneIn(2) {
		s.do(script.HealAction{})
		s.do(script.TimeoutAction{Nodes: s.named(hears)})
		s.now += 20*ms + s.upTo(100)
	}
}

// sendLate gives a leader commands that one server hears late, and returns when.
func (s *swarm) sendLate(leader, hears trace.NodeID) (arrives time.Duration) {
	slow := s.cluster.Network
	by := 300*ms + s.upTo(600)
	slow.Latency = chance.Fixed(by)
	s.do(script.LinkAction{From: s.named(leader), To: s.named(hears), Settings: slow})
	s.propose(s.named(leader))
	s.now += 20*ms + s.upTo(60)
	s.do(script.LinkAction{From: s.named(leader), To: s.named(hears), Settings: s.cluster.Network})
	return s.now + by
}
