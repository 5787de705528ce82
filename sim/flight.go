package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// flight is one copy of a message under way.
type flight struct {
	engine.Message
	id   uint64
	copy bool
}

// flights keeps the messages under way. Their places are used again.
type flights struct {
	all  []flight
	free []int32
}

func (f *flights) reset() {
	clear(f.all)
	f.all, f.free = f.all[:0], f.free[:0]
}

func (f *flights) underWay() int { return len(f.all) - len(f.free) }

func (f *flights) add(m flight) int32 {
	if last := len(f.free) - 1; last >= 0 {
		number := f.free[last]
		f.free = f.free[:last]
		f.all[number] = m
		return number
	}
	f.all = append(f.all, m)
	return int32(len(f.all) - 1)
}

func (f *flights) take(number int32) flight {
	m := f.all[number]
	f.all[number] = flight{}
	f.free = append(f.free, number)
	return m
}

// send hands a message to the network.
func (w *World) send(m *engine.Message) {
	w.messages++
	f := flight{Message: *m, id: w.messages}
	w.tell(&trace.Event{Kind: trace.Sent, Node: m.From, Peer: m.To, Term: m.Term, Message: m.Kind, ID: f.id,
		Prev: m.Prev, Entries: m.Entries, Index: m.Index, Commit: m.Commit, Granted: m.Granted})
	fate := w.network.Send(m.From, m.To)
	if fate.Lost != 0 {
		w.lose(w.flights.add(f), fate.Lost)
		return
	}
	w.queue.Push(w.now+fate.Latency, task{kind: arrive, number: w.flights.add(f)})
	if fate.Copy {
		f.copy = true
		w.queue.Push(w.now+fate.CopyAfter, task{kind: arrive, number: w.flights.add(f)})
	}
}

// arrive hands a message to its receiver, if it can.
func (w *World) arrive(number int32) {
	f := &w.flights.all[number]
	to := w.server(f.To)
	switch blocked := w.network.Blocked(f.From, f.To); {
	case blocked != 0:
		w.lose(number, blocked)
	case !to.up:
		w.lose(number, trace.ReceiverDown)
	case to.paused:
		to.inbox = append(to.inbox, number)
	default:
		to.deliver(number)
	}
}

func (s *server) deliver(number int32) {
	w := s.world
	w.inHand = w.flights.take(number)
	f := &w.inHand
	if w.hears(trace.Delivered) {
		w.tell(&trace.Event{Kind: trace.Delivered, Node: s.id, Peer: f.From, Term: f.Term, Message: f.Kind,
			ID: f.id, Copy: f.copy, Granted: f.Granted})
	}
	s.catchUp()
	s.delivering = f
	s.raft.Step(&f.Message)
	s.delivering = nil
	s.settle()
	w.reportSnapshot(f, true)
}

// lose tells that a message will never arrive.
func (w *World) lose(number int32, why trace.Reason) {
	f := w.flights.take(number)
	if w.hears(trace.Lost) {
		w.tell(&trace.Event{Kind: trace.Lost, Node: f.From, Peer: f.To, Term: f.Term, Message: f.Kind, ID: f.id,
			Copy: f.copy, Reason: why})
	}
	w.reportSnapshot(&f, false)
}

// reportSnapshot tells the sender of a snapshot what became of it, as the connection that carries
// one does in etcd.
func (w *World) reportSnapshot(f *flight, arrived bool) {
	if f.Kind != trace.Snapshot {
		return
	}
	if from := w.server(f.From); from.running() {
		from.catchUp()
		from.raft.SnapshotSent(f.To, arrived)
		if arrived {
			from.settle()
		}
	}
}
