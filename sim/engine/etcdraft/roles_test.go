package etcdraft

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

const (
	selfVote   = "vote for n1 of term 1 in term 1: granted (own vote n1, logs (0,0) (0,0))"
	candidate1 = "candidate in term 1: election_timeout by  "
	timer1     = "timer: election_timeout by , new draw true"
)

func TestAnElectionWonIsExplained(t *testing.T) {
	l := newLab(t, 3)
	l.n(1).campaign()
	l.n(1).expect(candidate1, timer1, selfVote, "tally in term 1, pre false: n1 says true, 1 for, 0 against")
	l.run(of(trace.Append))
	l.n(1).expect("tally in term 1, pre false: n2 says true, 2 for, 0 against",
		"leader in term 1: election_won by  vote_reply") // the third vote comes too late to be counted
	for _, id := range []trace.NodeID{2, 3} {
		l.n(id).expect("follower in term 1: higher_term by n1 request_vote", "timer: higher_term by n1, new draw true",
			"vote for n1 of term 1 in term 1: granted (own vote n1, logs (0,0) (0,0))")
	}
}

// ownPreVote is the pre-vote that n1 gives itself for term 1.
const ownPreVote = "pre-vote for n1 of term 1 in term 0: granted (own vote , logs (0,0) (0,0))"

func TestAServerAloneElectsItself(t *testing.T) {
	for _, pre := range []bool{false, true} {
		l := newLab(t, 1, func(c *engine.Config) { c.PreVote = pre })
		l.n(1).campaign()
		want := []string{candidate1, timer1}
		if pre {
			want = []string{"pre-candidate in term 0: election_timeout by  ", "timer: election_timeout by , new draw false",
				ownPreVote, "tally in term 0, pre true: n1 says true, 1 for, 0 against",
				"candidate in term 1: pre_vote_won by  ", "timer: pre_vote_won by , new draw true"}
		}
		l.n(1).expect(append(want, selfVote, "tally in term 1, pre false: n1 says true, 1 for, 0 against",
			"leader in term 1: election_won by  ")...)
	}
}

func TestAnElectionLostIsExplained(t *testing.T) {
	l := newLab(t, 3)
	l.n(2).get(request(raftpb.MsgVote, 2, 1, 0, 0)) // n2 and n3 have voted for themselves, so to speak
	l.n(3).get(request(raftpb.MsgVote, 3, 1, 0, 0))
	l.lose()
	l.n(1).campaign()
	l.n(1).told = nil
	l.run()
	l.n(1).expect("tally in term 1, pre false: n2 says false, 1 for, 1 against",
		"tally in term 1, pre false: n3 says false, 1 for, 2 against",
		"follower in term 1: election_lost by n3 vote_reply", "timer: election_lost by n3, new draw true")
}

func TestAPreVoteWonIsExplained(t *testing.T) {
	l := newLab(t, 3, preVote)
	l.n(1).campaign()
	l.run(to(3), of(trace.RequestVote))
	l.n(1).expect("pre-candidate in term 0: election_timeout by  ", "timer: election_timeout by , new draw false",
		ownPreVote, "tally in term 0, pre true: n1 says true, 1 for, 0 against",
		"tally in term 0, pre true: n2 says true, 2 for, 0 against",
		"candidate in term 1: pre_vote_won by n2 pre_vote_reply", "timer: pre_vote_won by n2, new draw true",
		selfVote, "tally in term 1, pre false: n1 says true, 1 for, 0 against")
	l.n(2).expect(ownPreVote) // the same words, said by n2
}

// The refusal of a pre-vote in the candidate's own term is the refusal of servers that know a leader.
func TestAPreVoteLostIsExplained(t *testing.T) {
	l := newLab(t, 3, preVote)
	leader := l.elect(1)
	leader.propose("more") // n2 misses it
	l.run(to(2))
	l.lose()
	l.n(2).campaign()
	l.run()
	l.n(2).expect("pre-candidate in term 1: election_timeout by  ", "timer: election_timeout by , new draw false",
		"pre-vote for n2 of term 2 in term 1: granted (own vote n1, logs (0,0) (0,0))",
		"tally in term 1, pre true: n2 says true, 1 for, 0 against",
		"tally in term 1, pre true: n1 says false, 1 for, 1 against",
		"tally in term 1, pre true: n3 says false, 1 for, 2 against",
		"follower in term 1: election_lost by n3 pre_vote_reply", "timer: election_lost by n3, new draw true")
}

func TestAPreCandidateCatchesUpWithTheTermOfARefusal(t *testing.T) {
	m := voter(t, 0, preVote)
	m.campaign()
	m.told = nil
	m.get(&raftpb.Message{Type: raftpb.MsgPreVoteResp.Enum(), From: new(uint64(2)), Term: new(uint64(8)), Reject: new(true)})
	m.expect("follower in term 8: higher_term by n2 pre_vote_reply", "timer: higher_term by n2, new draw true")
}

func TestACandidateYieldsToTheLeaderOfItsTerm(t *testing.T) {
	for kind, name := range map[raftpb.MessageType]string{
		raftpb.MsgHeartbeat: "heartbeat", raftpb.MsgApp: "append", raftpb.MsgSnap: "snapshot"} {
		m := voter(t, 0)
		m.campaign()
		m.told = nil
		m.get(&raftpb.Message{Type: &kind, From: new(uint64(3)), Term: new(uint64(6))})
		m.expect("follower in term 6: leader_of_term by n3 "+name, "timer: leader_of_term by n3, new draw true")
	}
}

func TestAHigherTermIsExplainedByTheMessageThatCarriesIt(t *testing.T) {
	for kind, name := range map[raftpb.MessageType]string{
		raftpb.MsgHeartbeat: "heartbeat", raftpb.MsgApp: "append", raftpb.MsgSnap: "snapshot",
		raftpb.MsgAppResp: "append_reply", raftpb.MsgHeartbeatResp: "heartbeat_reply", raftpb.MsgVoteResp: "vote_reply"} {
		l := newLab(t, 3)
		leader := l.elect(1)
		leader.get(&raftpb.Message{Type: &kind, From: new(uint64(2)), Term: new(uint64(7))})
		leader.expect("follower in term 7: higher_term by n2 "+name, "timer: higher_term by n2, new draw true")
	}
}

func TestALeaderWithoutAQuorumStepsDown(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	leader := l.elect(1)
	leader.pass(10)
	leader.expect() // at its first check it has just been elected
	l.lose()
	leader.pass(9)
	leader.expect()
	leader.pass(1000) // at the first of these it steps down; the others must not make it campaign
	leader.expect("follower in term 1: quorum_lost by  ", "timer: quorum_lost by , new draw true")
}

func TestALeaderWithAQuorumStays(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	leader := l.elect(1)
	for range 20 {
		leader.pass(2)
		l.run(to(3))
	}
	leader.expect()
}

func TestATransferIsExplained(t *testing.T) {
	for _, set := range []func(*engine.Config){preVote, checkQuorum} {
		l := newLab(t, 3, set)
		leader := l.elect(1)
		leader.tell(func(n engine.Node) { n.Transfer(3) })
		l.run(of(trace.RequestVote))
		l.n(3).expect("candidate in term 2: transfer by n1 timeout_now", "timer: transfer by n1, new draw true",
			"vote for n3 of term 2 in term 2: granted (own vote n3, logs (0,0) (0,0))",
			"tally in term 2, pre false: n3 says true, 1 for, 0 against")
		l.run(of(trace.Append))
		leader.pass(1)
		l.run()
		leader.expect("follower in term 2: higher_term by n3 request_vote", "timer: higher_term by n3, new draw true",
			"vote for n3 of term 2 in term 2: granted (own vote n3, logs (1,1) (1,1))",
			"timer: append by n3, new draw false")
	}
}

func TestOnlyALeaderTransfers(t *testing.T) {
	l := newLab(t, 3)
	l.elect(1)
	l.n(2).tell(func(n engine.Node) { n.Transfer(3) })
	l.n(2).expect()
	if len(l.mail) > 0 {
		t.Errorf("a follower that is asked to transfer sends %+v", l.mail)
	}
}

// An answer or a request of an older term has no effect; so has a leader of an older term, even if
// the server answers it to tell of its own term.
func TestMessagesOfALowerTermAreIgnored(t *testing.T) {
	for kind, name := range kindOf {
		if name == 0 || name == trace.RequestVote || name == trace.RequestPreVote {
			continue // they are answered, or told as denied votes
		}
		for _, set := range []func(*engine.Config){func(*engine.Config) {}, preVote, checkQuorum} {
			m := voter(t, 0, set)
			m.get(&raftpb.Message{Type: raftpb.MessageType(kind).Enum(), From: new(uint64(2)), Term: new(uint64(4))})
			m.expect("ignored: stale_term")
			for _, reply := range m.lab.mail {
				if reply.Kind != trace.AppendReply || reply.Granted || reply.Term != 5 {
					t.Errorf("%v of a lower term is answered with %+v, want a refusal that tells the term", name, reply)
				}
			}
		}
	}
}

func TestAServerThatIsNoVoterDoesNotCampaign(t *testing.T) {
	l := newLab(t, 3)
	learner := l.add(engine.Durable{Snapshot: engine.Snapshot{Config: trace.Config{
		Voters: []trace.NodeID{1, 2, 3}, Learners: []trace.NodeID{4}}}})
	learner.campaign()
	learner.expect()
}
