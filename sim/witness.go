package sim

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// server implements engine.Witness: what Raft decides becomes an event at once.
var _ engine.Witness = (*server)(nil)

// Became implements [engine.Witness].
func (s *server) Became(b engine.Became) {
	from := s.role
	s.role, s.term = b.Role, b.Term
	s.world.reached.Term = max(s.world.reached.Term, b.Term)
	if b.Role == trace.Leader {
		s.timer.stop()
	}
	s.world.unsettled = true
	s.world.tell(&trace.Event{Kind: trace.RoleChange, Node: s.id, Term: b.Term, Role: b.Role, From: from,
		Reason: b.Reason, Peer: b.Peer, Message: b.Message})
	if from == trace.Leader && b.Role != trace.Leader {
		s.world.doubt(s.id, trace.LeaderDeposed)
	}
}

// Voted implements [engine.Witness].
func (s *server) Voted(v engine.Vote) {
	s.world.tell(&trace.Event{Kind: trace.Voted, Node: s.id, Term: v.Term, Peer: v.Candidate, Asked: v.Asked,
		Pre: v.Pre, Granted: v.Granted, Reason: v.Reason, VotedFor: v.VotedFor, Last: v.Last,
		PeerLast: v.PeerLast})
}

// Tallied implements [engine.Witness]. In joint consensus the quorum told is that of the new voters;
// Raft itself counts both.
func (s *server) Tallied(t engine.Tally) {
	if !s.world.hears(trace.Tallied) {
		return
	}
	voters := len(s.member.Voters)
	s.world.tell(&trace.Event{Kind: trace.Tallied, Node: s.id, Term: t.Term, Role: s.role, Peer: t.Voter,
		Granted: t.Granted, Pre: t.Pre, Votes: t.Votes, Denials: t.Denials, Voters: voters,
		Quorum: quorumOf(voters)})
}

// Ignored implements [engine.Witness].
func (s *server) Ignored(why trace.Reason) {
	if f := s.delivering; f != nil && s.world.hears(trace.Ignored) {
		s.world.tell(&trace.Event{Kind: trace.Ignored, Node: s.id, Term: f.Term, Peer: f.From,
			Message: f.Kind, ID: f.id, Copy: f.copy, Reason: why})
	}
}

// Reconfigured implements [engine.Witness]. The configuration told may be kept by sinks, so it is made
// anew where it differs from the last one, and only there.
func (s *server) Reconfigured(c trace.Config) {
	s.joined(&c)
	s.world.unsettled = true
	if s.world.hears(trace.Reconfigured) {
		s.world.tell(&trace.Event{Kind: trace.Reconfigured, Node: s.id, Term: s.term, Index: s.applied, Config: s.member})
	}
}

// joined notes the configuration in force.
func (s *server) joined(c *trace.Config) {
	if s.member == nil || !sameConfig(s.member, c) {
		s.member = new(*c)
	}
	s.mayCampaign = slices.Contains(s.member.Voters, s.id) || slices.Contains(s.member.Outgoing, s.id)
}

func sameConfig(a, b *trace.Config) bool {
	return slices.Equal(a.Voters, b.Voters) && slices.Equal(a.Outgoing, b.Outgoing) && slices.Equal(a.Learners, b.Learners)
}
