package sim

import "raftlab/sim/trace"

// snapshotReport is what the connection that carries a snapshot tells its sender, as in etcd: that it has arrived,
// or that it has not. It is on its way back as long as a message.
type snapshotReport struct {
	to      trace.NodeID // whose report it is: the sender of the snapshot
	about   trace.NodeID // its receiver
	arrived bool
	boot    uint32 // the connection ends with the boot of its sender
}

func (r snapshotReport) task() task {
	of := int(r.to) | int(r.about)<<8
	if r.arrived {
		of |= 1 << 16
	}
	return newTask(reported, of, r.boot)
}

func reportOf(t task) snapshotReport {
	return snapshotReport{to: trace.NodeID(t.of() & 0xff), about: trace.NodeID(t.of() >> 8 & 0xff),
		arrived: t.of()>>16 == 1, boot: t.number()}
}

// reportSnapshot sends a report back. If the network loses it, the connection ends without an answer, which its
// sender takes for a snapshot that has not arrived.
func (p *mail) reportSnapshot(sender, receiver trace.NodeID, arrived bool) {
	fate := p.network.Send(receiver, sender)
	r := snapshotReport{to: sender, about: receiver, arrived: arrived && fate.Lost == 0, boot: p.cluster.server(sender).boots}
	p.agenda.queue.Push(p.agenda.now+fate.Latency, r.task())
}

// report hands a report to the sender of the snapshot. While it is paused the report waits.
func (p *mail) report(r snapshotReport) {
	s := p.cluster.server(r.to)
	switch {
	case !s.up || s.boots != r.boot:
	case s.paused:
		s.reports = append(s.reports, r)
	default:
		r.arrived = r.arrived && p.network.Blocked(r.about, r.to) == 0
		s.hear(r)
	}
}

func (s *server) hear(r snapshotReport) {
	s.catchUp()
	s.raft.SnapshotSent(r.about, r.arrived)
	s.processReady()
}
