package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// One function for each event that trials mostly do without: emit numbers the event, and if somebody reads it, fill
// makes it. Both parts apart keep the code that a trial runs short.

func (w *World) emitSent(m *engine.Message) {
	if w.heard(1 << trace.Sent) {
		w.fillSent(m)
		return
	}
	w.seq++
	w.checks.Sent(m.From, m.Term, m.Kind, m.Granted) // in short form
}

func (s *server) emitVote(v *engine.Vote) {
	w := s.world
	if w.limitReached() {
		return
	}
	binds := v.Granted && !v.Pre
	if w.heard(1<<trace.Voted) || binds && !w.checks.VoteGranted(s.id, v.Candidate, v.Term) { // in short form
		s.fillVote(v)
	} else {
		w.seq++
	}
	if binds {
		for _, counter := range w.counters {
			counter.VoteGranted(s.id, v.Candidate, v.Asked)
		}
	}
}

func (s *server) emitDelivered(f *flight) {
	if s.world.heard(1 << trace.Delivered) {
		s.fillDelivered(f)
	} else {
		s.world.seq++
	}
}

func (w *World) emitLost(m *engine.Message, id uint64, copied bool, why trace.Reason) {
	if w.heard(1 << trace.Lost) {
		w.fillLost(m, id, copied, why)
	} else {
		w.seq++
	}
}

func (s *server) emitIgnored(f *flight, why trace.Reason) {
	if s.world.heard(1 << trace.Ignored) {
		s.fillIgnored(f, why)
	} else {
		s.world.seq++
	}
}

func (s *server) emitTimer(drawn bool, why trace.Reason, peer trace.NodeID) {
	if s.world.heard(1 << trace.TimerSet) {
		s.fillTimer(drawn, why, peer)
	} else {
		s.world.seq++
	}
}

func (s *server) emitFired(why trace.Reason) {
	if s.world.heard(1 << trace.TimerFired) {
		s.fillFired(why)
	} else {
		s.world.seq++
	}
}

func (s *server) emitRole(from trace.Role, b *engine.RoleChange, also trace.Kinds) {
	if s.world.heard(1<<trace.RoleChange | also) {
		s.fillRole(from, b)
	} else {
		s.world.seq++
	}
}

func (s *server) emitTally(t *engine.Tally) {
	if s.world.heard(1 << trace.Tallied) {
		s.fillTally(t)
	} else {
		s.world.seq++
	}
}

func (s *server) emitSynced(also trace.Kinds) {
	if s.world.heard(1<<trace.Synced | also) {
		s.fillSynced()
	} else {
		s.world.seq++
	}
}

func (s *server) emitConfig() {
	if s.world.heard(1 << trace.Reconfigured) {
		s.fillConfig()
	} else {
		s.world.seq++
	}
}

func (s *server) emitGaveUp(to trace.NodeID, why trace.Reason) {
	if s.world.heard(1 << trace.GaveUp) {
		s.fillGaveUp(to, why)
	} else {
		s.world.seq++
	}
}

func (s *server) emitLeads(why trace.Reason) {
	if s.world.heard(1<<trace.ClusterLed | trace.Leaders) {
		s.fillLeads(why)
	} else {
		s.world.seq++
	}
}

func (s *server) emitUnled(term trace.Term) {
	if s.world.heard(1 << trace.ClusterLed) {
		s.fillUnled(term)
	} else {
		s.world.seq++
	}
}

func (w *World) emitPartition(groups [][]trace.NodeID) {
	if w.heard(1 << trace.FaultMade) {
		w.fillPartition(groups)
	} else {
		w.seq++
	}
}

func (s *server) emitCrash(role trace.Role, lost int) {
	if s.world.heard(1<<trace.FaultMade | trace.Crashes) {
		s.fillCrash(role, lost)
	} else {
		s.world.seq++
	}
}

func (w *World) fillSent(m *engine.Message) {
	e := w.begin(trace.Sent, m.From, m.Term)
	e.Peer, e.Message, e.ID, e.Granted = m.To, m.Kind, w.messages, m.Granted
	e.Prev, e.Entries, e.Index, e.Commit = m.Prev, m.Entries, m.Index, m.Commit
	w.emitFilled()
}

func (s *server) fillDelivered(f *flight) {
	e := s.world.begin(trace.Delivered, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Granted = f.From, f.Kind, f.id, f.copy, f.Granted
	s.world.emitFilled()
}

func (w *World) fillLost(m *engine.Message, id uint64, copied bool, why trace.Reason) {
	e := w.begin(trace.Lost, m.From, m.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = m.To, m.Kind, id, copied, why
	w.emitFilled()
}

func (s *server) fillIgnored(f *flight, why trace.Reason) {
	e := s.world.begin(trace.Ignored, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = f.From, f.Kind, f.id, f.copy, why
	s.world.emitFilled()
}

// fillTimer tells of the timer of a server that may campaign.
func (s *server) fillTimer(drawn bool, why trace.Reason, peer trace.NodeID) {
	e := s.world.begin(trace.TimerSet, s.id, s.term)
	e.Role, e.Drawn, e.Reason, e.Peer = s.role, drawn, why, peer
	e.Timeout, e.Deadline = s.timer.wait(), s.clock.When(s.timer.deadline())
	s.world.emitFilled()
}

func (s *server) fillFired(why trace.Reason) {
	e := s.world.begin(trace.TimerFired, s.id, s.term)
	e.Role, e.Reason, e.Timeout, e.Since = s.role, why, s.timer.wait(), s.timer.since
	s.world.emitFilled()
}

func (s *server) fillRole(from trace.Role, b *engine.RoleChange) {
	e := s.world.begin(trace.RoleChange, s.id, b.Term)
	e.Role, e.From, e.Reason, e.Peer, e.Message = b.Role, from, b.Reason, b.Peer, b.Message
	s.world.emitFilled()
}

func (s *server) fillVote(v *engine.Vote) {
	e := s.world.begin(trace.Voted, s.id, v.Term)
	e.Peer, e.Asked, e.Pre, e.Granted, e.Reason = v.Candidate, v.Asked, v.Pre, v.Granted, v.Reason
	e.VotedFor, e.Last, e.PeerLast = v.VotedFor, v.Last, v.PeerLast
	s.world.emitFilled()
}

// fillTally tells a candidate's count, in joint consensus one of each half.
func (s *server) fillTally(t *engine.Tally) {
	e := s.world.begin(trace.Tallied, s.id, t.Term)
	e.Role, e.Peer, e.Granted, e.Pre, e.Votes, e.Denials = s.role, t.Voter, t.Granted, t.Pre, t.Votes, t.Denials
	e.OutgoingVotes, e.OutgoingDenials = t.OutgoingVotes, t.OutgoingDenials
	e.Voters, e.OutgoingVoters = len(s.member.Voters), len(s.member.Outgoing)
	e.Quorum, e.OutgoingQuorum = s.member.Quorum().Needed()
	s.world.emitFilled()
}

// fillSynced tells what the disk holds now.
func (s *server) fillSynced() {
	durable := s.disk.Durable()
	e := s.world.begin(trace.Synced, s.id, durable.Term)
	e.VotedFor, e.Last = durable.Vote, durable.Last()
	s.world.emitFilled()
}

// fillConfig tells the configuration in force.
func (s *server) fillConfig() {
	e := s.world.begin(trace.Reconfigured, s.id, s.term)
	e.Index, e.Config = s.applied, s.member
	s.world.emitFilled()
}

// fillGaveUp tells that the server no longer hands leadership over.
func (s *server) fillGaveUp(to trace.NodeID, why trace.Reason) {
	e := s.world.begin(trace.GaveUp, s.id, s.term)
	e.Role, e.Peer, e.Reason = s.role, to, why
	s.world.emitFilled()
}

// fillLeads tells that the server leads the cluster.
func (s *server) fillLeads(why trace.Reason) {
	e := s.world.begin(trace.ClusterLed, s.id, s.term)
	e.Reason = why
	s.world.emitFilled()
}

// fillUnled tells that the server leads the cluster no more, and nobody does.
func (s *server) fillUnled(term trace.Term) {
	e := s.world.begin(trace.ClusterLed, 0, term)
	e.Peer, e.Reason = s.id, s.whyNotLeading()
	s.world.emitFilled()
}

func (w *World) fillPartition(groups [][]trace.NodeID) {
	e := w.begin(trace.FaultMade, 0, 0)
	e.Fault, e.Groups, e.Step = trace.PartitionNet, groups, w.steps.current
	w.emitFilled()
}

func (s *server) fillCrash(role trace.Role, lost int) {
	e := s.world.begin(trace.FaultMade, s.id, s.term)
	e.Fault, e.From, e.Entries, e.Step = trace.Crash, role, lost, s.world.steps.current
	s.world.emitFilled()
}
