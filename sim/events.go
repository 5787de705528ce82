package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// The events that trials mostly do without. Who tells one asks first whether it is wanted ([World.wants]).

func (w *World) tellSent(m *engine.Message) {
	e := w.begin(trace.Sent, m.From, m.Term)
	e.Peer, e.Message, e.ID, e.Granted = m.To, m.Kind, w.messages, m.Granted
	e.Prev, e.Entries, e.Index, e.Commit = m.Prev, m.Entries, m.Index, m.Commit
	w.told()
}

func (s *server) tellDelivered(f *flight) {
	e := s.world.begin(trace.Delivered, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Granted = f.From, f.Kind, f.id, f.copy, f.Granted
	s.world.told()
}

func (w *World) tellLost(m *engine.Message, id uint64, copied bool, why trace.Reason) {
	e := w.begin(trace.Lost, m.From, m.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = m.To, m.Kind, id, copied, why
	w.told()
}

func (s *server) tellIgnored(f *flight, why trace.Reason) {
	e := s.world.begin(trace.Ignored, s.id, f.Term)
	e.Peer, e.Message, e.ID, e.Copy, e.Reason = f.From, f.Kind, f.id, f.copy, why
	s.world.told()
}

// tellTimer tells of the timer of a server that may campaign.
func (s *server) tellTimer(drawn bool, why trace.Reason, peer trace.NodeID) {
	e := s.world.begin(trace.TimerSet, s.id, s.term)
	e.Role, e.Drawn, e.Reason, e.Peer = s.role, drawn, why, peer
	e.Timeout, e.Deadline = s.timer.wait(), s.clock.When(s.timer.deadline())
	s.world.told()
}

func (s *server) tellFired(why trace.Reason) {
	e := s.world.begin(trace.TimerFired, s.id, s.term)
	e.Role, e.Reason, e.Timeout, e.Since = s.role, why, s.timer.wait(), s.timer.since
	s.world.told()
}

func (s *server) tellRole(from trace.Role, b engine.RoleChange) {
	e := s.world.begin(trace.RoleChange, s.id, b.Term)
	e.Role, e.From, e.Reason, e.Peer, e.Message = b.Role, from, b.Reason, b.Peer, b.Message
	s.world.told()
}

func (s *server) tellVote(v *engine.Vote) {
	e := s.world.begin(trace.Voted, s.id, v.Term)
	e.Peer, e.Asked, e.Pre, e.Granted, e.Reason = v.Candidate, v.Asked, v.Pre, v.Granted, v.Reason
	e.VotedFor, e.Last, e.PeerLast = v.VotedFor, v.Last, v.PeerLast
	s.world.told()
}

// tellTally tells a candidate's count, in joint consensus one of each half.
func (s *server) tellTally(t engine.Tally) {
	e := s.world.begin(trace.Tallied, s.id, t.Term)
	e.Role, e.Peer, e.Granted, e.Pre, e.Votes, e.Denials = s.role, t.Voter, t.Granted, t.Pre, t.Votes, t.Denials
	e.OutgoingVotes, e.OutgoingDenials = t.OutgoingVotes, t.OutgoingDenials
	e.Voters, e.OutgoingVoters = len(s.member.Voters), len(s.member.Outgoing)
	e.Quorum, e.OutgoingQuorum = s.member.Quorum().Needed()
	s.world.told()
}

// tellSynced tells what the disk holds now.
func (s *server) tellSynced() {
	durable := s.disk.Durable()
	e := s.world.begin(trace.Synced, s.id, durable.Term)
	e.VotedFor, e.Last = durable.Vote, durable.Last()
	s.world.told()
}

// tellConfig tells the configuration in force.
func (s *server) tellConfig() {
	e := s.world.begin(trace.Reconfigured, s.id, s.term)
	e.Index, e.Config = s.applied, s.member
	s.world.told()
}

// tellGaveUp tells that the server no longer hands leadership over.
func (s *server) tellGaveUp(to trace.NodeID, why trace.Reason) {
	e := s.world.begin(trace.GaveUp, s.id, s.term)
	e.Role, e.Peer, e.Reason = s.role, to, why
	s.world.told()
}

// tellLeads tells that the server leads the cluster.
func (s *server) tellLeads(why trace.Reason) {
	e := s.world.begin(trace.ClusterLed, s.id, s.term)
	e.Reason = why
	s.world.told()
}

// tellUnled tells that the server leads the cluster no more, and nobody does.
func (s *server) tellUnled(term trace.Term) {
	e := s.world.begin(trace.ClusterLed, 0, term)
	e.Peer, e.Reason = s.id, s.whyNotLeading()
	s.world.told()
}

func (w *World) tellPartition(groups [][]trace.NodeID) {
	e := w.begin(trace.FaultMade, 0, 0)
	e.Fault, e.Groups, e.Step = trace.PartitionNet, groups, w.steps.current
	w.told()
}

func (s *server) tellCrash(role trace.Role, lost int) {
	e := s.world.begin(trace.FaultMade, s.id, s.term)
	e.Fault, e.From, e.Entries, e.Step = trace.Crash, role, lost, s.world.steps.current
	s.world.told()
}
