package etcdraft

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// storm is a cluster of five to which everything happens that can: messages are lost, doubled and
// overtaken, servers crash, and elections, commands, snapshots, transfers and changes come at any
// time. What holds in a storm is checked after every step.
type storm struct {
	*lab
	random *rand.Rand
	sent   map[*raftpb.Message][]byte // as each message was when it was sent
	seen   map[string]int             // how often each thing happened
}

func newStorm(tb testing.TB, seed uint64) *storm {
	set := func(c *engine.Config) {
		c.PreVote, c.CheckQuorum, c.SingleAppend = seed%2 == 0, seed%3 == 0, seed%5 == 0
	}
	return &storm{lab: newLab(tb, 5, set), random: rand.New(rand.NewPCG(seed, 9)),
		sent: map[*raftpb.Message][]byte{}, seen: map[string]int{}}
}

func (s *storm) rage(steps int) {
	for range steps {
		m := s.members[s.random.IntN(len(s.members))]
		if leader := s.leader(); leader != nil && s.random.IntN(2) == 0 {
			m = leader
		}
		votes, mail, role := len(m.votes), len(s.mail), m.role()
		switch roll := s.random.IntN(200); {
		case roll < 130:
			m, votes, mail, role = s.deliver(m)
		case roll < 170:
			m.pass(1)
		case roll < 176 && role != trace.Leader:
			m.campaign()
		case roll < 184:
			s.saw("command", m.propose("x"))
		case roll < 188:
			m.restart()
		case roll < 192:
			s.saw("compacted", m.compact(7).Index > 0)
		case roll < 196:
			s.saw("change", m.change(s.randomChange()))
		default:
			m.tell(func(n engine.Node) { n.Transfer(trace.NodeID(1 + s.random.IntN(5))) })
		}
		s.check(m, m.votes[votes:], s.mail[min(mail, len(s.mail)):])
		s.saw(m.role().String(), role != m.role())
	}
}

func (s *storm) saw(what string, happened bool) {
	if happened {
		s.seen[what]++
	}
}

func (s *storm) leader() *member {
	for _, m := range s.members {
		if m.role() == trace.Leader {
			return m
		}
	}
	return nil
}

// randomChange touches n4 and n5 only, so that three voters always stay.
func (s *storm) randomChange() (c engine.Change) {
	for _, id := range (nodes{4, 5}) {
		switch s.random.IntN(4) {
		case 0:
			c.Add = append(c.Add, id)
		case 1:
			c.Learn = append(c.Learn, id)
		case 2:
			c.Remove = append(c.Remove, id)
		}
	}
	c.Joint = len(c.Add)+len(c.Learn)+len(c.Remove) != 1 || s.random.IntN(2) == 0
	return c
}

// deliver takes some message, and loses it, delivers it, or delivers it and keeps it to come again.
func (s *storm) deliver(m *member) (to *member, votes, mail int, role trace.Role) {
	if len(s.mail) == 0 {
		return m, len(m.votes), 0, m.role()
	}
	i := s.random.IntN(len(s.mail))
	message := s.mail[i]
	if again := s.random.IntN(8) == 0; !again {
		s.mail = slices.Delete(s.mail, i, i+1)
	}
	to = s.n(message.To)
	arrives := s.random.IntN(10) > 0
	votes, mail, role = len(to.votes), len(s.mail), to.role()
	if arrives {
		s.saw(message.Kind.String(), true)
		to.handle(message)
	}
	if message.Kind == trace.Snapshot {
		s.n(message.From).node.SnapshotSent(message.To, arrives)
	}
	return to, votes, mail, role
}

func (s *storm) check(m *member, votes []engine.Vote, sent []engine.Message) {
	if err := m.node.Err(); err != nil {
		s.tb.Fatalf("%v gave up: %v", m.id, err)
	}
	s.checkReplies(m, votes, sent)
	s.checkSeam(m)
	for _, message := range sent {
		body := message.Body.(*raftpb.Message)
		if message.Kind == 0 || message.From != m.id || message.To == 0 || message.To == m.id || message.Term == 0 {
			s.tb.Fatalf("%v sent %+v", m.id, message)
		}
		if _, known := s.sent[body]; !known {
			s.sent[body] = encode(body)
		}
	}
	if len(s.mail) > 60 {
		s.mail = slices.Clone(s.mail[30:])
	}
}

// checkReplies holds the answers sent against the votes told: the same, in the same order. A request
// that is ignored, and a candidate's own vote, are told and not answered.
func (s *storm) checkReplies(m *member, votes []engine.Vote, sent []engine.Message) {
	var told, answered []string
	for _, v := range votes {
		ignored := !v.Granted && (v.Reason == trace.LeaderLease || v.Reason == trace.StaleTerm && !v.Pre)
		if v.Candidate != m.id && !ignored {
			term := v.Term
			if v.Granted {
				term = v.Asked
			}
			told = append(told, fmt.Sprintf("to %v, pre %t, granted %t, term %d", v.Candidate, v.Pre, v.Granted, term))
		}
		if !v.Granted {
			s.saw(v.Reason.String(), true)
		}
	}
	for _, r := range sent {
		if r.Kind == trace.VoteReply || r.Kind == trace.PreVoteReply {
			answered = append(answered, fmt.Sprintf("to %v, pre %t, granted %t, term %d",
				r.To, r.Kind == trace.PreVoteReply, r.Granted, r.Term))
		}
	}
	if !slices.Equal(told, answered) {
		s.tb.Fatalf("%v told of the answers %q and sent %q", m.id, told, answered)
	}
}

// checkSeam holds what was told against what the library reports, and its counter against the
// resets told. The library does not reset the counter of a pre-candidate.
func (s *storm) checkSeam(m *member) {
	n := m.node.(*node)
	status := n.raw.BasicStatus()
	roles := map[etcd.StateType]trace.Role{etcd.StateFollower: trace.Follower, etcd.StatePreCandidate: trace.PreCandidate,
		etcd.StateCandidate: trace.Candidate, etcd.StateLeader: trace.Leader}
	hard := engine.HardState{Term: trace.Term(status.GetTerm()), Vote: trace.NodeID(status.GetVote())}
	if roles[status.RaftState] != m.role() || hard != m.disk.HardState {
		s.tb.Fatalf("%v told it is %v, and has %+v on its disk; the library reports %+v", m.id, m.role(), m.disk.HardState, status)
	}
	limit := int64(1)
	if m.config.CheckQuorum {
		limit = m.config.ElectionTicks
	}
	if m.role() == trace.Leader || m.role() == trace.PreCandidate {
		return
	}
	if got, want := n.fields.electionElapsed(), min(m.ticks-m.zero, limit); got != want {
		s.tb.Fatalf("%v: the timer was told to be reset %d ticks ago (%v), the library counts %d",
			m.id, want, m.why, got)
	}
}

func encode(m *raftpb.Message) []byte {
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

// history is all that the witnesses were told.
func (s *storm) history() string {
	var b strings.Builder
	for _, m := range s.members {
		fmt.Fprintf(&b, "%v: %s\n", m.id, strings.Join(m.told, "\n"))
	}
	return b.String()
}

func TestWhatIsToldIsWhatTheLibraryDoes(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(80) {
		s := newStorm(t, seed)
		s.rage(1500)
		for what, count := range s.seen {
			seen[what] += count
		}
	}
	for _, what := range []string{"follower", "pre-candidate", "candidate", "leader", "command", "compacted", "change",
		"stale_term", "already_voted", "log_behind", "leader_known", "lease",
		"heartbeat", "append", "append_reply", "snapshot", "request_vote", "vote_reply", "pre_vote_reply", "timeout_now"} {
		if seen[what] < 20 {
			t.Errorf("%q happened %d times: the storms do not test it", what, seen[what])
		}
	}
}

// A message may be delivered twice: neither the first delivery nor anything after it may change it.
func TestMessagesAreNeverChangedOnceSent(t *testing.T) {
	for seed := range uint64(30) {
		s := newStorm(t, seed)
		s.rage(1500)
		for message, before := range s.sent {
			if after := encode(message); !bytes.Equal(before, after) {
				t.Fatalf("seed %d: a message was changed after it was sent; now it is %v", seed, message)
			}
		}
	}
}

// The library draws timeouts from crypto/rand for every server; nothing that is told depends on them.
func TestTheSameInputTellsTheSame(t *testing.T) {
	const storms = 12
	var histories [4][storms]string
	var group sync.WaitGroup
	for run := range histories {
		group.Go(func() {
			for seed := range uint64(storms) {
				s := newStorm(t, seed)
				s.rage(800)
				histories[run][seed] = s.history()
			}
		})
	}
	group.Wait()
	for run := range histories {
		for seed := range storms {
			if histories[run][seed] != histories[0][seed] {
				t.Errorf("storm %d of run %d tells another history than in run 0", seed, run)
			}
		}
	}
	if histories[0][0] == histories[0][1] {
		t.Error("two storms tell the same history: the comparison is blind")
	}
}
