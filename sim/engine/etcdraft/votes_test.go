package etcdraft

import (
	"testing"

	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// voter is server n1 of three, in term 5, with the log (4,1), and with a vote.
func voter(t *testing.T, vote trace.NodeID, set ...func(*engine.Config)) *member {
	l := &lab{tb: t}
	return l.add(engine.Durable{
		HardState: engine.HardState{Term: 5, Vote: vote},
		Snapshot:  engine.Snapshot{Config: trace.Config{Voters: []trace.NodeID{1, 2, 3}}},
		Entries:   []engine.Entry{{Index: 1, Term: 4, Kind: trace.NoOp}},
	}, set...)
}

// request is a candidate's request whose log ends at a term and index.
func request(kind raftpb.MessageType, from, term, logTerm, index uint64) *raftpb.Message {
	return &raftpb.Message{Type: &kind, From: &from, Term: &term, LogTerm: &logTerm, Index: &index}
}

func heartbeat(from, term uint64) *raftpb.Message {
	return &raftpb.Message{Type: raftpb.MsgHeartbeat.Enum(), From: &from, Term: &term}
}

// Each sentence of the library about a request for a vote becomes the right answer with the right
// reason.
func TestEveryAnswerToARequestForAVoteIsExplained(t *testing.T) {
	const vote, pre = raftpb.MsgVote, raftpb.MsgPreVote
	const higher = "follower in term 6: higher_term by n2 request_vote"
	const kept = "timer: vote_granted by n2, new draw false"
	const drawn = "timer: higher_term by n2, new draw true"
	cases := []struct {
		name    string
		vote    trace.NodeID // that the voter has cast in term 5
		leader  uint64       // that it has heard of in term 5
		ask     *raftpb.Message
		want    []string
		replies string // to the candidate
	}{
		{"granted in its term", 0, 0, request(vote, 2, 5, 4, 1),
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,1) (4,1))", kept}, "yes"},
		{"granted again", 2, 0, request(vote, 2, 5, 4, 1),
			[]string{"vote for n2 of term 5 in term 5: granted (own vote n2, logs (4,1) (4,1))", kept}, "yes"},
		{"granted in a higher term", 3, 3, request(vote, 2, 6, 4, 1),
			[]string{higher, drawn, "vote for n2 of term 6 in term 6: granted (own vote n2, logs (4,1) (4,1))"}, "yes"},
		{"stale term", 3, 0, request(vote, 2, 4, 4, 9),
			[]string{"vote for n2 of term 4 in term 5: denied, stale_term (own vote n3, logs (0,0) (4,9))",
				"ignored: stale_term"}, ""},
		{"already voted", 3, 0, request(vote, 2, 5, 4, 1),
			[]string{"vote for n2 of term 5 in term 5: denied, already_voted (own vote n3, logs (4,1) (4,1))"}, "no"},
		{"already voted, which is tested before the log", 3, 0, request(vote, 2, 5, 1, 1),
			[]string{"vote for n2 of term 5 in term 5: denied, already_voted (own vote n3, logs (4,1) (1,1))"}, "no"},
		{"leader known", 0, 3, request(vote, 2, 5, 4, 1),
			[]string{"vote for n2 of term 5 in term 5: denied, leader_known (own vote , logs (4,1) (4,1))"}, "no"},
		{"log behind by its term", 0, 0, request(vote, 2, 5, 3, 9),
			[]string{"vote for n2 of term 5 in term 5: denied, log_behind (own vote , logs (4,1) (3,9))"}, "no"},
		{"log behind by its length", 0, 0, request(vote, 2, 5, 4, 0),
			[]string{"vote for n2 of term 5 in term 5: denied, log_behind (own vote , logs (4,1) (4,0))"}, "no"},
		{"log behind in a higher term", 2, 2, request(vote, 2, 6, 3, 9),
			[]string{higher, drawn, "vote for n2 of term 6 in term 6: denied, log_behind (own vote , logs (4,1) (3,9))"}, "no"},
		{"log behind after its own vote", 2, 0, request(vote, 2, 5, 3, 1),
			[]string{"vote for n2 of term 5 in term 5: denied, log_behind (own vote n2, logs (4,1) (3,1))"}, "no"},

		{"pre-vote granted, whoever has the vote", 3, 3, request(pre, 2, 6, 4, 1),
			[]string{"pre-vote for n2 of term 6 in term 5: granted (own vote n3, logs (4,1) (4,1))"}, "yes"},
		{"pre-vote of a stale term", 3, 0, request(pre, 2, 4, 4, 1),
			[]string{"pre-vote for n2 of term 4 in term 5: denied, stale_term (own vote n3, logs (4,1) (4,1))"}, "no"},
		{"pre-vote with a log behind", 0, 0, request(pre, 2, 6, 3, 1),
			[]string{"pre-vote for n2 of term 6 in term 5: denied, log_behind (own vote , logs (4,1) (3,1))"}, "no"},
		{"pre-vote with a log behind, whoever has the vote", 3, 3, request(pre, 2, 6, 3, 1),
			[]string{"pre-vote for n2 of term 6 in term 5: denied, log_behind (own vote n3, logs (4,1) (3,1))"}, "no"},
		{"pre-vote of the current term, already voted", 3, 0, request(pre, 2, 5, 4, 1),
			[]string{"pre-vote for n2 of term 5 in term 5: denied, already_voted (own vote n3, logs (4,1) (4,1))"}, "no"},
		{"pre-vote of the current term, leader known", 0, 3, request(pre, 2, 5, 4, 1),
			[]string{"pre-vote for n2 of term 5 in term 5: denied, leader_known (own vote , logs (4,1) (4,1))"}, "no"},
		{"pre-vote of the current term, granted", 0, 0, request(pre, 2, 5, 4, 1),
			[]string{"pre-vote for n2 of term 5 in term 5: granted (own vote , logs (4,1) (4,1))"}, "yes"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := voter(t, c.vote, preVote)
			if c.leader != 0 {
				m.get(heartbeat(c.leader, 5))
			}
			m.pass(1)
			m.lab.lose()
			m.told = nil
			m.get(c.ask)
			m.expect(c.want...)
			checkReply(t, m.lab.mail, c.replies)
		})
	}
}

func checkReply(t *testing.T, mail []engine.Message, want string) {
	t.Helper()
	got := ""
	for _, m := range mail {
		got += map[bool]string{true: "yes", false: "no"}[m.Granted]
	}
	if got != want {
		t.Errorf("it replied %q, want %q: %+v", got, want, mail)
	}
}

// A server that heard from a leader within the lease does not even look at a request.
func TestTheLeaseOfCheckQuorumIsExplained(t *testing.T) {
	m := voter(t, 0, checkQuorum)
	m.get(heartbeat(3, 5))
	m.pass(9)
	m.lab.lose()
	m.told = nil
	for _, kind := range []raftpb.MessageType{raftpb.MsgVote, raftpb.MsgPreVote} {
		m.get(request(kind, 2, 6, 4, 1))
		m.expect(map[raftpb.MessageType]string{
			raftpb.MsgVote:    "vote for n2 of term 6 in term 5: denied, lease (own vote , logs (4,1) (4,1))",
			raftpb.MsgPreVote: "pre-vote for n2 of term 6 in term 5: denied, lease (own vote , logs (4,1) (4,1))",
		}[kind], "ignored: lease")
	}
	checkReply(t, m.lab.mail, "")
	m.pass(1)
	m.get(request(raftpb.MsgVote, 2, 6, 4, 1))
	m.expect("follower in term 6: higher_term by n2 request_vote", "timer: higher_term by n2, new draw true",
		"vote for n2 of term 6 in term 6: granted (own vote n2, logs (4,1) (4,1))")
}

func TestTheLeaseDoesNotHoldAgainstATransfer(t *testing.T) {
	m := voter(t, 0, checkQuorum)
	m.get(heartbeat(3, 5))
	m.told = nil
	ask := request(raftpb.MsgVote, 2, 6, 4, 1)
	ask.Context = []byte("CampaignTransfer")
	m.get(ask)
	m.expect("follower in term 6: higher_term by n2 request_vote", "timer: higher_term by n2, new draw true",
		"vote for n2 of term 6 in term 6: granted (own vote n2, logs (4,1) (4,1))")
}

// A leader is its own leader: its lease lasts as long as it leads.
func TestALeadersOwnLeaseIsExplained(t *testing.T) {
	l := newLab(t, 3, checkQuorum)
	leader := l.elect(1)
	leader.get(request(raftpb.MsgVote, 3, 2, 1, 1))
	leader.expect("vote for n3 of term 2 in term 1: denied, lease (own vote n1, logs (1,1) (1,1))", "ignored: lease")
}
