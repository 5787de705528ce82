package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// bands follows the role and term of every server, and whether it is paused.
type bands struct{ *servers }

func (b bands) observe(e *trace.Event) {
	s := b.of(e.Node)
	if s == nil {
		return
	}
	switch {
	case e.Kind == trace.RoleChange:
		s.begin(Band{From: e.At, Role: e.Role, Term: e.Term, Reason: e.Reason, Peer: e.Peer, Event: e.Seq})
	case e.Kind == trace.Tallied:
		s.count(e)
	case e.Kind == trace.FaultMade && e.Fault == trace.Pause:
		s.resume(e.At)
		s.Pauses = append(s.Pauses, Pause{From: e.At, To: open})
	case e.Kind == trace.FaultMade && e.Fault == trace.Resume:
		s.resume(e.At)
	case goesDown(e):
		s.resume(e.At)
		s.begin(Band{From: e.At, Term: s.term(), Event: e.Seq})
		if e.Kind == trace.Ended {
			s.EndedAt, s.EndedWhy = e.At, e.Detail
		}
	}
}

// open is the end of what has not ended yet.
const open time.Duration = -1

// begin ends the band that is open and begins another. A band of no length is no band.
func (s *Server) begin(band Band) {
	band.To = open
	if n := len(s.Bands); n > 0 {
		s.Bands[n-1].To = band.From
		if s.Bands[n-1].From == band.From {
			s.Bands = s.Bands[:n-1]
		}
	}
	s.Bands = append(s.Bands, band)
}

// count notes a candidate's tally in the band of the candidacy: the open one, or the one that this
// very moment ended.
func (s *Server) count(e *trace.Event) {
	role := trace.Candidate
	if e.Pre {
		role = trace.PreCandidate
	}
	for i := len(s.Bands) - 1; i >= max(0, len(s.Bands)-2); i-- {
		band := &s.Bands[i]
		if band.Role == role && (band.To == open || band.To == e.At) {
			band.Votes, band.Denials, band.Voters = e.Votes, e.Denials, e.Voters
			band.OutgoingVotes, band.OutgoingVoters = e.OutgoingVotes, e.OutgoingVoters
			return
		}
	}
}

func (s *Server) resume(at time.Duration) {
	if n := len(s.Pauses); n > 0 && s.Pauses[n-1].To == open {
		s.Pauses[n-1].To = at
	}
}

func (s *Server) term() trace.Term {
	if n := len(s.Bands); n > 0 {
		return s.Bands[n-1].Term
	}
	return 0
}

func (b bands) finish(end time.Duration) {
	for i := range b.list {
		s := &b.list[i]
		s.resume(end)
		if n := len(s.Bands); n > 0 {
			s.Bands[n-1].To = end
		}
	}
}

// TermAt returns the term of a server right after all that happened at a moment; 0 if the run has no such server, or
// it had not started.
func (t *Timeline) TermAt(node trace.NodeID, at time.Duration) trace.Term {
	if node < 1 || int(node) > len(t.Servers) {
		return 0
	}
	return t.Servers[node-1].BandAt(at).Term
}

// BandAt returns the role and term of a server after all that happened at a moment; nothing if it never ran.
func (s *Server) BandAt(at time.Duration) (last Band) {
	for _, b := range s.Bands {
		if b.From <= at {
			last = b
		}
	}
	return last
}
