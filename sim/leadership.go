package sim

import "raftlab/sim/trace"

// leadership is what is known of the cluster's leader. The cluster has a leader while a running server
// leads that can exchange messages with a quorum of the voters in its own configuration, each running
// and none in a later term. A leader that is alone in a minority leads nobody, and voters in a later term
// ignore what it sends (Raft paper, section 5.1).
type leadership struct {
	node, previous trace.NodeID // previous: who led before node, or last if nobody leads
	term, lastTerm trace.Term
}

// updateLeader tells when the cluster has won, lost or changed its leader.
func (w *World) updateLeader() {
	w.leaderMayChange = false
	leader := w.findLeader()
	switch {
	case leader == nil && w.led.node == 0:
		return
	case leader == nil:
		was := w.server(w.led.node)
		term := w.led.term
		w.led.previous, w.led.lastTerm = w.led.node, term
		w.led.node, w.led.term = 0, 0
		was.emitUnled(term)
	case leader.id != w.led.node || leader.term != w.led.term:
		w.changeLeader(leader)
	}
}

func (w *World) changeLeader(leader *server) {
	reason := trace.LeaderElected
	if w.led.node != 0 {
		w.led.previous, w.led.lastTerm = w.led.node, w.led.term
	} else if w.led.previous == leader.id && w.led.lastTerm == leader.term {
		reason = trace.LeaderConnected
	}
	w.led.node, w.led.term = leader.id, leader.term
	leader.emitLeads(reason)
}

// isOutdatedBy reports whether a term is later than that of the cluster's leader. A voter in it follows that
// leader no more, which may leave the leader without a quorum.
func (l *leadership) isOutdatedBy(term trace.Term) bool { return l.node != 0 && term > l.term }

// Leads reports whether a server leads the cluster now: of the running leaders that have a quorum it has
// the highest term.
func (w *World) Leads(id trace.NodeID) bool {
	if w.leaders == 1 {
		return w.server(id).canLead()
	}
	leader := w.findLeader()
	return leader != nil && leader.id == id
}

// Led reports whether the cluster has a leader now; of a run that is over, whether it had one at its end.
func (w *World) Led() bool { return w.findLeader() != nil }

func (s *server) whyNotLeading() trace.Reason {
	switch {
	case !s.up:
		return trace.LeaderCrashed
	case s.paused:
		return trace.LeaderPaused
	case s.role != trace.Leader:
		return trace.LeaderDeposed
	case s.member.Quorum().Met(s.reaches):
		return trace.LeaderStale
	}
	return trace.LeaderCutOff
}

// setRole changes the role of a server, and counts the leaders.
func (s *server) setRole(role trace.Role) {
	if s.role == trace.Leader {
		s.world.leaders--
	}
	if role == trace.Leader {
		s.world.leaders++
	}
	s.role = role
}

// findLeader returns the leader of the highest term that has a quorum; nil if there is none.
func (w *World) findLeader() *server {
	if w.leaders == 0 {
		return nil
	}
	if w.leaders == 1 && w.led.node != 0 {
		if s := w.server(w.led.node); s.role == trace.Leader { // there is no other to look for
			if s.canLead() {
				return s
			}
			return nil
		}
	}
	return w.highestLeader()
}

func (w *World) highestLeader() (found *server) {
	for i := range w.servers {
		if s := &w.servers[i]; (found == nil || s.term > found.term) && s.canLead() {
			found = s
		}
	}
	return found
}

// canLead reports whether the server leads, runs and has a quorum, whoever else does.
func (s *server) canLead() bool { return s.role == trace.Leader && s.running() && s.hasQuorum() }

// hasQuorum reports whether a quorum can follow the server.
func (s *server) hasQuorum() bool {
	if len(s.member.Outgoing) > 0 {
		return s.member.Quorum().Met(s.isFollowedBy)
	}
	missing := trace.Majority(len(s.member.Voters)) // the usual case without calls: 2 % of the instructions of a trial
	for _, id := range s.member.Voters {
		if o := &s.world.servers[id-1]; o.term <= s.term && o.up && !o.paused && s.world.network.Connected(s.id, id) {
			if missing--; missing == 0 {
				return true
			}
		}
	}
	return false
}

// isFollowedBy reports whether another server, or itself, can follow the server.
func (s *server) isFollowedBy(id trace.NodeID) bool {
	return s.world.server(id).term <= s.term && s.reaches(id)
}

// reaches reports whether the server can exchange messages with another one, or itself, that runs.
func (s *server) reaches(id trace.NodeID) bool {
	return s.world.network.Connected(s.id, id) && s.world.server(id).running()
}
