package sim

import "time"

// A disk that stalls completes nothing until a moment. On an engine that works as etcd's server does, ticks wait
// behind a write that waits for such a disk: the loop that counts them is the one that writes
// (etcd, server/etcdserver/raft.go), and Go's ticker drops the ticks that nobody takes. Messages are handled all the
// same, and what follows from them waits.

// stallFor makes the disk complete nothing for some time from now on.
func (s *server) stallFor(length time.Duration) {
	if s.up {
		s.catchUp()
	}
	s.stalledUntil = max(s.stalledUntil, s.agenda.now+length)
	s.stopTicks()
}

// stalls reports whether the disk completes nothing now.
func (s *server) stalls() bool { return s.agenda.now < s.stalledUntil }

// stopTicks stops the ticks if they wait behind a write.
func (s *server) stopTicks() {
	if s.stalls() && s.syncing && s.cluster.ticksWait && !s.ticksStopped {
		s.ticksStopped = true
		s.clock.Stop(s.agenda.now)
	}
}

// resumeTicks lets the ticks go on when the write is done. The ticks in between are gone.
func (s *server) resumeTicks() {
	if s.ticksStopped {
		s.ticksStopped = false
		s.clock.Resume(s.agenda.now)
		s.scheduleWakeup()
	}
}
