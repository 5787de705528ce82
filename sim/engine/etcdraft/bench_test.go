package etcdraft

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// voteFor is a vote for n1.
func voteFor(from, term uint64) *raftpb.Message {
	return &raftpb.Message{Type: raftpb.MsgVoteResp.Enum(), From: &from, To: new(uint64(1)), Term: &term}
}

// deaf is a observer that does not listen, so that a benchmark measures the engine.
type deaf struct{}

func (deaf) RoleChanged(engine.RoleChange) bool          { return true }
func (deaf) Voted(*engine.Vote)                          {}
func (deaf) Tallied(engine.Tally)                        {}
func (deaf) Ignored(trace.Reason)                        {}
func (deaf) TimerReset(bool, trace.Reason, trace.NodeID) {}
func (deaf) Reconfigured(trace.Config)                   {}
func (deaf) GaveUp(trace.NodeID, trace.Reason)           {}

var five = engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{Voters: nodes{1, 2, 3, 4, 5}}}}

func boot(nodes []engine.Node) {
	for i, n := range nodes {
		n.Boot(engine.Config{ID: trace.NodeID(i + 1), ElectionTicks: 1500, HeartbeatTicks: 750}, &five, deaf{})
	}
}

// BenchmarkBoot is the boot of one of five servers, again and again.
func BenchmarkBoot(b *testing.B) {
	nodes := []engine.Node{Engine{}.NewNode()}
	b.ReportAllocs()
	for b.Loop() {
		boot(nodes)
	}
}

// BenchmarkElection is one election of five servers, from their boot until all know the leader.
func BenchmarkElection(b *testing.B) {
	servers := make([]engine.Node, 5)
	for i := range servers {
		servers[i] = Engine{}.NewNode()
	}
	var mail []engine.Message
	settle := func(n engine.Node) {
		for work := n.Work(); work != nil; work = n.Work() {
			mail = append(mail, work.Messages...)
			n.Done()
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		boot(servers)
		mail = mail[:0]
		servers[0].Campaign(trace.ElectionTimeout)
		settle(servers[0])
		for i := 0; i < len(mail); i++ {
			to := servers[mail[i].To-1]
			to.Step(&mail[i])
			settle(to)
		}
		if servers[0].Propose([]byte("x")).Refused() {
			b.Fatal("n1 does not lead after its election")
		}
	}
}
