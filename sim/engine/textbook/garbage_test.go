package textbook

import (
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// deaf is a observer that keeps nothing.
type deaf struct{}

func (deaf) RoleChanged(engine.RoleChange) bool          { return true }
func (deaf) Voted(*engine.Vote)                          {}
func (deaf) Tallied(engine.Tally)                        {}
func (deaf) Ignored(trace.Reason)                        {}
func (deaf) TimerReset(bool, trace.Reason, trace.NodeID) {}
func (deaf) Reconfigured(trace.Config)                   {}
func (deaf) GaveUp(trace.NodeID, trace.Reason)           {}

// bare is five servers and nothing that costs anything: no time, no network, disks that stay as they
// are.
type bare struct {
	nodes  [5]engine.Node
	disk   engine.Durable
	mail   []engine.Message
	inHand engine.Message
}

func newBare() *bare {
	c := &bare{}
	for i := range c.nodes {
		c.nodes[i] = Engine{}.NewNode()
		c.disk.Snapshot.Config.Voters = append(c.disk.Snapshot.Config.Voters, trace.NodeID(i+1))
	}
	return c
}

func (c *bare) boot() {
	for i, node := range c.nodes {
		node.Boot(engine.Config{ID: trace.NodeID(i + 1), ElectionTicks: 10, HeartbeatTicks: 2}, &c.disk, deaf{})
	}
}

// processReady lets a server do what follows from what it was told, and delivers all mail.
func (c *bare) settle(node engine.Node) {
	c.finish(node)
	for i := 0; i < len(c.mail); i++ {
		c.inHand = c.mail[i]
		to := c.nodes[c.inHand.To-1]
		to.Step(&c.inHand)
		c.finish(to)
	}
	c.mail = c.mail[:0]
}

func (c *bare) finish(node engine.Node) {
	for work := node.Work(); work != nil; work = node.Work() {
		c.mail = append(c.mail, work.Messages...)
		node.Done()
	}
}

// From boot to boot, through an election, heartbeats and commands, nothing is allocated.
func TestNoGarbage(t *testing.T) {
	c := newBare()
	command := []byte("x")
	trial := func() {
		c.boot()
		leader := c.nodes[0]
		leader.Campaign(trace.ElectionTimeout)
		c.settle(leader)
		for range 3 {
			if leader.Propose(command).Refused() {
				t.Fatal("n1 does not lead")
			}
			c.settle(leader)
			leader.Advance(2)
			c.settle(leader)
		}
	}
	trial()
	if allocations := testing.AllocsPerRun(100, trial); allocations != 0 {
		t.Errorf("%v allocations in a trial", allocations)
	}
}

// BenchmarkElection is what the engine itself costs in a trial: five servers boot, one is elected, and
// its first entry is copied and committed.
func BenchmarkElection(b *testing.B) {
	c := newBare()
	b.ReportAllocs()
	for b.Loop() {
		c.boot()
		c.nodes[0].Campaign(trace.ElectionTimeout)
		c.settle(c.nodes[0])
	}
}
