package network

import (
	"math"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

var usual = Settings{Latency: chance.Uniform(5*ms, 15*ms)}

func from(seed uint64) *chance.Source {
	random := new(chance.Source)
	random.Seed(seed)
	return random
}

func networkOf(nodes int, s Settings, seed uint64) *Network {
	n := new(Network)
	n.Reset(nodes, s, from(seed))
	return n
}

func TestTheZeroSettingsDeliverAtOnceAndLoseNothing(t *testing.T) {
	n := networkOf(3, Settings{}, 1)
	for range 100 {
		if fate := n.Send(1, 2); fate != (Fate{}) {
			t.Fatalf("a perfect link made %+v of a message", fate)
		}
	}
}

func TestLossAndDuplicationKeepToTheirShares(t *testing.T) {
	const sent = 100_000
	s := usual
	s.Loss, s.Duplicate = 200_000, 100_000 // 20 % and 10 %
	n := networkOf(2, s, 1)
	lost, doubled := 0, 0
	for range sent {
		switch fate := n.Send(1, 2); {
		case fate.Lost == trace.Loss:
			lost++
		case fate.Lost != 0:
			t.Fatalf("lost for %v", fate.Lost)
		case fate.Copy:
			doubled++
		}
	}
	arrived := sent - lost
	for _, c := range []struct {
		what   string
		got, n int
		p      float64
	}{{"lost", lost, sent, 0.2}, {"doubled", doubled, arrived, 0.1}} {
		want, limit := float64(c.n)*c.p, 5*math.Sqrt(float64(c.n)*c.p*(1-c.p))
		if math.Abs(float64(c.got)-want) > limit {
			t.Errorf("%s: %d of %d, want %.0f ± %.0f", c.what, c.got, c.n, want, limit)
		}
	}
}

func TestCertainLossAndCertainDuplication(t *testing.T) {
	n := networkOf(3, Settings{Loss: chance.Always}, 1)
	n.Set(1, 3, Settings{Duplicate: chance.Always, Latency: usual.Latency})
	for range 100 {
		if got := n.Send(1, 2).Lost; got != trace.Loss {
			t.Fatalf("a message on a link that loses all is lost for %q", got)
		}
		if fate := n.Send(1, 3); !fate.Copy || fate.Lost != 0 {
			t.Fatalf("a link that doubles all made %+v", fate)
		}
	}
}

func TestLatenciesStayInTheirRangeAndMessagesOvertake(t *testing.T) {
	s := usual
	s.Duplicate = 500_000
	n := networkOf(2, s, 1)
	overtaken, copyFirst := 0, 0
	previous := time.Duration(0) // arrival of the message sent a millisecond before
	for i := range 1000 {
		fate := n.Send(1, 2)
		for _, latency := range []time.Duration{fate.Latency, fate.CopyAfter} {
			if (latency < 5*ms || latency > 15*ms) && (fate.Copy || latency != 0) {
				t.Fatalf("latency %v, want 5ms to 15ms", latency)
			}
		}
		arrival := time.Duration(i)*ms + fate.Latency
		if arrival < previous {
			overtaken++
		}
		if fate.Copy && fate.CopyAfter < fate.Latency {
			copyFirst++
		}
		previous = arrival
	}
	if overtaken < 100 || copyFirst < 100 {
		t.Errorf("of 1000 messages %d were overtaken and %d copies came first: there is no reordering", overtaken, copyFirst)
	}
}

func TestTheSameSeedIsTheSameNetwork(t *testing.T) {
	s := usual
	s.Loss, s.Duplicate = 100_000, 100_000
	used := networkOf(3, usual, 9)
	used.Send(1, 2)
	used.Cut(1, 2)
	used.Partition([][]trace.NodeID{{1}, {2, 3}})
	used.Set(2, 3, Settings{})
	used.Reset(3, s, from(7))
	fresh, other, same := networkOf(3, s, 7), networkOf(3, s, 8), 0
	for range 1000 {
		a, b := fresh.Send(2, 3), used.Send(2, 3)
		if a != b {
			t.Fatalf("a network made again sends %+v, a new one %+v", b, a)
		}
		if other.Send(2, 3) == a {
			same++
		}
	}
	if same > 100 { // both lose one in a hundred
		t.Errorf("%d of 1000 messages fare the same with another seed", same)
	}
}

func TestResetTakesAnyNumberOfServers(t *testing.T) {
	n := networkOf(5, usual, 1)
	for _, nodes := range []int{3, 7, 1} {
		n.Reset(nodes, usual, from(1))
		last := trace.NodeID(nodes)
		if got, want := n.Send(1, last), networkOf(nodes, usual, 1).Send(1, last); got != want {
			t.Errorf("of %d servers: %+v, want %+v", nodes, got, want)
		}
	}
}

// A link's random depends on the seed and its two ends alone, and not on other traffic, nor on how
// many servers there are.
func TestTrafficOnOneLinkDoesNotChangeAnother(t *testing.T) {
	s := usual
	s.Loss, s.Duplicate = 100_000, 100_000
	quiet, busy := networkOf(3, s, 1), networkOf(5, s, 1)
	others, alike := 0, 0
	for i := range 1000 {
		for range i % 3 {
			busy.Send(2, 1)
			busy.Send(1, 3)
		}
		want, got := quiet.Send(1, 2), busy.Send(1, 2)
		if got != want {
			t.Fatalf("message %d fares %+v beside other traffic, %+v alone", i, got, want)
		}
		for _, fate := range []Fate{quiet.Send(2, 1), quiet.Send(1, 3), quiet.Send(3, 2)} {
			others++
			if fate == want {
				alike++
			}
		}
	}
	if alike > others/20 {
		t.Errorf("%d of %d messages on other links fare the same", alike, others)
	}
}

func TestSetChangesOneDirectionOfOneLink(t *testing.T) {
	n := networkOf(3, usual, 1)
	n.Set(1, 2, Settings{Latency: chance.Fixed(80 * ms)})
	n.Heal()
	for _, c := range []struct {
		from, to trace.NodeID
		slow     bool
	}{{1, 2, true}, {2, 1, false}, {1, 3, false}, {3, 2, false}} {
		if got := n.Send(c.from, c.to).Latency; (got == 80*ms) != c.slow {
			t.Errorf("latency from %v to %v is %v", c.from, c.to, got)
		}
	}
}

// blocked returns what Blocked says for all pairs, as a string by sender of p, c and . for receivers.
func blocked(n *Network) (picture string) {
	for from := range n.nodes {
		for to := range n.nodes {
			letter := map[trace.Reason]string{0: ".", trace.Partition: "p", trace.Cut: "c"}
			picture += letter[n.Blocked(trace.NodeID(from+1), trace.NodeID(to+1))]
		}
		picture += " "
	}
	return picture
}

func TestPartitionsAndCutsBlock(t *testing.T) {
	n := networkOf(4, usual, 1)
	steps := []struct {
		what string
		do   func()
		want string
	}{
		{"nothing", func() {}, ".... .... .... .... "},
		{"two groups", func() { n.Partition([][]trace.NodeID{{1, 3}, {2, 4}}) }, ".p.p p.p. .p.p p.p. "},
		{"another partition", func() { n.Partition([][]trace.NodeID{{1, 2, 3}}) }, "...p ...p ...p ppp. "},
		{"servers in no group are alone", func() { n.Partition([][]trace.NodeID{{1, 2}}) }, "..pp ..pp pp.p ppp. "},
		{"a cut within a group", func() { n.Cut(1, 2) }, ".cpp ..pp pp.p ppp. "},
		{"a cut across groups", func() { n.Cut(3, 4) }, ".cpp ..pp pp.p ppp. "},
		{"heal", func() { n.Heal() }, ".... .... .... .... "},
		{"a cut has a direction", func() { n.Cut(2, 1) }, ".... c... .... .... "},
		{"no groups: all alone", func() { n.Partition(nil) }, ".ppp p.pp pp.p ppp. "},
		{"a new network", func() { n.Reset(4, usual, from(1)) }, ".... .... .... .... "},
	}
	for _, step := range steps {
		step.do()
		if got := blocked(n); got != step.want {
			t.Errorf("%s: %s, want %s", step.what, got, step.want)
		}
	}
}

func TestBlockedMessagesAreLostForThatReasonAndDrawNothing(t *testing.T) {
	n, free := networkOf(3, usual, 1), networkOf(3, usual, 1)
	n.Cut(1, 2)
	if got := n.Send(1, 2); got != (Fate{Lost: trace.Cut}) {
		t.Errorf("on a cut link: %+v", got)
	}
	n.Partition([][]trace.NodeID{{1}, {2, 3}})
	if got := n.Send(1, 2); got != (Fate{Lost: trace.Partition}) {
		t.Errorf("across a partition: %+v", got)
	}
	n.Heal()
	if got, want := n.Send(1, 2), free.Send(1, 2); got != want {
		t.Errorf("after healing the first message fares %+v, want %+v", got, want)
	}
}

func TestSendingAndMakingAgainDoNotAllocate(t *testing.T) {
	s := Settings{Latency: chance.Normal(10*ms, 3*ms), Loss: 100_000, Duplicate: 100_000}
	n := networkOf(5, s, 1)
	groups := [][]trace.NodeID{{1, 2}, {3, 4, 5}}
	if allocs := testing.AllocsPerRun(100, func() {
		n.Reset(5, s, n.source)
		n.Partition(groups)
		n.Heal()
		n.Send(1, 2)
		n.Send(2, 5)
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
