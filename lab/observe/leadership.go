package observe

import (
	"time"

	"raftlab/sim/trace"
)

// leader is who leads the cluster, as a trace means it: a member that leads, runs, and can be followed by a quorum that
// runs too, none of it in a later term.
type leader struct {
	node, was     trace.NodeID // was: who led last
	term, wasTerm trace.Term
}

// follow tells when the cluster has won, lost or changed its leader.
func (c *converter) follow(at time.Time) {
	now := c.findLeader()
	switch l := &c.leader; {
	case now == l.node && (now == 0 || c.server(now).term == l.term):
	case now == 0:
		c.add(at, trace.Event{Kind: trace.ClusterLed, Term: l.term, Peer: l.node, Reason: c.whyLost(c.server(l.node))})
		*l = leader{was: l.node, wasTerm: l.term}
	default:
		reason, term := trace.LeaderElected, c.server(now).term
		if l.node == 0 && l.was == now && l.wasTerm == term {
			reason = trace.LeaderConnected
		}
		*l = leader{node: now, term: term, was: l.node, wasTerm: l.term}
		c.add(at, trace.Event{Kind: trace.ClusterLed, Node: now, Term: term, Reason: reason})
	}
}

// findLeader returns the leader of the highest term that can lead, 0 if there is none.
func (c *converter) findLeader() (found trace.NodeID) {
	for i := range c.servers {
		s, n := &c.servers[i], trace.NodeID(i+1)
		if s.role == trace.Leader && s.runs() && (found == 0 || s.term > c.server(found).term) && c.hasQuorum(s, n) {
			found = n
		}
	}
	return found
}

func (s *server) runs() bool { return s.up && !s.paused }

func (c *converter) hasQuorum(s *server, n trace.NodeID) bool {
	if s.config == nil {
		return true // nobody said who votes
	}
	return s.config.Quorum().Met(func(id trace.NodeID) bool {
		o := c.server(id)
		return id == n || !o.known || o.runs() && o.term <= s.term && c.network.connected(n, id)
	})
}

func (c *converter) whyLost(s *server) trace.Reason {
	switch {
	case !s.up:
		return trace.LeaderCrashed
	case s.paused:
		return trace.LeaderPaused
	case s.role != trace.Leader:
		return trace.LeaderDeposed
	}
	for i := range c.servers {
		if o := &c.servers[i]; o.runs() && o.term > s.term {
			return trace.LeaderStale
		}
	}
	return trace.LeaderCutOff
}
