package sim

import (
	"slices"
	"time"

	"raftlab/sim/engine"
	"raftlab/sim/keyvalue"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// operations are what clients ask of the key-value state machine, and what they were told. A write goes through the log as a
// command does; of a read the server asked says when its state machine may be read.
type operations struct {
	agenda      *agenda
	events      *emitter
	cluster     *cluster
	clients     *clients
	sessionless bool // the state machines do not know what they have applied of a session

	all     []operation
	open    int // operations before this one have their answer
	waiting []waitingRead
	numbers []sessionNumber
}

// operation is one of a client. Its number is its place in the list, counted from 1.
type operation struct {
	asks      trace.Operation // Command: of the last attempt
	to        script.Selector
	retry     time.Duration // the client asks again after so long; 0: it does not
	inSession uint64        // its number in its session
	node      trace.NodeID  // the server asked last
	awaited   bool          // the last attempt may still be answered
	answered  bool
	found     string // a read through the log: what was there at its place
}

// waitingRead is a read that its server answers when it has applied its log up to an index.
type waitingRead struct {
	number uint64
	node   trace.NodeID
	index  trace.Index
}

// sessionNumber is how many operations a session has had.
type sessionNumber struct{ session, last uint64 }

func (o *operations) reset() {
	clear(o.all)
	o.all, o.open, o.waiting, o.numbers = o.all[:0], 0, o.waiting[:0], o.numbers[:0]
}

func (o *operations) copyFrom(k *operations) {
	if len(o.all)+len(k.all) > 0 {
		o.all, o.open = append(o.all[:0], k.all...), k.open
		o.waiting, o.numbers = append(o.waiting[:0], k.waiting...), append(o.numbers[:0], k.numbers...)
	}
}

// throughLog reports whether the operation is a command of the log.
func (op *operation) throughLog() bool {
	return op.asks.Op != trace.ReadKey || op.asks.Way == trace.LogRead
}

// begin lets a client ask a server for an operation; nil: there is nobody to ask.
func (o *operations) begin(to *server, op operation) {
	if op.asks.Session != 0 {
		op.inSession = o.nextInSession(op.asks.Session)
	}
	o.all = append(o.all, op)
	o.ask(uint64(len(o.all)), to, trace.OperationAsked)
}

func (o *operations) nextInSession(session uint64) uint64 {
	i := slices.IndexFunc(o.numbers, func(n sessionNumber) bool { return n.session == session })
	if i < 0 {
		i = len(o.numbers)
		o.numbers = append(o.numbers, sessionNumber{session: session})
	}
	o.numbers[i].last++
	return o.numbers[i].last
}

// ask lets the client of an operation ask a server. A client is at the server: asking takes no time.
func (o *operations) ask(number uint64, to *server, stage trace.OperationStage) {
	op := &o.all[number-1]
	op.node, op.awaited, op.asks.Command = 0, true, 0
	if to != nil {
		op.node = to.id
		if op.throughLog() {
			op.asks.Command = o.clients.nextID()
		}
	}
	o.tell(number, op.node, stage, 0)
	if op.retry > 0 {
		o.agenda.queue.Push(o.agenda.now+op.retry, newTask(askAgain, int(number), 0))
	}
	switch {
	case to == nil:
		o.disappoint(number, 0, 0, trace.OperationRefused, trace.NotLeader)
	case op.throughLog():
		o.clients.ask(to, request{command: op.words(), operation: number}, op.payload())
	case !to.up:
		o.disappoint(number, to.id, 0, trace.OperationRefused, trace.ReceiverDown)
	case to.paused:
		o.disappoint(number, to.id, 0, trace.OperationUnanswered, trace.ServerPaused)
	default:
		to.read(number, op.asks.Way)
	}
}

// words are the operation as a command in a log.
func (op *operation) words() string {
	switch op.asks.Op {
	case trace.ReadKey:
		return op.asks.Key + "?"
	case trace.AppendKey:
		return op.asks.Key + "+=" + op.asks.Value
	}
	return op.asks.Key + "=" + op.asks.Value
}

func (op *operation) payload() string {
	c := keyvalue.Command{Kind: op.asks.Op, Key: op.asks.Key, Value: op.asks.Value, Session: op.asks.Session, Number: op.inSession}
	return string(c.Append(nil))
}

// askAgain lets the client of an operation that has no answer ask once more, whoever is meant now.
func (o *operations) askAgain(number uint64) {
	op := &o.all[number-1]
	if op.answered {
		return
	}
	var to *server
	if chosen := o.cluster.choose(op.to); len(chosen) > 0 {
		to = chosen[0]
	}
	o.ask(number, to, trace.OperationAskedAgain)
}

// read answers a read, or asks Raft when it may.
func (s *server) read(number uint64, way trace.ReadWay) {
	o := s.clients.operations
	s.catchUp()
	reader, can := s.raft.(engine.Reader)
	switch {
	case way == trace.LocalRead:
		o.answer(number, s)
	case !can:
		o.disappoint(number, s.id, 0, trace.OperationRefused, trace.Refused)
	default:
		if refused := reader.Read(number, way); refused.Refused() {
			o.disappoint(number, s.id, 0, trace.OperationRefused, refused.Reason)
		}
	}
	s.processReady()
}

// MayRead implements [engine.ReadObserver].
func (s *server) MayRead(number uint64, index trace.Index) {
	o := s.clients.operations
	if number == 0 || number > uint64(len(o.all)) {
		return
	}
	if s.applied >= index {
		o.answer(number, s)
	} else {
		o.waiting = append(o.waiting, waitingRead{number, s.id, index})
	}
}

// serve answers the reads that waited for what the server has applied by now.
func (o *operations) serve(s *server) {
	rest := o.waiting[:0]
	for _, w := range o.waiting {
		if w.node == s.id && w.index <= s.applied {
			o.answer(w.number, s)
		} else {
			rest = append(rest, w)
		}
	}
	o.waiting = rest
}

// answer answers a read with what the server's state machine has.
func (o *operations) answer(number uint64, by *server) {
	o.end(number, by.id, by.applied, by.contents.Get(o.all[number-1].asks.Key))
}

// end tells the answer to an operation, if its client has none yet.
func (o *operations) end(number uint64, by trace.NodeID, at trace.Index, value string) {
	op := &o.all[number-1]
	if op.answered {
		return
	}
	op.answered, op.awaited = true, false
	told := op.asks
	told.Stage = trace.OperationAnswered
	if told.Op == trace.ReadKey {
		told.Value = value
	}
	o.events.emit(&trace.Event{Kind: trace.Operated, ID: number, Node: by, Term: o.cluster.server(by).term, Index: at, Operation: &told})
	for o.open < len(o.all) && o.all[o.open].answered {
		o.open++
	}
}

// disappoint tells that an attempt was refused, or has no answer.
func (o *operations) disappoint(number uint64, node trace.NodeID, command uint64, stage trace.OperationStage, why trace.Reason) {
	op := &o.all[number-1]
	if op.answered {
		return
	}
	last := op.asks.Command
	if node == op.node && command == last {
		op.awaited = false
	}
	op.asks.Command = command
	o.tell(number, node, stage, why)
	op.asks.Command = last
}

// tell tells a moment of an operation at a server.
func (o *operations) tell(number uint64, node trace.NodeID, stage trace.OperationStage, why trace.Reason) {
	told := o.all[number-1].asks
	told.Stage = stage
	e := trace.Event{Kind: trace.Operated, ID: number, Node: node, Reason: why, Operation: &told}
	if node != 0 {
		e.Term = o.cluster.server(node).term
	}
	o.events.emit(&e)
}

// commandTold is told what the client of a command was told that is an attempt of an operation.
func (o *operations) commandTold(id uint64, r *request, outcome trace.Outcome, why trace.Reason) {
	switch {
	case outcome == trace.CommittedOK && why == trace.Applied:
		o.end(r.operation, r.node, r.index, o.all[r.operation-1].found)
	case outcome == trace.RefusedNow:
		o.disappoint(r.operation, r.node, id, trace.OperationRefused, why)
	case outcome == trace.UnknownYet:
		o.disappoint(r.operation, r.node, id, trace.OperationUnanswered, why)
	}
}

// leaveInDoubt tells the clients of a server that no longer leads, or is down, that their reads have no answer. What it may
// already answer it answers still, unless it is down.
func (o *operations) leaveInDoubt(node trace.NodeID, why trace.Reason) {
	if len(o.all) == 0 {
		return
	}
	if why == trace.LeaderCrashed {
		o.waiting = slices.DeleteFunc(o.waiting, func(w waitingRead) bool { return w.node == node })
	}
	for n := o.open; n < len(o.all); n++ {
		op, number := &o.all[n], uint64(n+1)
		mayRead := slices.ContainsFunc(o.waiting, func(w waitingRead) bool { return w.number == number })
		if op.awaited && op.node == node && !op.throughLog() && !mayRead {
			o.disappoint(number, node, 0, trace.OperationUnanswered, why)
		}
	}
}

// close tells those who still wait that the run is over.
func (o *operations) close() {
	for n := o.open; n < len(o.all); n++ {
		if op := &o.all[n]; op.awaited && !op.answered {
			o.disappoint(uint64(n+1), op.node, op.asks.Command, trace.OperationUnanswered, trace.RunOver)
		}
	}
}

// applyToContents lets the state machine apply an entry that is an operation.
func (s *server) applyToContents(e *engine.Entry) {
	c, ok := keyvalue.Parse(e.Data[commandHead:])
	if !ok {
		return
	}
	o := s.clients.operations
	if o.sessionless {
		c.Session = 0
	}
	s.contents = s.contents.After(&c)
	if r := s.clients.requestOf(e); c.Kind == trace.ReadKey && r != nil && r.operation != 0 && r.node == s.id {
		o.all[r.operation-1].found = s.contents.Get(c.Key)
	}
}
