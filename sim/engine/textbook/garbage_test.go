package textbook

import (
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// deaf is a witness that keeps nothing.
type deaf struct{}

func (deaf) Became(engine.Became)                        {}
func (deaf) Voted(engine.Vote)                           {}
func (deaf) Tallied(engine.Tally)                        {}
func (deaf) Ignored(trace.Reason)                        {}
func (deaf) TimerReset(bool, trace.Reason, trace.NodeID) {}
func (deaf) Reconfigured(trace.Config)                   {}

// From boot to boot, through an election, heartbeats and commands, nothing is allocated.
func TestNoGarbage(t *testing.T) {
	const n = 5
	var nodes [n]engine.Node
	var disk engine.Durable
	for i := range nodes {
		nodes[i] = Engine{}.NewNode()
		disk.Snapshot.Config.Voters = append(disk.Snapshot.Config.Voters, trace.NodeID(i+1))
	}
	var work engine.Work
	var mail []engine.Message
	var inHand engine.Message
	command := []byte("x")
	settle := func(node engine.Node) {
		for node.Work(&work) {
			mail = append(mail, work.Messages...)
			node.Done()
		}
	}
	deliver := func() {
		for i := 0; i < len(mail); i++ {
			inHand = mail[i]
			nodes[inHand.To-1].Step(&inHand)
			settle(nodes[inHand.To-1])
		}
		mail = mail[:0]
	}
	trial := func() {
		for i, node := range nodes {
			node.Boot(engine.Config{ID: trace.NodeID(i + 1), ElectionTicks: 10, HeartbeatTicks: 2}, &disk, deaf{})
		}
		leader := nodes[0]
		leader.Campaign(trace.ElectionTimeout)
		settle(leader)
		deliver()
		for range 3 {
			if !leader.Propose(command) {
				t.Fatal("n1 does not lead")
			}
			settle(leader)
			deliver()
			leader.Advance(2)
			settle(leader)
			deliver()
		}
	}
	trial()
	if allocations := testing.AllocsPerRun(100, trial); allocations != 0 {
		t.Errorf("%v allocations in a trial", allocations)
	}
}
