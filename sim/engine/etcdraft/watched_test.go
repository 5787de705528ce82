package etcdraft

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
)

// watch makes servers that are held against the library after every call, in a world with random faults.
type watch struct {
	Engine
	tb   testing.TB
	sent map[*raftpb.Message][]byte // as each message was when it was sent
	seen map[string]int             // how often each thing happened
}

func (w *watch) NewNode() engine.Node {
	return &watched{node: w.Engine.NewNode().(*node), watch: w}
}

// Observe implements [trace.Sink].
func (*watch) Observe(*trace.Event) {}

// watched is a server, and what it told since its last boot.
type watched struct {
	*node
	engine.Observer
	watch       *watch
	role        trace.Role
	told        []string // the answers told since the last work
	ticks, zero int64    // passed since the boot, and when the timer was last told to be reset
	why         trace.Reason
}

func (m *watched) Boot(c engine.Config, from *engine.Durable, o engine.Observer) {
	m.Observer, m.role, m.told = o, trace.Follower, nil
	m.ticks, m.zero, m.why = 0, 0, trace.Boot
	m.node.Boot(c, from, m)
	m.check()
}

func (m *watched) Advance(ticks int64) {
	m.ticks += ticks
	m.node.Advance(ticks)
	m.check()
}

func (m *watched) Step(message *engine.Message) {
	m.watch.seen[message.Kind.String()]++
	m.node.Step(message)
	m.check()
}

func (m *watched) Campaign(why trace.Reason) {
	m.node.Campaign(why)
	m.check()
}

func (m *watched) Propose(data []byte) engine.Refusal {
	defer m.check()
	return m.count("command", m.node.Propose(data))
}

func (m *watched) Change(c engine.Change) engine.Refusal {
	defer m.check()
	return m.count("change", m.node.Change(c))
}

func (m *watched) Transfer(to trace.NodeID) engine.Refusal {
	defer m.check()
	return m.count("transfer", m.node.Transfer(to))
}

func (m *watched) Read(number uint64, way trace.ReadWay) engine.Refusal {
	defer m.check()
	return m.count("read", m.node.Read(number, way))
}

func (m *watched) MayRead(number uint64, index trace.Index) {
	m.Observer.(engine.ReadObserver).MayRead(number, index)
}

func (m *watched) Compact(state trace.Digest, contents []byte) engine.Snapshot {
	defer m.check()
	taken := m.node.Compact(state, contents)
	if taken.Index > 0 {
		m.watch.seen["compacted"]++
	}
	return taken
}

func (m *watched) SnapshotSent(to trace.NodeID, arrived bool) {
	m.node.SnapshotSent(to, arrived)
	m.check()
}

// Work also holds the answers sent against the answers told: the same, in the same order.
func (m *watched) Work() *engine.Work {
	work := m.node.Work()
	if work == nil {
		return nil
	}
	var answered []string
	for i := range work.Messages {
		r := &work.Messages[i]
		if r.Kind == trace.VoteReply || r.Kind == trace.PreVoteReply {
			answered = append(answered, fmt.Sprintf("to %v, pre %t, granted %t, term %d", r.To, r.Kind == trace.PreVoteReply, r.Granted, r.Term))
		}
		m.remember(r)
	}
	if !slices.Equal(m.told, answered) {
		m.watch.tb.Fatalf("%v told of the answers %q and sends %q", m.config.ID, m.told, answered)
	}
	m.told = nil
	return work
}

func (m *watched) Done() bool {
	defer m.check()
	return m.node.Done()
}

// remember keeps what a message is when it is sent.
func (m *watched) remember(message *engine.Message) {
	body := message.Body.(*raftpb.Message)
	if message.Kind == 0 || message.From != m.config.ID || message.To == 0 || message.To == m.config.ID || message.Term == 0 {
		m.watch.tb.Fatalf("%v sends %+v", m.config.ID, message)
	}
	if _, known := m.watch.sent[body]; !known {
		m.watch.sent[body] = encode(body)
	}
}

func (m *watched) count(what string, refused engine.Refusal) engine.Refusal {
	if !refused.Refused() {
		m.watch.seen[what]++
	}
	return refused
}

// RoleChanged implements [engine.Observer].
func (m *watched) RoleChanged(b engine.RoleChange) bool {
	if m.role != b.Role {
		m.watch.seen[b.Role.String()]++
	}
	m.role = b.Role
	return m.Observer.RoleChanged(b)
}

// Voted implements [engine.Observer]. A request that is ignored, and a candidate's own vote, are told and not
// answered.
func (m *watched) Voted(v *engine.Vote) {
	ignored := !v.Granted && (v.Reason == trace.LeaderLease || v.Reason == trace.StaleTerm && !v.Pre)
	if v.Candidate != m.config.ID && !ignored {
		term := v.Term
		if v.Granted {
			term = v.Asked
		}
		m.told = append(m.told, fmt.Sprintf("to %v, pre %t, granted %t, term %d", v.Candidate, v.Pre, v.Granted, term))
	}
	if !v.Granted {
		m.watch.seen[v.Reason.String()]++
	}
	m.Observer.Voted(v)
}

// TimerReset implements [engine.Observer].
func (m *watched) TimerReset(draw bool, why trace.Reason, peer trace.NodeID) {
	m.zero, m.why = m.ticks, why
	m.Observer.TimerReset(draw, why, peer)
}

// check holds what was told against what the library reports, and its counter against the resets told. The
// library does not reset the counter of a pre-candidate.
func (m *watched) check() {
	if m.err != nil {
		m.watch.tb.Fatalf("%v gave up: %v", m.config.ID, m.err)
	}
	status := m.raw.BasicStatus()
	roles := map[etcd.StateType]trace.Role{etcd.StateFollower: trace.Follower, etcd.StatePreCandidate: trace.PreCandidate,
		etcd.StateCandidate: trace.Candidate, etcd.StateLeader: trace.Leader}
	hard := engine.HardState{Term: toTerm(status.GetTerm()), Vote: trace.NodeID(status.GetVote())}
	if roles[status.RaftState] != m.role || hard != m.hardState() {
		m.watch.tb.Fatalf("%v told it is %v, with %+v; the library reports %+v", m.config.ID, m.role, m.hardState(), status)
	}
	limit := int64(1)
	if m.config.CheckQuorum {
		limit = m.config.ElectionTicks
	}
	if m.role == trace.Leader || m.role == trace.PreCandidate {
		return
	}
	if got, want := m.fields.electionElapsed(), min(m.ticks-m.zero, limit); got != want {
		m.watch.tb.Fatalf("%v: the timer was told to be reset %d ticks ago (%v), the library counts %d",
			m.config.ID, want, m.why, got)
	}
}

func encode(m *raftpb.Message) []byte {
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

// What is told is what the library does, in random schedules on honest disks. A message may be delivered twice: neither the
// first delivery nor anything after it changes it.
func TestWhatIsToldIsWhatTheLibraryDoes(t *testing.T) {
	w := &watch{tb: t, seen: map[string]int{}}
	world := sim.New(w)
	for seed := range uint64(100) {
		w.sent = map[*raftpb.Message][]byte{}
		if err := world.Run(schedule.Honest(seed), seed, w); err != nil {
			t.Fatal(err)
		}
		for message, before := range w.sent {
			if after := encode(message); !bytes.Equal(before, after) {
				t.Fatalf("seed %d: a message was changed after it was sent; now it is %v", seed, message)
			}
		}
	}
	for _, what := range []string{"follower", "pre-candidate", "candidate", "leader", "command", "compacted", "change", "transfer",
		"stale_term", "already_voted", "log_behind", "leader_known", "lease",
		"heartbeat", "append", "append_reply", "snapshot", "request_vote", "vote_reply", "pre_vote_reply", "timeout_now"} {
		if w.seen[what] < 20 {
			t.Errorf("%q happened %d times: the schedules do not test it", what, w.seen[what])
		}
	}
}
