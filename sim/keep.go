package sim

import (
	"raftlab/sim/check"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/storage"
)

// kept is a world at the moment from which its trials go on. It is all of the world that changes, but
// for the inside of Raft, which its engine keeps; no message is under way, and no disk is at work.
type kept struct {
	valid bool
	moment
	checks  *check.Suite
	queue   clock.Queue[task]
	alarms  clock.Alarms
	servers []keptServer
	network network.Network
	clients clients
	steps   steps
}

type keptServer struct {
	vitals
	disk storage.Disk
}

// keep remembers the world as it is, if it can be led back to this moment.
func (w *World) keep() {
	if !w.isQuiet() {
		return
	}
	k := &w.kept
	k.moment = w.moment
	if k.checks == nil {
		k.checks = check.NewSuite(0)
	}
	k.checks.CopyFrom(w.checks)
	k.queue.CopyFrom(&w.queue)
	k.alarms.CopyFrom(&w.alarms)
	k.network.CopyFrom(&w.network)
	k.clients.copyFrom(&w.clients)
	k.steps.copyFrom(&w.steps)
	k.servers = make([]keptServer, len(w.servers))
	for i := range w.servers {
		k.servers[i].vitals = w.servers[i].vitals
		k.servers[i].disk.CopyFrom(&w.servers[i].disk)
	}
	k.valid = w.keepRaft()
}

// isQuiet reports whether nothing is between servers, or between a server and its disk.
func (w *World) isQuiet() bool {
	for i := range w.servers {
		if s := &w.servers[i]; s.syncing || s.disk.HasPending() {
			return false
		}
	}
	return w.flights.underWay() == 0
}

// keepRaft lets the engine remember the servers that are up. The others boot from their disks.
func (w *World) keepRaft() bool {
	for i := range w.servers {
		if s := &w.servers[i]; s.up && !s.raft.Keep() {
			return false
		}
	}
	return true
}

// goBack leads the world back to the moment that was kept.
func (w *World) goBack() {
	k := &w.kept
	origin := w.nextOrigin()
	w.moment = k.moment
	w.checks.CopyFrom(k.checks)
	w.queue.CopyFrom(&k.queue)
	w.alarms.CopyFrom(&k.alarms)
	w.network.CopyFrom(&k.network)
	w.flights.reset()
	w.clients.copyFrom(&k.clients)
	w.steps.copyFrom(&k.steps)
	for i := range w.servers {
		s := &w.servers[i]
		s.vitals = k.servers[i].vitals
		s.disk.CopyFrom(&k.servers[i].disk)
		s.inbox, s.reports = s.inbox[:0], s.reports[:0]
		s.config.Origin = origin
		if s.up {
			s.raft.Return(origin)
		}
	}
}
