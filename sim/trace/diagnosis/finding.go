package diagnosis

import (
	"slices"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Finding is what a part of a run shows, as one sentence: the title of a picture.
type Finding interface {
	In(l lang.Lang) string
}

// Of returns what tells most of a part of a run: a violated property, else an entry that was overwritten although a
// majority had it, else an answer to a client that makes its history not linearizable, else candidacies in vain under a leader, else the longest time without a leader, else who led.
func Of(t *timeline.Timeline, part Window) Finding {
	if b, ok := TellingViolation(t, part); ok {
		return violationOf(t, b)
	}
	if entry, ok := overwrittenIn(t, part); ok {
		return entry
	}
	if w, ok := wrongAnswerIn(t, part); ok {
		return w
	}
	o, dark := WorstOutage(t, part)
	switch {
	case t.Events == 0:
		return NothingHappened{}
	case !dark || o.Old == 0 && o.New != 0:
		if f, ok := failedCandidacy(t, part); ok {
			return f
		}
	}
	if dark {
		return leaderless(t, o)
	}
	return steady(t, part)
}

// NothingHappened is the finding of a run without an event.
type NothingHappened struct{}

// SteadyLeader says who led all the time of a window. The zero value: the cluster always had a leader, not always the
// same.
type SteadyLeader struct {
	Leader  trace.NodeID
	Term    trace.Term
	Stale   trace.NodeID // took itself for the leader of an older term; 0: nobody
	OldTerm trace.Term
}

func steady(t *timeline.Timeline, part Window) SteadyLeader {
	for _, l := range t.Led {
		if l.Leader == 0 || l.From > part.From || part.To > max(l.To, part.From) {
			continue
		}
		found := SteadyLeader{Leader: l.Leader, Term: l.Term}
		if old, ok := staleLeader(t, l.Term, part); ok {
			found.Stale, found.OldTerm = old.Node, old.Term
		}
		return found
	}
	return SteadyLeader{}
}

// staleLeader returns the reign of a server that takes itself for the leader of an older term than the cluster's.
func staleLeader(t *timeline.Timeline, term trace.Term, part Window) (Reign, bool) {
	for _, r := range Reigns(t) {
		if r.Term < term && part.Meets(r.From, r.To) {
			return r, true
		}
	}
	return Reign{}, false
}

// OverwrittenEntry is an entry that was removed from a server although it was on a majority (Raft paper, Figure 8).
type OverwrittenEntry struct {
	Index          trace.Index
	Term           trace.Term
	Copies, Voters int // how many voters had it; in joint consensus of the new ones

	OutgoingCopies, OutgoingVoters int // of the old voters; 0 outside joint consensus

	Others bool // some servers do not vote
}

func overwrittenIn(t *timeline.Timeline, part Window) (found OverwrittenEntry, ok bool) {
	for i := range t.Servers {
		s := &t.Servers[i]
		for _, c := range s.Log {
			if !c.Truncate || c.Lost || !part.Shows(c.At) {
				continue
			}
			term := s.EntryBefore(c.First, c.At)
			copies := func(id trace.NodeID) bool {
				return id >= 1 && int(id) <= len(t.Servers) && t.Servers[id-1].EntryBefore(c.First, c.At) == term
			}
			if term == 0 || !t.Quorum(c.At).Met(copies) {
				continue
			}
			config := t.Config(c.At)
			found = OverwrittenEntry{Index: c.First, Term: term, Voters: len(config.Voters), OutgoingVoters: len(config.Outgoing),
				Others: len(config.Voters) < len(t.Servers)}
			found.Copies, found.OutgoingCopies = config.Quorum().Count(copies)
			return found, true
		}
	}
	return found, false
}

// FailedCandidacy is a candidacy, or a request for pre-votes, that failed while the cluster had a leader.
type FailedCandidacy struct {
	Node       trace.NodeID
	Pre        bool // it only asked for pre-votes
	Tries      int  // under this leader; 1 or more
	Term       trace.Term
	Leader     trace.NodeID
	LeaderTerm trace.Term
}

func failedCandidacy(t *timeline.Timeline, part Window) (found FailedCandidacy, ok bool) {
	e, ok := lastFailed(t, func(e timeline.Election) bool {
		return part.Meets(e.From, e.To) && t.LedAt(e.From).Leader != 0
	})
	if !ok {
		return found, false
	}
	c, led := e.Candidates[0], t.LedAt(e.From)
	return FailedCandidacy{c.Node, c.Pre, tries(t, e, led), e.Term, led.Leader, led.Term}, true
}

// tries counts how often the first candidate of an election tried in vain: for pre-votes in this
// election, for votes in all elections under one leader.
func tries(t *timeline.Timeline, e timeline.Election, led timeline.Span) (n int) {
	first := e.Candidates[0]
	for _, other := range t.Elections {
		for _, c := range other.Candidates {
			same := other.Term == e.Term || !first.Pre && other.Winner == 0 && led.From <= c.From && c.From < led.To
			if same && c.Node == first.Node && c.Pre == first.Pre {
				n++
			}
		}
	}
	return n
}

// Violation is a violated property, with the servers that broke it if the timeline tells.
type Violation struct {
	Property trace.Property
	At       time.Duration
	Term     trace.Term
	Voter    trace.NodeID   // of a second vote
	Servers  []trace.NodeID // whom it voted for, or who led the term: two or more, or none
}

// TellingViolation returns the first violation in a part of a run that breaks a promise of the Raft paper's Figure 3 or
// gives a vote twice, which a picture shows; if there is none, the first of any property.
func TellingViolation(t *timeline.Timeline, part Window) (timeline.Violation, bool) {
	telling := func(b timeline.Violation) bool { return b.Property <= trace.OneVotePerTerm && part.Shows(b.At) }
	i := slices.IndexFunc(t.Violations, telling)
	if i < 0 {
		i = slices.IndexFunc(t.Violations, func(b timeline.Violation) bool { return part.Shows(b.At) })
	}
	if i < 0 {
		return timeline.Violation{}, false
	}
	return t.Violations[i], true
}

func violationOf(t *timeline.Timeline, b timeline.Violation) Violation {
	found := Violation{Property: b.Property, At: b.At, Term: t.TermAt(b.Node, b.At)}
	switch b.Property {
	case trace.OneVotePerTerm:
		found.Voter, found.Servers = b.Node, votedFor(t, b.Node, found.Term, b.At)
	case trace.ElectionSafety:
		found.Servers = LeadersOf(t, found.Term, b.At)
	}
	if len(found.Servers) < 2 {
		found.Servers = nil
	}
	return found
}

// votedFor returns for whom a server had voted in a term.
func votedFor(t *timeline.Timeline, voter trace.NodeID, term trace.Term, at time.Duration) (list []trace.NodeID) {
	for _, v := range t.Votes {
		if v.Voter == voter && v.Term == term && v.Granted && !v.Pre && v.At <= at && !slices.Contains(list, v.Candidate) {
			list = append(list, v.Candidate)
		}
	}
	return list
}
