package textbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// lab is a cluster in which nothing happens unless the test makes it happen: no time passes and no
// message moves. Disks are durable at once, unless a test holds the work back.
type lab struct {
	tb      testing.TB
	members []*member
	mail    []engine.Message // sent and not delivered, oldest first
}

// member is one server, and the observer of what it decides.
type member struct {
	*node
	lab     *lab
	number  trace.NodeID
	setting engine.Config
	onDisk  engine.Durable
	work    engine.Work
	told    []string
	applies []engine.Entry
}

// newLab boots servers 1 to n of an empty cluster. The least election timeout is 10 ticks, and
// heartbeats are 2 ticks apart.
func newLab(tb testing.TB, n int, set ...func(*engine.Config)) *lab {
	l := &lab{tb: tb}
	for range n {
		l.add(engine.Durable{}, n, set...)
	}
	return l
}

// add boots one more server of a cluster of n from what is on its disk.
func (l *lab) add(disk engine.Durable, n int, set ...func(*engine.Config)) *member {
	m := &member{lab: l, number: trace.NodeID(len(l.members) + 1), node: Engine{}.NewNode().(*node), onDisk: disk}
	for id := range n {
		m.onDisk.Snapshot.Config.Voters = append(m.onDisk.Snapshot.Config.Voters, trace.NodeID(id+1))
	}
	m.setting = engine.Config{ID: m.number, ElectionTicks: 10, HeartbeatTicks: 2}
	for _, s := range set {
		s(&m.setting)
	}
	l.members = append(l.members, m)
	m.boot()
	return m
}

// server returns n1 of three, in a term, with a vote, and with a log of entries of the given terms.
func server(tb testing.TB, term trace.Term, vote trace.NodeID, log ...trace.Term) *member {
	l := &lab{tb: tb}
	return l.add(engine.Durable{HardState: engine.HardState{Term: term, Vote: vote}, Entries: entriesOf(1, log...)}, 3)
}

// entriesOf returns entries of the given terms from an index on.
func entriesOf(first trace.Index, terms ...trace.Term) []engine.Entry {
	var entries []engine.Entry
	for i, t := range terms {
		entries = append(entries, engine.Entry{Index: first + trace.Index(i), Term: t, Kind: trace.NoOp})
	}
	return entries
}

// logOf returns the terms of a server's entries.
func logOf(m *member) []trace.Term {
	var terms []trace.Term
	for _, e := range m.log.between(0, m.log.last()) {
		terms = append(terms, e.Term)
	}
	return terms
}

// entriesIn makes a message carry entries of the given terms.
func entriesIn(m engine.Message, terms ...trace.Term) engine.Message {
	body := &memory{append(make([]engine.Entry, m.Prev.Index), entriesOf(m.Prev.Index+1, terms...)...)}
	m.Body, m.Entries = body, len(terms)
	return m
}

func preVote(c *engine.Config)      { c.PreVote = true }
func checkQuorum(c *engine.Config)  { c.CheckQuorum = true }
func singleAppend(c *engine.Config) { c.SingleAppend = true }

func (l *lab) n(id trace.NodeID) *member { return l.members[id-1] }

func (m *member) boot() {
	m.Boot(m.setting, &m.onDisk, m)
	m.told = nil
}

// takeWork asks the server for work, and reports whether there is any.
func (m *member) takeWork() bool {
	w := m.Work()
	if w != nil {
		m.work = *w
	}
	return w != nil
}

// processReady does all that follows from what the server was told.
func (m *member) settle() {
	for m.takeWork() {
		m.write()
		m.lab.mail = append(m.lab.mail, m.work.Messages...)
		m.applies = append(m.applies, m.work.Apply...)
		m.Done()
	}
}

func (m *member) write() {
	if !m.work.Sync {
		return
	}
	m.onDisk.HardState = m.work.HardState
	if len(m.work.Entries) > 0 {
		m.onDisk.Entries = append(m.onDisk.Entries[:m.work.Entries[0].Index-1], m.work.Entries...)
	}
}

func (m *member) campaign() {
	m.Campaign(trace.ElectionTimeout)
	m.settle()
}

// pass lets ticks pass at a server, which then acts.
func (m *member) pass(ticks int64) {
	m.Advance(ticks)
	m.settle()
}

func (m *member) propose(data string) bool {
	accepted := !m.Propose([]byte(data)).Refused()
	m.settle()
	return accepted
}

// get delivers a message, and returns what is sent because of it.
func (m *member) get(message engine.Message) []engine.Message {
	before := len(m.lab.mail)
	message.To = m.number
	m.Step(&message)
	m.settle()
	return m.lab.mail[before:]
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
		to := l.n(next.To)
		to.Step(&next)
		to.settle()
	}
	l.mail = held
}

// elect makes a server leader, with everything delivered.
func (l *lab) elect(id trace.NodeID) *member {
	l.tb.Helper()
	l.n(id).campaign()
	l.run()
	if l.n(id).role != trace.Leader {
		l.tb.Fatalf("%v is %v after its election", id, l.n(id).role)
	}
	l.forget()
	return l.n(id)
}

// drop drops the mail and what was told.
func (l *lab) forget() {
	l.mail = nil
	for _, m := range l.members {
		m.told = nil
	}
}

// expect compares what the observer was told since the last time.
func (m *member) expect(want ...string) {
	m.lab.tb.Helper()
	if !slices.Equal(m.told, want) {
		m.lab.tb.Errorf("%v told\n\t%s\nwant\n\t%s", m.number, strings.Join(m.told, "\n\t"), strings.Join(want, "\n\t"))
	}
	m.told = nil
}

func (m *member) note(format string, v ...any) { m.told = append(m.told, fmt.Sprintf(format, v...)) }

func (m *member) RoleChanged(b engine.RoleChange) bool {
	m.note("%v in term %d: %v by %v %v", b.Role, b.Term, b.Reason, b.Peer, b.Message)
	return true
}

func (m *member) Voted(v *engine.Vote) {
	kind, answer := "vote", "granted"
	if v.Pre {
		kind = "pre-vote"
	}
	if !v.Granted {
		answer = "denied"
	}
	if v.Reason != 0 {
		answer += ", " + v.Reason.String()
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
	m.note("timer: %v by %v, new draw %t", why, peer, draw)
}

func (m *member) Reconfigured(c trace.Config) { m.note("config: voters %v", c.Voters) }

// describe tells messages in short.
func describe(mail []engine.Message) []string {
	var words []string
	for _, m := range mail {
		text := fmt.Sprintf("%v to %v, term %d", m.Kind, m.To, m.Term)
		switch m.Kind {
		case trace.RequestVote, trace.RequestPreVote:
			text += fmt.Sprintf(", log ends at %v", m.Prev)
		case trace.Heartbeat:
			text += fmt.Sprintf(", after %v, commit %d", m.Prev, m.Commit)
		case trace.Append:
			text += fmt.Sprintf(", after %v, %d entries up to %d, commit %d", m.Prev, m.Entries, m.Index, m.Commit)
		case trace.VoteReply, trace.PreVoteReply:
			text += fmt.Sprintf(", %t", m.Granted)
		case trace.HeartbeatReply, trace.AppendReply:
			text += fmt.Sprintf(", %t, at %d", m.Granted, m.Index)
		}
		words = append(words, text)
	}
	return words
}

func expectMail(tb testing.TB, mail []engine.Message, want ...string) {
	tb.Helper()
	if got := describe(mail); !slices.Equal(got, want) {
		tb.Errorf("sent\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
