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

// followLeader tells when the cluster has won, lost or changed its leader, as long as the run goes on.
func (c *cluster) followLeader() {
	if c.leaderMayChange {
		c.updateLeader()
	}
}

func (c *cluster) updateLeader() {
	if !c.events.continues() {
		return
	}
	c.leaderMayChange = false
	leader := c.findLeader()
	switch {
	case leader == nil && c.led.node == 0:
		return
	case leader == nil:
		was := c.server(c.led.node)
		term := c.led.term
		c.led.previous, c.led.lastTerm = c.led.node, term
		c.led.node, c.led.term = 0, 0
		was.emitUnled(term)
	case leader.id != c.led.node || leader.term != c.led.term:
		c.changeLeader(leader)
	}
}

func (c *cluster) changeLeader(leader *server) {
	reason := trace.LeaderElected
	if c.led.node != 0 {
		c.led.previous, c.led.lastTerm = c.led.node, c.led.term
	} else if c.led.previous == leader.id && c.led.lastTerm == leader.term {
		reason = trace.LeaderConnected
	}
	c.led.node, c.led.term = leader.id, leader.term
	leader.emitLeads(reason)
}

// isOutdatedBy reports whether a term is later than that of the cluster's leader. A voter in it follows that
// leader no more, which may leave the leader without a quorum.
func (l *leadership) isOutdatedBy(term trace.Term) bool { return l.node != 0 && term > l.term }

// isLedBy reports whether a server leads the cluster now.
func (c *cluster) isLedBy(id trace.NodeID) bool {
	if c.leaders == 1 {
		return c.server(id).canLead()
	}
	leader := c.findLeader()
	return leader != nil && leader.id == id
}

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
		s.cluster.leaders--
	}
	if role == trace.Leader {
		s.cluster.leaders++
	}
	s.role = role
}

// findLeader returns the leader of the highest term that has a quorum; nil if there is none.
func (c *cluster) findLeader() *server {
	if c.leaders == 0 {
		return nil
	}
	if c.leaders == 1 && c.led.node != 0 {
		if s := c.server(c.led.node); s.role == trace.Leader { // there is no other to look for
			if s.canLead() {
				return s
			}
			return nil
		}
	}
	return c.highestLeader()
}

func (c *cluster) highestLeader() (found *server) {
	for i := range c.servers {
		if s := &c.servers[i]; (found == nil || s.term > found.term) && s.canLead() {
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
	servers, network := s.cluster.servers, &s.mail.network
	if network.Reached(s.id) < missing {
		return false // as after a partition; not asking for each voter is worth 1.5 % of a trial's time
	}
	for _, id := range s.member.Voters {
		if o := &servers[id-1]; o.term <= s.term && o.up && !o.paused && network.Connected(s.id, id) {
			if missing--; missing == 0 {
				return true
			}
		}
	}
	return false
}

// isFollowedBy reports whether another server, or itself, can follow the server.
func (s *server) isFollowedBy(id trace.NodeID) bool {
	return s.cluster.server(id).term <= s.term && s.reaches(id)
}

// reaches reports whether the server can exchange messages with another one, or itself, that runs.
func (s *server) reaches(id trace.NodeID) bool {
	return s.mail.network.Connected(s.id, id) && s.cluster.server(id).running()
}
