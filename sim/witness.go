package sim

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// server implements engine.Witness: what Raft decides becomes an event at once.
var _ engine.Witness = (*server)(nil)

// Became implements [engine.Witness].
func (s *server) Became(b engine.Became) (goesOn bool) {
	from := s.role
	s.setRole(b.Role)
	s.term = b.Term
	s.world.reached.Term = max(s.world.reached.Term, b.Term)
	if b.Role == trace.Leader {
		s.timer.stop()
	}
	part := trace.Kinds(0)
	if from == trace.Leader || b.Role == trace.Leader {
		part = trace.Leaderships
		s.world.unsettled = true
		s.sleep() // what it is to wake for has changed
	}
	if e := s.world.tellingPart(part, trace.RoleChange, s.id, b.Term); e != nil {
		e.Role, e.From, e.Reason, e.Peer, e.Message = b.Role, from, b.Reason, b.Peer, b.Message
		s.world.told()
	}
	if from == trace.Leader && b.Role != trace.Leader {
		s.world.doubt(s.id, trace.LeaderDeposed)
	}
	return s.world.stop != trace.RunOver
}

// Voted implements [engine.Witness].
func (s *server) Voted(v *engine.Vote) {
	w := s.world
	if w.stop == trace.EventLimit {
		return
	}
	binds := v.Granted && !v.Pre
	if w.heard.Has(trace.Voted) || binds && !w.checks.VoteGranted(s.id, v.Candidate, v.Term) {
		e := w.begin(trace.Voted, s.id, v.Term)
		e.Peer, e.Asked, e.Pre, e.Granted, e.Reason = v.Candidate, v.Asked, v.Pre, v.Granted, v.Reason
		e.VotedFor, e.Last, e.PeerLast = v.VotedFor, v.Last, v.PeerLast
		w.told()
	} else {
		w.count()
	}
	if binds {
		for _, counter := range w.counters {
			counter.VoteGranted(s.id, v.Candidate, v.Asked)
		}
	}
}

// Tallied implements [engine.Witness]. In joint consensus the quorum told is that of the new voters;
// Raft itself counts both.
func (s *server) Tallied(t engine.Tally) {
	if e := s.world.telling(trace.Tallied, s.id, t.Term); e != nil {
		e.Role, e.Peer, e.Granted, e.Pre, e.Votes, e.Denials = s.role, t.Voter, t.Granted, t.Pre, t.Votes, t.Denials
		e.Voters = len(s.member.Voters)
		e.Quorum = quorumOf(e.Voters)
		s.world.told()
	}
}

// Ignored implements [engine.Witness].
func (s *server) Ignored(why trace.Reason) {
	w := s.world
	if w.flights.delivering == nothing {
		return
	}
	f := &w.flights.all[w.flights.delivering]
	if e := w.telling(trace.Ignored, s.id, f.Term); e != nil {
		e.Peer, e.Message, e.ID, e.Copy, e.Reason = f.From, f.Kind, f.id, f.copy, why
		w.told()
	}
}

// Reconfigured implements [engine.Witness]. The configuration told may be kept by sinks, so it is made
// anew where it differs from the last one, and only there.
func (s *server) Reconfigured(c trace.Config) {
	s.joined(&c)
	s.plan()
	s.world.unsettled = true
	if e := s.world.telling(trace.Reconfigured, s.id, s.term); e != nil {
		e.Index, e.Config = s.applied, s.member
		s.world.told()
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
