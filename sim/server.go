package sim

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/keyvalue"
	"raftlab/sim/script"
	"raftlab/sim/storage"
	"raftlab/sim/trace"
)

// server is one machine: a Raft node with its clock, its disk, its election timer and its state
// machine.
type server struct {
	agenda  *agenda
	events  *emitter
	mail    *mail
	clients *clients
	cluster *cluster

	id   trace.NodeID
	raft engine.Node
	work *engine.Work // that waits for the disk

	serverState
	config  engine.Config
	disk    storage.Disk
	inbox   []int32          // messages that wait while the server is paused
	reports []snapshotReport // the same

	timeouts, phase, fsyncTimes chance.Stream
}

// serverState is all of a server that a checkpoint copies as plain values.
type serverState struct {
	// The machine.
	up, paused, ended bool
	boots             uint32 // tasks of an earlier boot are void
	clock             clock.Local
	ticks             int64 // that Raft has been told of
	rate              clock.Rate
	fsync             *chance.Distribution
	syncing           bool          // work waits for the disk
	syncedWhilePaused bool          // the disk is done, and the paused process has not seen it
	stalledUntil      time.Duration // until then the disk completes nothing
	ticksStopped      bool          // a write waits for a disk that stalls, and the ticks wait with it
	timer             timer

	// What Raft told.
	role        trace.Role
	term        trace.Term
	member      *trace.Config // the configuration in force; sinks may have kept it
	mayCampaign bool          // the server is a voter of it

	// The log and the state machine.
	first, last, commit, applied trace.Index // first: of the snapshot
	state                        trace.Digest
	contents                     *keyvalue.Contents
}

func (s *server) joinStreams(random *chance.Source) {
	name := s.id.String()
	s.timeouts.Join(random, chance.Named("timeout", name))
	s.phase.Join(random, chance.Named("phase", name))
	s.fsyncTimes.Join(random, chance.Named("disk", name))
}

// reset makes the server new, before its first boot.
func (s *server) reset(c *script.Cluster, config trace.Config) {
	s.up, s.paused, s.ended, s.syncing, s.ticksStopped, s.stalledUntil = false, false, false, false, false, 0
	s.boots, s.role = 0, 0
	s.inbox, s.reports = s.inbox[:0], s.reports[:0]
	s.rate, s.fsync = clock.True, &c.Fsync
	s.timer.reset(c)
	for i := range c.Node {
		if own := &c.Node[i]; own.Node == s.id {
			s.applySettings(own)
		}
	}
	s.config = engine.Config{
		ID:             s.id,
		ElectionTicks:  s.timer.low,
		HeartbeatTicks: int64(c.Heartbeat / c.Tick),
		PreVote:        c.PreVote,
		CheckQuorum:    c.CheckQuorum,
		SingleAppend:   c.SingleAppend,
		LeaseReads:     s.cluster.leaseReads,
	}
	s.disk.Reset(config)
	if len(c.Logs) > 0 {
		s.disk.Hold(c.LogOf(s.id), c.FirstTerm())
	}
}

func (s *server) applySettings(own *script.NodeSettings) {
	if own.ElectionTimeout != (script.Range{}) {
		s.timer.setRange(own.ElectionTimeout)
	}
	if own.ClockRate != 0 {
		s.rate = own.ClockRate
	}
	if own.Fsync != nil {
		s.fsync = own.Fsync
	}
}

// boot starts the server from its disk. Everything that is not on the disk is new.
func (s *server) boot() {
	s.boots++
	s.up, s.paused, s.syncing, s.syncedWhilePaused, s.ticksStopped, s.ticks = true, false, false, false, false, 0
	s.clock.Start(s.agenda.now, s.timer.tick, s.drawPhase(), s.rate)
	if s.boots > 1 {
		s.recallTerm()
	}
	found := s.disk.Restart()
	s.first, s.last = found.Snapshot.Index, found.Last().Index
	s.commit, s.applied, s.state = s.first, s.first, found.Snapshot.State
	s.contents = keyvalue.Restore(found.Snapshot.Data)
	s.setRole(trace.Follower)
	s.term = found.Term
	s.setConfig(&found.Snapshot.Config)
	s.timer.stop()
	if s.boots > 1 {
		s.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: s.id, Term: found.Term,
			VotedFor: found.Vote, Last: found.Last(), First: s.first, State: s.state, Step: s.events.steps.current})
	}
	s.events.emit(&trace.Event{Kind: trace.RoleChange, Node: s.id, Term: s.term, Role: trace.Follower, Reason: trace.Boot})
	if s.boots == 1 && s.term > 0 {
		s.tellLog(found)
	}
	s.config.Restart = s.boots > 1
	s.raft.Boot(s.config, found, s)
	s.processReady() // it applies what it knows to be committed, and may then be a voter
	if s.up {
		s.TimerReset(true, trace.Boot, 0)
	}
}

// drawPhase draws how far the clock has come into its present tick.
func (s *server) drawPhase() time.Duration { return time.Duration(s.phase.Below(uint64(s.timer.tick))) }

// catchUp tells Raft of the ticks that passed. A server is brought up to date lazily, just before it
// handles something.
func (s *server) catchUp() {
	if ticks := s.clock.Ticks(s.agenda.now); ticks > s.ticks {
		passed := ticks - s.ticks
		s.ticks = ticks
		s.raft.Advance(passed)
	}
}

// onAlarm is called when the server's own clock makes it act: its election timer expires, or it leads
// and has heartbeats to send.
func (s *server) onAlarm() {
	s.agenda.letSleep(s.id)
	if s.ticksStopped {
		return // it plans when its ticks go on
	}
	s.catchUp()
	if s.timer.expired(s.ticks) {
		s.electionTimeout(trace.ElectionTimeout)
	}
	s.processReady()
}

// running reports whether the server handles what happens to it.
func (s *server) running() bool { return s.up && !s.paused }

// electionTimeout makes the election timer expire and lets Raft campaign. A server that may not campaign goes
// on waiting, as in etcd.
func (s *server) electionTimeout(why trace.Reason) {
	s.emitFired(why)
	resets := s.timer.resets
	s.timer.zero = s.ticks
	s.raft.Campaign(why)
	if s.timer.resets == resets {
		s.TimerReset(false, why, 0)
	}
}

// syncDone is called when the disk has finished the sync that the work waits for.
func (s *server) syncDone(boot uint32) {
	if boot != s.boots || !s.up {
		return
	}
	if s.stalls() {
		s.agenda.queue.Push(s.stalledUntil, newTask(synced, int(s.id), boot))
		return
	}
	s.synced(s.disk.Sync())
	if s.paused {
		s.syncedWhilePaused = true
		return
	}
	s.resumeTicks()
	s.catchUp()
	s.finishSync()
	s.processReady()
}

func (s *server) finishSync() {
	s.syncing, s.syncedWhilePaused = false, false
	s.complete(s.work)
}

// processReady does all that follows from what Raft was told, until it waits for a disk, a message or time.
func (s *server) processReady() {
	more := true
	for more && s.mayWork() {
		work := s.raft.Work()
		if work == nil {
			break
		}
		s.record(work)
		if work.Sync && !s.persist(work) {
			break
		}
		more = s.complete(work)
	}
	if more && s.up && s.raft.Err() != nil {
		s.fail()
	}
	if s.role == trace.Leader {
		s.scheduleWakeup() // its heartbeats; timers are planned when they are set
	}
}

// persist hands the work to the disk, and reports whether it is durable at once.
func (s *server) persist(work *engine.Work) bool {
	took := s.fsync.Draw(&s.fsyncTimes)
	if took == 0 && !s.stalls() {
		s.synced(s.disk.WriteThrough(work))
		return true
	}
	s.disk.Write(work)
	s.work, s.syncing = work, true
	s.agenda.queue.Push(max(s.agenda.now+took, s.stalledUntil), newTask(synced, int(s.id), s.boots))
	s.stopTicks()
	return false
}

// synced tells what has changed on the disk.
func (s *server) synced(what storage.Change) {
	switch what {
	case storage.HardState:
		s.emitSynced(0)
	case storage.Log:
		s.emitSynced(trace.LogSyncs)
	}
}

// mayWork reports whether Raft is to be asked for work. It is not when a sink has seen enough.
func (s *server) mayWork() bool { return s.up && !s.syncing && s.events.stop != trace.RunOver }

// complete does what had to wait for the disk, and reports whether more work may follow.
func (s *server) complete(work *engine.Work) (more bool) {
	messages := work.Messages
	for i := range messages {
		s.mail.send(&messages[i])
	}
	if len(work.Apply) > 0 {
		s.apply(work.Apply)
	}
	return s.raft.Done()
}

// fail is the end of a server whose Raft gave up, and of the run if that shows nothing any more.
func (s *server) fail() {
	err, why := s.raft.Err(), trace.Reason(0)
	if fatal, ok := err.(engine.Fatal); ok && fatal.EndsRun() {
		why = trace.ProgramFailed
		defer s.events.end(trace.RunOver)
	}
	s.events.emit(&trace.Event{Kind: trace.Ended, Node: s.id, Term: s.term, Role: s.role, Reason: why, Detail: err.Error()})
	s.ended = true
	s.stop()
	s.clients.leaveInDoubt(s.id, trace.LeaderCrashed)
}

// stop takes everything from the server that does not survive a crash, and returns how many log
// entries were not durable.
func (s *server) stop() (lost int) {
	s.up, s.paused, s.syncing, s.ticksStopped = false, false, false, false
	s.setRole(0)
	s.timer.stop()
	s.agenda.letSleep(s.id)
	lost = s.disk.Crash()
	for _, number := range s.inbox {
		s.mail.lose(number, trace.ReceiverDown)
	}
	s.inbox, s.reports = s.inbox[:0], s.reports[:0]
	s.cluster.leaderMayChange = true
	return lost
}

// scheduleWakeup makes sure that the server wakes when its timer expires, or when it leads and has something to do.
func (s *server) scheduleWakeup() {
	if !s.running() {
		return
	}
	due := clock.Never.At
	switch {
	case s.role == trace.Leader:
		due = s.clock.When(s.ticks + s.raft.TicksUntilAction())
	case s.timer.running && s.mayCampaign:
		due = s.clock.When(s.timer.deadline())
	}
	s.agenda.wake(s.id, due)
}
