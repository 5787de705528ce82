package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// Membership is the configuration in force at a server for a while.
type Membership struct {
	From, To time.Duration
	Index    trace.Index // the server's applied index when it came into force
	Config   *trace.Config
}

// members follows the configuration in force at every server.
type members struct{ *servers }

func (m members) observe(e *trace.Event) {
	if s := m.of(e.Node); s != nil && e.Kind == trace.Reconfigured && e.Config != nil {
		s.reconfigure(Membership{From: e.At, To: open, Index: e.Index, Config: e.Config})
	}
}

// reconfigure ends the membership that is open and begins another. One of no length is none.
func (s *Server) reconfigure(m Membership) {
	if n := len(s.Members); n > 0 {
		s.Members[n-1].To = m.From
		switch last := &s.Members[n-1]; {
		case last.From == m.From:
			s.Members = s.Members[:n-1]
		case last.Config.Equal(m.Config):
			last.To = m.To
			return
		}
	}
	s.Members = append(s.Members, m)
}

// finish closes what is open. Where a trace tells no configuration, all its servers vote.
func (m members) finish(end time.Duration) {
	all := everybody(len(m.list))
	for i := range m.list {
		s := &m.list[i]
		if len(s.Members) == 0 {
			s.Members = []Membership{{Config: all}}
		}
		s.Members[len(s.Members)-1].To = end
	}
}

// everybody returns the configuration in which all servers vote.
func everybody(nodes int) *trace.Config {
	c := &trace.Config{}
	for id := 1; id <= nodes; id++ {
		c.Voters = append(c.Voters, trace.NodeID(id))
	}
	return c
}

// MemberAt returns the configuration in force at a server at a moment. What it was before it went down is in
// force while it is down.
func (s *Server) MemberAt(at time.Duration) *Membership {
	found := &s.Members[0]
	for i := range s.Members {
		if s.Members[i].From <= at {
			found = &s.Members[i]
		}
	}
	return found
}

// StandingAt returns what a server is at a moment in the configuration in force there.
func (s *Server) StandingAt(at time.Duration) trace.Standing {
	return s.MemberAt(at).Config.Standing(s.Node)
}

// Config returns the membership of the cluster at a moment: the newest configuration in force at any server.
func (t *Timeline) Config(at time.Duration) *trace.Config {
	newest := &Membership{Config: &trace.Config{}}
	for i := range t.Servers {
		if m := t.Servers[i].MemberAt(at); i == 0 || m.Index > newest.Index {
			newest = m
		}
	}
	return newest.Config
}

// Quorum returns who must agree at a moment in the membership of the cluster.
func (t *Timeline) Quorum(at time.Duration) trace.Quorum { return t.Config(at).Quorum() }

// Piece is a band, or a part of one, in which the server's standing in its own configuration stays the same.
type Piece struct {
	Band
	Standing trace.Standing
}

// Pieces returns the bands of a server, cut where its standing changes.
func (s *Server) Pieces() (list []Piece) {
	for _, b := range s.Bands {
		for i := range s.Members {
			m := &s.Members[i]
			from, to := max(b.From, m.From), min(b.To, m.To)
			if i == 0 {
				from = b.From
			}
			if from >= to {
				continue
			}
			standing := m.Config.Standing(s.Node)
			if n := len(list); n > 0 && list[n-1].To == from && list[n-1].From >= b.From && list[n-1].Standing == standing {
				list[n-1].To = to
				continue
			}
			piece := Piece{b, standing}
			piece.From, piece.To = from, to
			list = append(list, piece)
		}
	}
	return list
}
