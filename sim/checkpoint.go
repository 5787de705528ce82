package sim

import (
	"raftlab/sim/check"
	"raftlab/sim/storage"
)

// checkpoint is a world at the moment from which its trials go on. It has all of the world that changes, but
// for the inside of Raft, which the engine keeps. No message is under way, and no disk is at work.
type checkpoint struct {
	valid      bool
	agenda     agenda
	count      count
	checks     *check.Suite
	cluster    clusterState
	servers    []serverCheckpoint
	mail       mail
	clients    clients
	operations operations
	steps      stepper
}

type serverCheckpoint struct {
	serverState
	disk storage.Disk
}

// take remembers a world as it is now. It remembers nothing if the world cannot be brought back to this moment.
func (k *checkpoint) take(w *World) {
	k.valid = false
	if w.mail.underWay() > 0 || !w.cluster.isIdle() {
		return
	}
	k.agenda.copyFrom(&w.agenda)
	k.count = w.events.count
	if k.checks == nil {
		k.checks = check.NewSuite(0)
	}
	k.checks.CopyFrom(w.events.checks)
	k.cluster = w.cluster.clusterState
	k.mail.copyFrom(&w.mail)
	k.clients.copyFrom(&w.clients)
	k.operations.copyFrom(&w.operations)
	k.steps.copyFrom(&w.steps)
	k.servers = make([]serverCheckpoint, len(w.cluster.servers))
	for i := range w.cluster.servers {
		k.servers[i].serverState = w.cluster.servers[i].serverState
		k.servers[i].disk.CopyFrom(&w.cluster.servers[i].disk)
	}
	k.valid = k.takeRaft(w.cluster.servers)
}

// takeRaft lets the engine remember the servers that are up. The others boot from their disks.
func (k *checkpoint) takeRaft(servers []server) bool {
	for i := range servers {
		if s := &servers[i]; s.up && !s.raft.Checkpoint() {
			return false
		}
	}
	return true
}

// restore brings the world back to the moment remembered. Its random numbers go on.
func (k *checkpoint) restore(w *World) {
	w.agenda.copyFrom(&k.agenda)
	w.events.count = k.count
	w.events.checks.CopyFrom(k.checks)
	w.cluster.clusterState = k.cluster
	w.mail.copyFrom(&k.mail)
	w.clients.copyFrom(&k.clients)
	w.operations.copyFrom(&k.operations)
	w.steps.copyFrom(&k.steps)
	servers := w.cluster.servers
	for i := range servers {
		k.servers[i].restore(&servers[i])
	}
}

func (k *serverCheckpoint) restore(s *server) {
	s.serverState = k.serverState
	s.disk.CopyFrom(&k.disk)
	s.inbox, s.reports = s.inbox[:0], s.reports[:0]
	if s.up {
		s.raft.Restore()
	}
}
