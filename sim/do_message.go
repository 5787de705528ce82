package sim

import (
	"slices"

	"raftlab/sim/clock"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// underWay is a copy of a message that was not yet handed to its receiver.
type underWay struct {
	number  int32     // its flight
	due     clock.Due // when it arrives; the zero value if it has
	waiting *server   // the paused server that it waits for; nil before it arrives
}

// copiesUnderWay returns all copies of a message that are under way, the first to come first.
func (w executor) copiesUnderWay(id uint64) (found []underWay) {
	for i := range w.cluster.servers {
		for _, number := range w.cluster.servers[i].inbox {
			if w.mail.flights[number].id == id {
				found = append(found, underWay{number, clock.Due{}, &w.cluster.servers[i]})
			}
		}
	}
	for due, task := range w.agenda.queue.All() {
		if number := int32(task.number()); task.kind() == arrive && w.mail.flights[number].id == id {
			found = append(found, underWay{number, due, nil})
		}
	}
	slices.SortStableFunc(found, func(a, b underWay) int {
		if a.due.Before(b.due) {
			return -1
		}
		return 1
	})
	return found
}

// takeBack makes a copy of a message arrive no more.
func (w executor) takeBack(u underWay) {
	if u.waiting != nil {
		u.waiting.inbox = slices.DeleteFunc(u.waiting.inbox, func(n int32) bool { return n == u.number })
		return
	}
	w.agenda.queue.Remove(func(t task) bool { return t == newTask(arrive, 0, uint32(u.number)) })
}

// tellMessage tells what a step does to a message, and returns its copies; none if it is not under way.
func (w executor) tellMessage(fault trace.Fault, m script.OneMessage, set *trace.Setting) []underWay {
	copies := w.copiesUnderWay(m.Message)
	e := trace.Event{Kind: trace.FaultMade, Fault: fault, ID: m.Message, Setting: set, Step: w.steps.current}
	if len(copies) == 0 {
		e.Reason = trace.NotUnderWay
		w.events.emit(&e)
		return nil
	}
	f := &w.mail.flights[copies[0].number]
	e.Node, e.Peer, e.Term, e.Message = f.From, f.To, f.Term, f.Kind
	if fault == trace.DeliverMessage && copies[len(copies)-1].waiting != nil {
		e.Reason = trace.ReceiverPaused
	}
	w.events.emit(&e)
	return copies
}

func (w executor) Drop(a script.DropAction) {
	for _, u := range w.tellMessage(trace.DropMessage, a.OneMessage, nil) {
		w.takeBack(u)
		w.mail.lose(u.number, trace.Dropped)
	}
}

func (w executor) Duplicate(a script.DuplicateAction) {
	copies := w.tellMessage(trace.DuplicateMessage, a.OneMessage, nil)
	if len(copies) == 0 {
		return
	}
	first := copies[0]
	number := w.mail.place()
	w.mail.flights[number] = w.mail.flights[first.number]
	w.mail.flights[number].copy = true
	if first.waiting != nil {
		first.waiting.inbox = append(first.waiting.inbox, number)
	} else {
		w.agenda.queue.Push(first.due.At, newTask(arrive, 0, uint32(number)))
	}
}

func (w executor) Hold(a script.HoldAction) {
	for _, u := range w.tellMessage(trace.HoldMessage, a.OneMessage, a.Setting()) {
		w.takeBack(u)
		w.agenda.queue.Push(max(u.due.At, w.agenda.now)+a.For, newTask(arrive, 0, uint32(u.number)))
	}
}

func (w executor) Deliver(a script.DeliverAction) {
	for _, u := range w.tellMessage(trace.DeliverMessage, a.OneMessage, nil) {
		if u.waiting == nil {
			w.takeBack(u)
			w.mail.arrive(u.number)
		}
	}
}
