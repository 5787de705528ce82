package sim

import (
	"raftlab/sim/check"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/storage"
)

// Checkpoint is a world at the moment from which its trials go on. It is all of the world that changes, but
// for the inside of Raft, which its engine keeps; no message is under way, and no disk is at work.
type Checkpoint struct {
	valid bool
	progress
	checks  *check.Suite
	queue   clock.Queue[task]
	alarms  clock.Alarms
	servers []serverCheckpoint
	network network.Network
	clients clients
	steps   steps
}

type serverCheckpoint struct {
	serverState
	disk storage.Disk
}

// takeCheckpoint remembers the world as it is, if it can be led back to this moment.
func (w *World) takeCheckpoint() {
	if !w.isIdle() {
		return
	}
	k := &w.checkpoint
	k.progress = w.progress
	if k.checks == nil {
		k.checks = check.NewSuite(0)
	}
	k.checks.CopyFrom(w.checks)
	k.queue.CopyFrom(&w.queue)
	k.alarms.CopyFrom(&w.alarms)
	k.network.CopyFrom(&w.network)
	k.clients.copyFrom(&w.clients)
	k.steps.copyFrom(&w.steps)
	k.servers = make([]serverCheckpoint, len(w.servers))
	for i := range w.servers {
		k.servers[i].serverState = w.servers[i].serverState
		k.servers[i].disk.CopyFrom(&w.servers[i].disk)
	}
	k.valid = w.checkpointRaft()
}

// isIdle reports whether nothing is between servers, or between a server and its disk.
func (w *World) isIdle() bool {
	for i := range w.servers {
		if s := &w.servers[i]; s.syncing || s.disk.HasPending() {
			return false
		}
	}
	return w.inFlight.underWay() == 0
}

// checkpointRaft lets the engine remember the servers that are up. The others boot from their disks.
func (w *World) checkpointRaft() bool {
	for i := range w.servers {
		if s := &w.servers[i]; s.up && !s.raft.Checkpoint() {
			return false
		}
	}
	return true
}

// restore leads the world back to the moment that was kept.
func (w *World) restore() {
	k := &w.checkpoint
	origin := w.nextOrigin()
	w.progress = k.progress
	w.checks.CopyFrom(k.checks)
	w.queue.CopyFrom(&k.queue)
	w.alarms.CopyFrom(&k.alarms)
	w.network.CopyFrom(&k.network)
	w.inFlight.reset()
	w.clients.copyFrom(&k.clients)
	w.steps.copyFrom(&k.steps)
	for i := range w.servers {
		s := &w.servers[i]
		s.serverState = k.servers[i].serverState
		s.disk.CopyFrom(&k.servers[i].disk)
		s.inbox, s.reports = s.inbox[:0], s.reports[:0]
		s.config.Origin = origin
		if s.up {
			s.raft.Restore(origin)
		}
	}
}
