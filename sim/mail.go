package sim

import (
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// flight is one copy of a message under way.
type flight struct {
	engine.Message
	id   uint64
	copy bool
}

// mail carries messages from server to server. What becomes of each the network says.
type mail struct {
	agenda  *agenda
	events  *emitter
	cluster *cluster

	network    network.Network
	sent       uint64   // number of messages sent
	flights    []flight // the messages under way; their places are used again
	free       []int32  // places that are not in use
	delivering int32    // the message being handed to Raft, or noFlight
}

// noFlight is the number of no message.
const noFlight = -1

func (p *mail) reset(c *script.Cluster, random *chance.Source) {
	p.network.Reset(c.Nodes, c.Network, random)
	for _, link := range c.Links {
		p.network.Set(link.From, link.To, link.Settings)
	}
	p.empty()
	p.sent = 0
}

// copyFrom makes the network as another one is. No message is under way then.
func (p *mail) copyFrom(o *mail) {
	p.network.CopyFrom(&o.network)
	p.empty()
	p.sent = o.sent
}

func (p *mail) empty() { p.flights, p.free, p.delivering = p.flights[:0], p.free[:0], noFlight }

func (p *mail) underWay() int { return len(p.flights) - len(p.free) }

// place returns a free place, with whatever was there.
func (p *mail) place() int32 {
	if last := len(p.free) - 1; last >= 0 {
		number := p.free[last]
		p.free = p.free[:last]
		return number
	}
	if len(p.flights) < cap(p.flights) {
		p.flights = p.flights[:len(p.flights)+1]
	} else {
		p.flights = append(p.flights, flight{})
	}
	return int32(len(p.flights) - 1)
}

// release makes the place of a message free. What is there stays until the place is used again.
func (p *mail) release(number int32) { p.free = append(p.free, number) }

// send hands a message to the network.
func (p *mail) send(m *engine.Message) {
	p.sent++
	p.events.emitSent(m, p.sent)
	if after, sure := p.network.CertainDelay(m.From, m.To); sure { // saves a trial 590 of 15,600 instructions
		p.agenda.queue.Push(p.agenda.now+after, p.add(m, false))
		return
	}
	p.sendLossy(m)
}

// sendLossy leaves to chance what becomes of the message sent last.
func (p *mail) sendLossy(m *engine.Message) {
	fate := p.network.Send(m.From, m.To)
	if fate.Lost != 0 {
		p.drop(m, p.sent, false, fate.Lost)
		return
	}
	p.agenda.queue.Push(p.agenda.now+fate.Latency, p.add(m, false))
	if fate.Copy {
		p.agenda.queue.Push(p.agenda.now+fate.CopyAfter, p.add(m, true))
	}
}

// add gives a place to the message sent last, and returns its arrival.
func (p *mail) add(m *engine.Message, copied bool) task {
	number := p.place()
	f := &p.flights[number]
	f.Message, f.id, f.copy = *m, p.sent, copied
	return newTask(arrive, 0, uint32(number))
}

// arrive hands a message to its receiver, if it can.
func (p *mail) arrive(number int32) {
	f := &p.flights[number]
	to := p.cluster.server(f.To)
	switch blocked := p.network.Blocked(f.From, f.To); {
	case blocked != 0:
		p.lose(number, blocked)
	case !to.up:
		p.lose(number, trace.ReceiverDown)
	case to.paused:
		to.inbox = append(to.inbox, number)
	default:
		to.deliver(number, f)
	}
}

// deliver hands the message of that number to Raft.
func (s *server) deliver(number int32, f *flight) {
	mail := s.mail
	s.emitDelivered(f)
	s.catchUp()
	mail.delivering = number
	s.raft.Step(&f.Message)
	mail.delivering = noFlight
	from, snapshot := f.From, f.Kind == trace.Snapshot
	mail.release(number)
	s.processReady()
	if snapshot {
		mail.reportSnapshot(from, s.id, true)
	}
}

// lose loses a message that was under way.
func (p *mail) lose(number int32, why trace.Reason) {
	p.release(number)
	f := &p.flights[number]
	p.drop(&f.Message, f.id, f.copy, why)
}

// drop is the end of a message that will never arrive.
func (p *mail) drop(m *engine.Message, id uint64, copied bool, why trace.Reason) {
	p.events.emitLost(m, id, copied, why)
	if m.Kind == trace.Snapshot {
		p.reportSnapshot(m.From, m.To, false)
	}
}
