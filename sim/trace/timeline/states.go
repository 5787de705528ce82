package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// Reached is an index from a moment on.
type Reached struct {
	At    time.Duration
	Index trace.Index
}

// Ballot is a server's term, and who has its vote in it, from a moment on: currentTerm and votedFor of Figure 2.
type Ballot struct {
	At       time.Duration
	Term     trace.Term
	VotedFor trace.NodeID // 0: nobody
}

// Durable is what a server's disk holds from a moment on.
type Durable struct {
	Ballot
	Last trace.Position // the end of the log
}

// states follows what else a server knows, in its memory and on its disk.
type states struct{ *servers }

func (x states) observe(e *trace.Event) {
	s := x.of(e.Node)
	if s == nil {
		return
	}
	switch e.Kind {
	case trace.RoleChange:
		s.vote(Ballot{e.At, e.Term, s.votedIn(e.Term)})
	case trace.Voted:
		s.vote(Ballot{e.At, e.Term, e.VotedFor})
	case trace.AppliedTo:
		s.reach(&s.Applied, e.At, e.Index)
	case trace.Compacted:
		s.reach(&s.Snapshots, e.At, e.Index)
	case trace.Restored:
		s.reach(&s.Snapshots, e.At, e.Index)
		s.reach(&s.Applied, e.At, e.Index)
	case trace.Synced:
		s.Disk = append(s.Disk, Durable{Ballot{e.At, e.Term, e.VotedFor}, e.Last})
	case trace.FaultMade:
		s.endure(e)
	}
	if goesDown(e) {
		s.reach(&s.Applied, e.At, 0)
	}
}

// endure notes what a server knows when it starts again: what it finds on its disk.
func (s *Server) endure(e *trace.Event) {
	if e.Fault == trace.Restart {
		s.vote(Ballot{e.At, e.Term, e.VotedFor})
		s.reach(&s.Snapshots, e.At, e.First)
		s.reach(&s.Applied, e.At, e.First)
	}
}

func (s *Server) reach(list *[]Reached, at time.Duration, index trace.Index) {
	if n := len(*list); n > 0 && (*list)[n-1].Index == index || n == 0 && index == 0 {
		return
	}
	*list = append(*list, Reached{at, index})
}

func (s *Server) vote(b Ballot) {
	if n := len(s.Ballots); n == 0 || s.Ballots[n-1].Term != b.Term || s.Ballots[n-1].VotedFor != b.VotedFor {
		s.Ballots = append(s.Ballots, b)
	}
}

// votedIn returns who has the server's vote in a term, as far as it is known.
func (s *Server) votedIn(term trace.Term) trace.NodeID {
	if n := len(s.Ballots); n > 0 && s.Ballots[n-1].Term == term {
		return s.Ballots[n-1].VotedFor
	}
	return 0
}
