package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// One function for each event that trials mostly do without: emit numbers the event, and if somebody reads it, fill
// makes it. Both parts apart keep the code that a trial runs short.

func (m *emitter) emitSent(msg *engine.Message, id uint64) {
	if m.heard(1 << trace.Sent) {
		m.fillSent(msg, id)
		return
	}
	m.seq++
	m.checks.Sent(msg.From, msg.Term, msg.Kind, msg.Granted) // in short form
}

func (s *server) emitVote(v *engine.Vote) {
	m := s.events
	if m.limitReached() {
		return
	}
	binds := v.Granted && !v.Pre
	if m.heard(1<<trace.Voted) || binds && !m.checks.VoteGranted(s.id, v.Candidate, v.Term) { // in short form
		s.fillVote(v)
	} else {
		m.seq++
	}
	if binds {
		for _, counter := range m.counters {
			counter.VoteGranted(s.id, v.Candidate, v.Asked)
		}
	}
}

func (s *server) emitDelivered(f *flight) {
	if s.events.heard(1 << trace.Delivered) {
		s.fillDelivered(f)
	} else {
		s.events.seq++
	}
}

func (m *emitter) emitLost(msg *engine.Message, id uint64, copied bool, why trace.Reason) {
	if m.heard(1 << trace.Lost) {
		m.fillLost(msg, id, copied, why)
	} else {
		m.seq++
	}
}

func (s *server) emitIgnored(f *flight, why trace.Reason) {
	if s.events.heard(1 << trace.Ignored) {
		s.fillIgnored(f, why)
	} else {
		s.events.seq++
	}
}

func (s *server) emitTimer(drawn bool, why trace.Reason, peer trace.NodeID) {
	if s.events.heard(1 << trace.TimerSet) {
		s.fillTimer(drawn, why, peer)
	} else {
		s.events.seq++
	}
}

func (s *server) emitFired(why trace.Reason) {
	if s.events.heard(1 << trace.TimerFired) {
		s.fillFired(why)
	} else {
		s.events.seq++
	}
}

func (s *server) emitRole(from trace.Role, b *engine.RoleChange, also trace.Kinds) {
	if s.events.heard(1<<trace.RoleChange | also) {
		s.fillRole(from, b)
	} else {
		s.events.seq++
	}
}

func (s *server) emitTally(t *engine.Tally) {
	if s.events.heard(1 << trace.Tallied) {
		s.fillTally(t)
	} else {
		s.events.seq++
	}
}

func (s *server) emitSynced(also trace.Kinds) {
	if s.events.heard(1<<trace.Synced | also) {
		s.fillSynced()
	} else {
		s.events.seq++
	}
}

func (s *server) emitConfig() {
	if s.events.heard(1 << trace.Reconfigured) {
		s.fillConfig()
	} else {
		s.events.seq++
	}
}

func (s *server) emitGaveUp(to trace.NodeID, why trace.Reason) {
	if s.events.heard(1 << trace.GaveUp) {
		s.fillGaveUp(to, why)
	} else {
		s.events.seq++
	}
}

func (s *server) emitLeads(why trace.Reason) {
	if s.events.heard(1<<trace.ClusterLed | trace.Leaders) {
		s.fillLeads(why)
	} else {
		s.events.seq++
	}
}

func (s *server) emitUnled(term trace.Term) {
	if s.events.heard(1 << trace.ClusterLed) {
		s.fillUnled(term)
	} else {
		s.events.seq++
	}
}

func (m *emitter) emitPartition(groups [][]trace.NodeID) {
	if m.heard(1 << trace.FaultMade) {
		m.fillPartition(groups)
	} else {
		m.seq++
	}
}

func (s *server) emitCrash(role trace.Role, lost int) {
	if s.events.heard(1<<trace.FaultMade | trace.Crashes) {
		s.fillCrash(role, lost)
	} else {
		s.events.seq++
	}
}

func (m *emitter) fillSent(msg *engine.Message, id uint64) {
	e := m.begin(trace.Sent, msg.From, msg.Term)
	e.Peer, e.Message, e.ID, e.Granted = msg.To, msg.Kind, id, msg.Granted
	e.Prev, e.Entries, e.Index, e.Commit = msg.Prev, msg.Entries, msg.Index, msg.Commit
	m.emitFilled()
}

func (s *server) fillDelivered(f *flight) {
	e := s.events.begin(trace.Delivered, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Granted = f.From, f.Kind, f.id, f.copy, f.Granted
	s.events.emitFilled()
}

func (m *emitter) fillLost(msg *engine.Message, id uint64, copied bool, why trace.Reason) {
	e := m.begin(trace.Lost, msg.From, msg.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = msg.To, msg.Kind, id, copied, why
	m.emitFilled()
}

func (s *server) fillIgnored(f *flight, why trace.Reason) {
	e := s.events.begin(trace.Ignored, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = f.From, f.Kind, f.id, f.copy, why
	s.events.emitFilled()
}

// fillTimer tells of the timer of a server that may campaign.
func (s *server) fillTimer(drawn bool, why trace.Reason, peer trace.NodeID) {
	e := s.events.begin(trace.TimerSet, s.id, s.term)
	e.Role, e.Drawn, e.Reason, e.Peer = s.role, drawn, why, peer
	e.Timeout, e.Deadline = s.timer.wait(), s.clock.When(s.timer.deadline())
	s.events.emitFilled()
}

func (s *server) fillFired(why trace.Reason) {
	e := s.events.begin(trace.TimerFired, s.id, s.term)
	e.Role, e.Reason, e.Timeout, e.Since = s.role, why, s.timer.wait(), s.timer.since
	s.events.emitFilled()
}

func (s *server) fillRole(from trace.Role, b *engine.RoleChange) {
	e := s.events.begin(trace.RoleChange, s.id, b.Term)
	e.Role, e.From, e.Reason, e.Peer, e.Message = b.Role, from, b.Reason, b.Peer, b.Message
	s.events.emitFilled()
}

func (s *server) fillVote(v *engine.Vote) {
	e := s.events.begin(trace.Voted, s.id, v.Term)
	e.Peer, e.Asked, e.Pre, e.Granted, e.Reason = v.Candidate, v.Asked, v.Pre, v.Granted, v.Reason
	e.VotedFor, e.Last, e.PeerLast = v.VotedFor, v.Last, v.PeerLast
	s.events.emitFilled()
}

// fillTally tells a candidate's count, in joint consensus one of each half.
func (s *server) fillTally(t *engine.Tally) {
	e := s.events.begin(trace.Tallied, s.id, t.Term)
	e.Role, e.Peer, e.Granted, e.Pre, e.Votes, e.Denials = s.role, t.Voter, t.Granted, t.Pre, t.Votes, t.Denials
	e.OutgoingVotes, e.OutgoingDenials = t.OutgoingVotes, t.OutgoingDenials
	e.Voters, e.OutgoingVoters = len(s.member.Voters), len(s.member.Outgoing)
	e.Quorum, e.OutgoingQuorum = s.member.Quorum().Needed()
	s.events.emitFilled()
}

// fillSynced tells what the disk holds now.
func (s *server) fillSynced() {
	durable := s.disk.Durable()
	e := s.events.begin(trace.Synced, s.id, durable.Term)
	e.VotedFor, e.Last = durable.Vote, durable.Last()
	s.events.emitFilled()
}

// fillConfig tells the configuration in force.
func (s *server) fillConfig() {
	e := s.events.begin(trace.Reconfigured, s.id, s.term)
	e.Index, e.Config = s.applied, s.member
	s.events.emitFilled()
}

// fillGaveUp tells that the server no longer hands leadership over.
func (s *server) fillGaveUp(to trace.NodeID, why trace.Reason) {
	e := s.events.begin(trace.GaveUp, s.id, s.term)
	e.Role, e.Peer, e.Reason = s.role, to, why
	s.events.emitFilled()
}

// fillLeads tells that the server leads the cluster.
func (s *server) fillLeads(why trace.Reason) {
	e := s.events.begin(trace.ClusterLed, s.id, s.term)
	e.Reason = why
	s.events.emitFilled()
}

// fillUnled tells that the server leads the cluster no more, and nobody does.
func (s *server) fillUnled(term trace.Term) {
	e := s.events.begin(trace.ClusterLed, 0, term)
	e.Peer, e.Reason = s.id, s.whyNotLeading()
	s.events.emitFilled()
}

func (m *emitter) fillPartition(groups [][]trace.NodeID) {
	e := m.begin(trace.FaultMade, 0, 0)
	e.Fault, e.Groups, e.Step = trace.PartitionNet, groups, m.steps.current
	m.emitFilled()
}

func (s *server) fillCrash(role trace.Role, lost int) {
	e := s.events.begin(trace.FaultMade, s.id, s.term)
	e.Fault, e.From, e.Entries, e.Step = trace.Crash, role, lost, s.events.steps.current
	s.events.emitFilled()
}
