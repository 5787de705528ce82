package etcdraft

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// lab is a cluster in which nothing happens unless the test makes it happen: no time passes and no
// message moves. Disks are durable at once.
type lab struct {
	tb      testing.TB
	members []*member
	mail    []engine.Message // sent and not delivered, oldest first
}

// member is one server, and the observer of what it decides.
type member struct {
	lab     *lab
	id      trace.NodeID
	config  engine.Config
	node    engine.Node
	disk    engine.Durable
	work    engine.Work
	told    []string // what the observer was told
	votes   []engine.Vote
	applied []engine.Entry

	ticks, zero int64        // passed since the boot, and when the timer was last told to be reset
	why         trace.Reason // of that reset
}

// newLab boots servers 1 to n of an empty cluster. The lease is 10 ticks long, and heartbeats are 2
// ticks apart.
func newLab(tb testing.TB, n int, set ...func(*engine.Config)) *lab {
	l := &lab{tb: tb}
	var config trace.Config
	for id := range n {
		config.Voters = append(config.Voters, trace.NodeID(id+1))
	}
	for range n {
		l.add(engine.Durable{Snapshot: engine.Snapshot{Config: config}}, set...)
	}
	return l
}

// add boots one more server from what is on its disk.
func (l *lab) add(disk engine.Durable, set ...func(*engine.Config)) *member {
	m := &member{lab: l, id: trace.NodeID(len(l.members) + 1), node: Engine{}.NewNode(), disk: disk}
	m.config = engine.Config{ID: m.id, ElectionTicks: 10, HeartbeatTicks: 2}
	for _, s := range set {
		s(&m.config)
	}
	l.members = append(l.members, m)
	m.boot()
	return m
}

func preVote(c *engine.Config)     { c.PreVote = true }
func checkQuorum(c *engine.Config) { c.CheckQuorum = true }

func (l *lab) n(id trace.NodeID) *member { return l.members[id-1] }

func (m *member) boot() {
	m.restart()
	m.told = nil
}

func (m *member) restart() {
	m.ticks, m.zero, m.why = 0, 0, trace.Boot
	m.node.Boot(m.config, &m.disk, m)
}

// compact replaces the log by a snapshot, in the server and on its disk.
func (m *member) compact(state trace.Digest) engine.Snapshot {
	taken := m.node.Compact(state, nil)
	if taken.Index > 0 {
		m.disk.Entries = slices.Clone(m.disk.Entries[taken.Index-m.disk.Snapshot.Index:])
		m.disk.Snapshot = taken
	}
	return taken
}

// takeWork asks the server for work, and reports whether there is any.
func (m *member) takeWork() bool {
	w := m.node.Work()
	if w != nil {
		m.work = *w
	}
	return w != nil
}

// tell does something to a server, and then all that follows from it.
func (m *member) tell(do func(engine.Node)) {
	do(m.node)
	for m.node.Err() == nil && m.takeWork() {
		m.write()
		m.lab.mail = append(m.lab.mail, m.work.Messages...)
		m.applied = append(m.applied, m.work.Apply...)
		m.node.Done()
	}
}

func (m *member) write() {
	w := &m.work
	if changes := w.HardState != m.disk.HardState || w.Snapshot != nil || len(w.Entries) > 0; changes && !w.Sync {
		m.lab.tb.Fatalf("%v: its work changes what must be durable, and asks for no sync: %+v", m.id, *w)
	}
	m.disk.HardState = m.work.HardState
	if w.Sync {
		m.disk.Commit = w.Commit
	}
	if m.work.Snapshot != nil {
		m.disk.Snapshot, m.disk.Entries = *m.work.Snapshot, nil
	}
	if len(m.work.Entries) > 0 {
		keep := m.work.Entries[0].Index - m.disk.Snapshot.Index - 1
		m.disk.Entries = append(slices.Clone(m.disk.Entries[:keep]), m.work.Entries...)
	}
}

func (m *member) campaign() { m.tell(func(n engine.Node) { n.Campaign(trace.ElectionTimeout) }) }

// pass lets ticks pass at a server, which then acts.
func (m *member) pass(ticks int64) {
	m.ticks += ticks
	m.tell(func(n engine.Node) { n.Advance(ticks) })
}

func (m *member) propose(data string) bool {
	accepted := false
	m.tell(func(n engine.Node) { accepted = !n.Propose([]byte(data)).Refused() })
	return accepted
}

func (m *member) change(c engine.Change) bool {
	accepted := false
	m.tell(func(n engine.Node) { accepted = !n.Change(c).Refused() })
	return accepted
}

// handle delivers a message.
func (m *member) handle(message engine.Message) {
	m.tell(func(n engine.Node) { n.Step(&message) })
}

// get delivers a message of the library's own kind, with the numbers of a run.
func (m *member) get(message *raftpb.Message) {
	message.To = new(uint64(m.id))
	m.handle(received(message))
}

// received returns a message with the numbers of a run as the library would have sent it.
func received(message *raftpb.Message) engine.Message {
	m := proto.Clone(message).(*raftpb.Message)
	if m.LogTerm = new(m.GetLogTerm() + termZero); message.GetLogTerm() == 0 {
		m.LogTerm = new(fromLogTerm(0, 0))
	}
	m.Term, m.Index, m.Commit = new(m.GetTerm()+termZero), new(m.GetIndex()+indexZero), new(m.GetCommit()+indexZero)
	for _, e := range m.GetEntries() {
		e.Term, e.Index = new(e.GetTerm()+termZero), new(e.GetIndex()+indexZero)
	}
	if s := m.GetSnapshot().GetMetadata(); s != nil {
		s.Term, s.Index = new(s.GetTerm()+termZero), new(s.GetIndex()+indexZero)
	}
	return toMessage(m)
}

// run delivers the mail, and the mail that follows from it, but none that the test holds back.
func (l *lab) run(hold ...func(*engine.Message) bool) {
	var held []engine.Message
	for moves := 0; len(l.mail) > 0; moves++ {
		if moves > 10_000 {
			l.tb.Fatal("the mail does not come to an end")
		}
		next := l.mail[0]
		l.mail = l.mail[1:]
		if slices.ContainsFunc(hold, func(h func(*engine.Message) bool) bool { return h(&next) }) {
			held = append(held, next)
			continue
		}
		if to := l.n(next.To); to.node.Err() == nil {
			to.handle(next)
		}
	}
	l.mail = held
}

// lose drops the mail.
func (l *lab) lose() { l.mail = nil }

// elect makes a server leader, with everything delivered.
func (l *lab) elect(id trace.NodeID) *member {
	l.tb.Helper()
	l.n(id).campaign()
	l.run()
	if got := l.n(id).role(); got != trace.Leader {
		l.tb.Fatalf("%v is %v after its election", id, got)
	}
	for _, m := range l.members {
		m.told = nil
	}
	return l.n(id)
}

func (m *member) role() trace.Role { return m.node.(*node).explain.role }

// to and of select mail.
func to(id trace.NodeID) func(*engine.Message) bool {
	return func(m *engine.Message) bool { return m.To == id }
}

func of(kind trace.MessageKind) func(*engine.Message) bool {
	return func(m *engine.Message) bool { return m.Kind == kind }
}

// expect compares what the observer was told since the last time.
func (m *member) expect(want ...string) {
	m.lab.tb.Helper()
	if !slices.Equal(m.told, want) {
		m.lab.tb.Errorf("%v told\n\t%s\nwant\n\t%s", m.id, strings.Join(m.told, "\n\t"), strings.Join(want, "\n\t"))
	}
	m.told = nil
}

func (m *member) note(format string, v ...any) { m.told = append(m.told, fmt.Sprintf(format, v...)) }

func (m *member) RoleChanged(b engine.RoleChange) bool {
	m.note("%v in term %d: %v by %v %v", b.Role, b.Term, b.Reason, b.Peer, b.Message)
	return true
}

func (m *member) Voted(v *engine.Vote) {
	m.votes = append(m.votes, *v)
	kind := "vote"
	if v.Pre {
		kind = "pre-vote"
	}
	answer := "granted"
	if !v.Granted {
		answer = "denied, " + v.Reason.String()
	}
	m.note("%s for %v of term %d in term %d: %s (own vote %v, logs %v %v)",
		kind, v.Candidate, v.Asked, v.Term, answer, v.VotedFor, v.Last, v.PeerLast)
}

func (m *member) Tallied(t engine.Tally) {
	m.note("tally in term %d, pre %t: %v says %t, %d for, %d against", t.Term, t.Pre, t.Voter, t.Granted, t.Votes, t.Denials)
}

func (m *member) Ignored(why trace.Reason) { m.note("ignored: %v", why) }

func (m *member) GaveUp(to trace.NodeID, why trace.Reason) { m.note("gave up %v: %v", to, why) }

func (m *member) TimerReset(draw bool, why trace.Reason, peer trace.NodeID) {
	m.zero, m.why = m.ticks, why
	m.note("timer: %v by %v, new draw %t", why, peer, draw)
}

func (m *member) Reconfigured(c trace.Config) {
	next := ""
	if len(c.LearnersNext) > 0 {
		next = fmt.Sprintf(" next %v", c.LearnersNext)
	}
	m.note("config: voters %v outgoing %v learners %v%s", c.Voters, c.Outgoing, c.Learners, next)
}
