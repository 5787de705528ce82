package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// node is one server that a program plays: what the program says of itself, and what the host keeps for it.
type node struct {
	engine   *Engine
	observer engine.Observer
	config   engine.Config
	conn     Conn
	id       trace.NodeID
	voters   []trace.NodeID
	err      error

	calls  uint64 // since the boot
	line   line
	answer answer
	known  map[string][]byte           // the data that the program was given since the boot
	open   map[uint64]*reply           // the requests that are not answered, by call
	agreed map[trace.NodeID]trace.Term // in which term a follower last said where its log is as this leader's

	state
	disk     disk
	tally    tally
	vote     engine.Vote
	rules    rules
	transfer transfer
	snapshot engine.Snapshot // its own: Index 0 if there is none

	now, heartbeatAt int64 // ticks since the boot
}

// state is what a program says of itself, with the names of Figure 2.
type state struct {
	role   trace.Role
	hard   engine.HardState
	start  trace.Position // of the entry before the log
	log    []engine.Entry // never changed in place: messages and work refer to it
	commit trace.Index

	saved     engine.HardState // at its last persist
	savedLast trace.Index      // the entries up to here are as they were then
}

// body is what a message carries besides the fields that the world knows.
type body struct {
	entries  []engine.Entry
	extra    []byte
	asked    int  // replies: how many entries the request had
	lastTold bool // replies: lastLogIndex was given

	askedTerm trace.Term // replies to PreVote: the term of the request
	called    bool       // RequestVote: the leader has called the candidate

	snapshot *engine.Snapshot // InstallSnapshot and its reply; nil: the message is another
}

// Boot implements [engine.Node]. For a new run the program of the last run will do: it hears boot and is to forget everything.
// Within a run a restart gets another program.
func (n *node) Boot(c engine.Config, from *engine.Durable, w engine.Observer) {
	n.id, n.config, n.observer, n.err = c.ID, c, w, nil
	n.voters = from.Snapshot.Config.Voters
	n.calls, n.known, n.open, n.agreed = 0, map[string][]byte{}, map[uint64]*reply{}, map[trace.NodeID]trace.Term{}
	n.state = bootState(from)
	n.disk.found(from)
	n.tally, n.rules, n.transfer = tally{}, rules{}, transfer{}
	n.now, n.heartbeatAt = 0, 0
	n.snapshot = from.Snapshot
	if len(from.Snapshot.Config.Learners)+len(from.Snapshot.Config.Outgoing) > 0 {
		n.err = faultf("learners and joint configurations are not in the protocol", "协议中没有学习者和联合配置")
		return
	}
	n.learn(n.log)
	n.observer.Reconfigured(from.Snapshot.Config)
	if err := n.connect(c.Restart || n.engine.Fresh); err != nil {
		n.fail(err, lang.Say("%v does not start", "%v 未能启动", n.id))
		return
	}
	n.calls++
	n.line.boot(n.calls, &c, from)
	n.step(trace.Boot, nil)
}

func bootState(from *engine.Durable) state {
	s := &from.Snapshot
	return state{role: trace.Follower, hard: from.HardState, start: trace.Position{Term: s.Term, Index: s.Index},
		log: append([]engine.Entry(nil), from.Entries...), commit: s.Index, saved: from.HardState, savedLast: from.Last().Index}
}

// last returns the index of the last entry.
func (s *state) last() trace.Index { return s.start.Index + trace.Index(len(s.log)) }

// termAt returns the term of an entry of the log, or of the one before it.
func (s *state) termAt(index trace.Index) (term trace.Term, known bool) {
	switch {
	case index < s.start.Index || index > s.last():
		return 0, false
	case index == s.start.Index:
		return s.start.Term, true
	}
	return s.log[index-s.start.Index-1].Term, true
}

// connect makes sure that there is a program.
func (n *node) connect(anew bool) error {
	if n.conn != nil && anew {
		n.engine.Host.End(n.conn)
		n.conn = nil
	}
	if n.conn != nil {
		return nil
	}
	conn, err := n.engine.Host.Start()
	if err == nil {
		n.conn = conn
	}
	return err
}

// fail ends the server, and with it the run.
func (n *node) fail(err error, place lang.Text) {
	fault, ok := err.(*Fault)
	if !ok {
		fault = faultf("%v", "%v", err)
	}
	fault = fault.in(place)
	n.err = fault
	if n.conn != nil {
		n.engine.Host.End(n.conn)
		n.conn = nil
	}
	if n.engine.Found != nil {
		n.engine.Found(Finding{Node: n.id, Fault: fault, Words: fault.Words})
	}
}

// step asks the program what the request in n.line brings about, and takes over the answer.
func (n *node) step(why trace.Reason, m *engine.Message) {
	if n.err != nil {
		return
	}
	if len(n.line) > MostLine {
		n.fail(faultf("this request would have %d bytes, and a line has at most 1 MiB (send fewer entries in a message; a scenario can have fewer commands, or snapshots)",
			"这个请求将有 %d 字节，而一行最长 1 MiB（请在一条消息中少发一些条目；场景可以减少命令，或使用快照）", len(n.line)), n.place(m))
		return
	}
	before := n.state
	reply, err := n.conn.Call(n.line)
	if n.engine.Heard != nil {
		n.engine.Heard(Call{n.id, n.calls, n.line, reply})
	}
	if err != nil {
		n.fail(err, n.place(m))
		return
	}
	if fault := n.hear(reply, m); fault != nil {
		n.fail(fault, n.place(m))
		return
	}
	n.rules.expired, n.rules.timeout = why == trace.ElectionTimeout, why == trace.ElectionTimeout || why == trace.ForcedTimeout
	n.conclude(&before, why, m)
	n.judge(&before, m)
	if n.role != trace.Leader {
		n.transfer = transfer{}
	}
}

// hear reads an answer and takes it over. The messages in it are then in the last stage of the disk.
func (n *node) hear(reply []byte, m *engine.Message) *Fault {
	if fault := parse(reply, &n.answer, answerFields); fault != nil {
		return fault
	}
	changed, fault := n.take(m)
	if fault != nil {
		return fault
	}
	messages, fault := n.messages(m)
	if fault != nil {
		return fault
	}
	n.rules.sent, n.rules.changed = messages, changed
	n.disk.add(stage{state: n.state, snapshot: n.rules.replaced, from: changed, persist: n.answer.Persist, messages: messages})
	return nil
}

// place says which call it is, for people: n2, call 12, RequestVote of n5 for term 3.
func (n *node) place(m *engine.Message) lang.Text {
	what := lang.Text{EN: doOf(n.line), ZH: doOf(n.line)}
	if m != nil {
		what = lang.Say("%s of %v, term %d", "%s（来自 %v，任期 %d）", typeOf(m), m.From, m.Term)
	}
	return lang.Say("%v, call %d (%s)", "%v，第 %d 次调用（%s）", n.id, n.calls, what)
}

// doOf returns the word of a request that says what it is.
func doOf(request line) string {
	const before = len(`{"do":"`)
	end := before
	for end < len(request) && request[end] != '"' {
		end++
	}
	return string(request[before:end])
}

// learn remembers which data the program was given.
func (n *node) learn(entries []engine.Entry) {
	for i := range entries {
		if e := &entries[i]; e.Kind != trace.NoOp {
			n.known[word(e.Data)] = e.Data
		}
	}
}

// Step implements [engine.Node].
func (n *node) Step(m *engine.Message) {
	if n.err != nil {
		return
	}
	if b, ok := m.Body.(*body); ok {
		n.learn(b.entries)
	}
	n.calls++
	switch m.Kind {
	case trace.RequestVote, trace.RequestPreVote, trace.Append, trace.Heartbeat, trace.Snapshot:
		n.open[n.calls] = &reply{request: *m, stale: m.Term < n.hard.Term, end: n.end()}
	}
	if (m.Kind == trace.AppendReply || m.Kind == trace.HeartbeatReply) && m.Granted && m.Term == n.hard.Term {
		n.agreed[m.From] = m.Term
	}
	n.countVote(m)
	n.line.message(n.calls, n.now, m)
	n.step(0, m)
}

// Campaign implements [engine.Node].
func (n *node) Campaign(why trace.Reason) {
	if n.role != trace.Leader {
		n.ask("timeout", why)
	}
}

// ask makes a request that has nothing but its word.
func (n *node) ask(do string, why trace.Reason) {
	n.calls++
	n.line.begin(do, n.calls, n.now)
	n.line.text("}")
	n.step(why, nil)
}

// Advance implements [engine.Node]. Only a leader does something by itself: it sends heartbeats.
func (n *node) Advance(ticks int64) {
	n.now += ticks
	n.endTransferInTime()
	if n.role == trace.Leader && n.now >= n.heartbeatAt {
		n.heartbeatAt = n.now + n.config.HeartbeatTicks
		n.ask("heartbeat", 0)
	}
}

// TicksUntilAction implements [engine.Node].
func (n *node) TicksUntilAction() int64 {
	due := n.heartbeatAt
	if n.transfer.to != 0 {
		due = min(due, n.transfer.until)
	}
	return max(due-n.now, 1)
}

// Propose implements [engine.Node]. A leader may append the command later, so it is not known to be refused.
func (n *node) Propose(data []byte) engine.Refusal {
	switch {
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	case n.transfer.to != 0:
		return engine.Refusal{Reason: trace.HandingOver, Peer: n.transfer.to}
	}
	words := word(data)
	n.known[words] = append([]byte(nil), data...)
	n.calls++
	n.line.begin("propose", n.calls, n.now)
	n.line.text(`,"data":`)
	n.line.quoted(words)
	n.line.text("}")
	n.step(0, nil)
	return engine.Refusal{}
}

// Err implements [engine.Node].
func (n *node) Err() error { return n.err }

// Change implements [engine.Node]: the protocol has no changes of the configuration.
func (n *node) Change(engine.Change) engine.Refusal { return engine.Refusal{Reason: trace.Refused} }

// SnapshotSent implements [engine.Node]: a program hears nothing of connections.
func (n *node) SnapshotSent(trace.NodeID, bool) {}

// Checkpoint implements [engine.Node]: what a program knows cannot be copied.
func (n *node) Checkpoint() bool { return false }

// Restore implements [engine.Node]. It is not called, since there is no checkpoint.
func (n *node) Restore() {}
