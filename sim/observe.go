package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// server implements engine.Observer: what Raft decides becomes an event at once.
var _ engine.Observer = (*server)(nil)

// RoleChanged implements [engine.Observer].
func (s *server) RoleChanged(b engine.RoleChange) (goesOn bool) {
	from := s.role
	part := trace.Kinds(0)
	if b.Term < s.term {
		s.recallTerm()
		part = trace.TermFalls
	}
	s.setRole(b.Role)
	s.term = b.Term
	s.cluster.highestTerm = max(s.cluster.highestTerm, b.Term)
	if s.cluster.led.isOutdatedBy(b.Term) {
		s.cluster.leaderMayChange = true
	}
	if b.Role == trace.Leader {
		s.timer.stop()
	}
	if from == trace.Leader || b.Role == trace.Leader {
		part |= trace.Leaderships
		s.cluster.leaderMayChange = true
		s.agenda.letSleep(s.id) // what it is to wake for has changed
	}
	s.emitRole(from, &b, part)
	if from == trace.Leader && b.Role != trace.Leader {
		s.clients.leaveInDoubt(s.id, trace.LeaderDeposed)
	}
	return s.events.stop != trace.RunOver
}

// recallTerm tells the checks, in short form, from which term the server falls: of changes of role they read only those
// of leaders.
func (s *server) recallTerm() { s.events.checks.TermWas(s.id, s.term, s.disk.Durable().Term) }

// Voted implements [engine.Observer].
func (s *server) Voted(v *engine.Vote) { s.emitVote(v) }

// Tallied implements [engine.Observer].
func (s *server) Tallied(t engine.Tally) {
	s.emitTally(&t)
}

// Ignored implements [engine.Observer].
func (s *server) Ignored(why trace.Reason) {
	if m := s.mail; m.delivering != noFlight {
		s.emitIgnored(&m.flights[m.delivering], why)
	}
}

// GaveUp implements [engine.Observer].
func (s *server) GaveUp(to trace.NodeID, why trace.Reason) {
	s.emitGaveUp(to, why)
}

// Remark implements [engine.Remarker].
func (s *server) Remark(words lang.Text) {
	s.events.emit(&trace.Event{Kind: trace.Noted, Node: s.id, Term: s.term, Note: words})
}

// Reconfigured implements [engine.Observer]. The configuration told may be kept by sinks, so it is made
// anew where it differs from the last one, and only there.
func (s *server) Reconfigured(c trace.Config) {
	couldCampaign := s.mayCampaign
	s.setConfig(&c)
	s.scheduleWakeup()
	s.cluster.leaderMayChange = true
	s.emitConfig()
	if s.mayCampaign && !couldCampaign && s.timer.running {
		s.emitTimer(false, trace.BecameVoter, 0)
	}
}

// setConfig notes the configuration in force.
func (s *server) setConfig(c *trace.Config) {
	if s.member == nil || !s.member.Equal(c) {
		s.member = new(*c)
	}
	s.mayCampaign = s.member.Votes(s.id)
}
