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

// inFlight keeps the messages under way. Their places are used again.
type inFlight struct {
	all        []flight
	free       []int32
	delivering int32 // the message being handed to Raft, if it is not nothing
}

// noFlight is the number of no message.
const noFlight = -1

func (f *inFlight) reset() { f.all, f.free, f.delivering = f.all[:0], f.free[:0], noFlight }

func (f *inFlight) underWay() int { return len(f.all) - len(f.free) }

// index returns a free place, with whatever was there.
func (f *inFlight) place() int32 {
	if last := len(f.free) - 1; last >= 0 {
		number := f.free[last]
		f.free = f.free[:last]
		return number
	}
	if len(f.all) < cap(f.all) {
		f.all = f.all[:len(f.all)+1]
	} else {
		f.all = append(f.all, flight{})
	}
	return int32(len(f.all) - 1)
}

// release makes the place of a message free. What is there stays until the place is used again.
func (f *inFlight) release(number int32) { f.free = append(f.free, number) }

// send hands a message to the network.
func (w *World) send(m *engine.Message) {
	w.messages++
	w.emitSent(m)
	if after, sure := w.network.CertainDelay(m.From, m.To); sure {
		w.queue.Push(w.now+after, newTask(arrive, 0, uint32(w.addFlight(m, false))))
		return
	}
	w.sendLossy(m)
}

// sendLossy leaves to chance what becomes of the message sent last.
func (w *World) sendLossy(m *engine.Message) {
	fate := w.network.Send(m.From, m.To)
	if fate.Lost != 0 {
		w.drop(m, w.messages, false, fate.Lost)
		return
	}
	w.queue.Push(w.now+fate.Latency, newTask(arrive, 0, uint32(w.addFlight(m, false))))
	if fate.Copy {
		w.queue.Push(w.now+fate.CopyAfter, newTask(arrive, 0, uint32(w.addFlight(m, true))))
	}
}

// addFlight gives a place to the message sent last.
func (w *World) addFlight(m *engine.Message, copied bool) int32 {
	number := w.inFlight.place()
	f := &w.inFlight.all[number]
	f.Message, f.id, f.copy = *m, w.messages, copied
	return number
}

// arrive hands a message to its receiver, if it can.
func (w *World) arrive(number int32) {
	f := &w.inFlight.all[number]
	to := w.server(f.To)
	switch blocked := w.network.Blocked(f.From, f.To); {
	case blocked != 0:
		w.lose(number, blocked)
	case !to.up:
		w.lose(number, trace.ReceiverDown)
	case to.paused:
		to.inbox = append(to.inbox, number)
	default:
		to.deliver(number, f)
	}
}

// deliver hands the message of that number to Raft.
func (s *server) deliver(number int32, f *flight) {
	w := s.world
	s.emitDelivered(f)
	s.catchUp()
	w.inFlight.delivering = number
	s.raft.Step(&f.Message)
	w.inFlight.delivering = noFlight
	from, snapshot := f.From, f.Kind == trace.Snapshot
	w.inFlight.release(number)
	s.processReady()
	if snapshot {
		w.reportSnapshot(from, s.id, true)
	}
}

// lose loses a message that was under way.
func (w *World) lose(number int32, why trace.Reason) {
	w.inFlight.release(number)
	f := &w.inFlight.all[number]
	w.drop(&f.Message, f.id, f.copy, why)
}

// drop is the end of a message that will never arrive.
func (w *World) drop(m *engine.Message, id uint64, copied bool, why trace.Reason) {
	w.emitLost(m, id, copied, why)
	if m.Kind == trace.Snapshot {
		w.reportSnapshot(m.From, m.To, false)
	}
}
