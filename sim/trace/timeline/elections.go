package timeline

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// elections gathers, term by term, who stood and who voted for whom.
type elections struct {
	list     []Election
	votes    []Vote
	byTerm   map[trace.Term]int
	standing map[trace.NodeID]place         // servers that are candidate or pre-candidate now
	configs  map[trace.NodeID]*trace.Config // in force at a server
	all      *trace.Config                  // in which all servers vote, where the trace tells none
}

// place tells where a candidacy is: pointers would not survive the growth of the lists.
type place struct{ election, candidacy int }

func newElections(nodes int) elections {
	return elections{
		byTerm:   map[trace.Term]int{},
		standing: map[trace.NodeID]place{},
		configs:  map[trace.NodeID]*trace.Config{},
		all:      everybody(nodes),
	}
}

func (s *elections) observe(e *trace.Event) {
	switch {
	case e.Kind == trace.Reconfigured && e.Config != nil:
		s.configs[e.Node] = e.Config
	case e.Kind == trace.RoleChange:
		s.changeRole(e)
	case e.Kind == trace.Voted:
		s.vote(e)
	case e.Kind == trace.Ignored:
		s.ignore(e)
	case e.Kind == trace.Tallied:
		s.tally(e)
	case goesDown(e):
		s.leave(e.Node, e.At, 0)
	}
}

func (s *elections) changeRole(e *trace.Event) {
	if e.Reason == trace.Observed && e.Role == trace.Leader { // nobody saw its election
		return
	}
	switch e.Role {
	case trace.PreCandidate:
		s.leave(e.Node, e.At, e.Reason)
		s.stand(e, e.Term+1)
	case trace.Candidate:
		if c := s.candidacy(e.Term, e.Node); e.Reason == trace.PreVoteWon && c != nil && c.Pre && c.To == open {
			c.campaign(e.At)
			return
		}
		s.leave(e.Node, e.At, e.Reason)
		s.stand(e, e.Term)
	case trace.Leader:
		s.win(e)
	case trace.Follower:
		s.leave(e.Node, e.At, e.Reason)
	}
}

// campaign makes a candidate of a pre-candidate. Its votes are counted anew; who granted the pre-vote is kept.
func (c *Candidacy) campaign(at time.Duration) {
	c.Pre, c.Stood, c.PreVotedBy = false, at, c.VotedBy
	c.Votes, c.Counted, c.Denials, c.VotedBy, c.DeniedBy = 0, 0, 0, nil, nil
	c.OutgoingVotes, c.OutgoingCounted = 0, 0
}

// stand adds a candidacy to the election for a term.
func (s *elections) stand(e *trace.Event, term trace.Term) *Candidacy {
	i, ok := s.byTerm[term]
	if !ok {
		i = len(s.list)
		s.byTerm[term] = i
		s.list = append(s.list, Election{Term: term, From: e.At, To: open})
	}
	election := &s.list[i]
	if election.Winner == 0 {
		election.To, election.End = open, 0
	}
	s.standing[e.Node] = place{i, len(election.Candidates)}
	config := s.configOf(e.Node)
	c := Candidacy{Node: e.Node, From: e.At, To: open, Reason: e.Reason, Pre: e.Role == trace.PreCandidate,
		Config: config, Voters: len(config.Voters), OutgoingVoters: len(config.Outgoing)}
	if !c.Pre {
		c.Stood = e.At
	}
	election.Candidates = append(election.Candidates, c)
	return &election.Candidates[len(election.Candidates)-1]
}

// configOf returns the configuration in force at a server.
func (s *elections) configOf(node trace.NodeID) *trace.Config {
	if c, ok := s.configs[node]; ok {
		return c
	}
	return s.all
}

// win ends a candidacy and its election. A cluster of one may lead without having been seen as a
// candidate.
func (s *elections) win(e *trace.Event) {
	c := s.candidacy(e.Term, e.Node)
	if c == nil || c.To != open {
		c = s.stand(e, e.Term)
		c.Reason = 0
	}
	c.Won = true
	s.leave(e.Node, e.At, trace.ElectionWon)
	election := &s.list[s.byTerm[e.Term]]
	if election.Winner == 0 { // a second leader of a term is for the checkers
		election.Winner, election.To, election.End = e.Node, e.At, trace.ElectionWon
	}
}

// leave ends the candidacy of a server, if it has one, and with the last one the election.
func (s *elections) leave(node trace.NodeID, at time.Duration, why trace.Reason) {
	where, ok := s.standing[node]
	if !ok {
		return
	}
	delete(s.standing, node)
	election := &s.list[where.election]
	c := &election.Candidates[where.candidacy]
	c.To, c.End = at, why
	if election.Winner == 0 && !election.running() {
		election.To, election.End = at, why
	}
}

// running reports whether somebody still stands.
func (e *Election) running() bool {
	return slices.ContainsFunc(e.Candidates, func(c Candidacy) bool { return c.To == open })
}

// StoodBy reports whether somebody had got further by a moment than asking for pre-votes.
func (e *Election) StoodBy(at time.Duration) bool {
	stood, ok := e.Stood()
	return ok && stood <= at
}

// Stood returns when the first candidate of the term stood. It is false where nobody got further than
// asking for pre-votes: the term did not begin.
func (e *Election) Stood() (at time.Duration, ok bool) {
	for i := range e.Candidates {
		if c := &e.Candidates[i]; !c.Pre && (!ok || c.Stood < at) {
			at, ok = c.Stood, true
		}
	}
	return at, ok
}

// candidacy returns a server's last try for a term, or nil.
func (s *elections) candidacy(term trace.Term, node trace.NodeID) *Candidacy {
	i, ok := s.byTerm[term]
	if !ok {
		return nil
	}
	tries := s.list[i].Candidates
	for k := len(tries) - 1; k >= 0; k-- {
		if tries[k].Node == node {
			return &tries[k]
		}
	}
	return nil
}

func (s *elections) vote(e *trace.Event) {
	v := Vote{At: e.At, Voter: e.Node, Candidate: e.Peer, Term: asked(e), Pre: e.Pre, Granted: e.Granted,
		Reason: e.Reason, VotedFor: e.VotedFor, Last: e.Last, PeerLast: e.PeerLast, Event: e.Seq}
	s.votes = append(s.votes, v)
	c := s.candidacy(v.Term, v.Candidate)
	switch {
	case c == nil || c.Pre != v.Pre:
	case !v.Granted:
		c.DeniedBy = append(c.DeniedBy, v)
		c.Denials = len(c.DeniedBy)
	default:
		if at, known := slices.BinarySearch(c.VotedBy, v.Voter); !known { // a request may come twice
			c.VotedBy = slices.Insert(c.VotedBy, at, v.Voter)
			if c.To != open && !c.Won {
				c.TooLate = append(c.TooLate, v.Voter)
			}
			c.count()
		}
	}
}

// count counts who granted, in joint consensus in each half of the configuration.
func (c *Candidacy) count() {
	if !c.Config.Joint() {
		c.Votes = len(c.VotedBy)
		return
	}
	c.Votes, c.OutgoingVotes = c.Config.Quorum().Count(func(id trace.NodeID) bool { return slices.Contains(c.VotedBy, id) })
}

// Enough reports whether those who granted while it stood would be a quorum together with some others.
func (c *Candidacy) Enough(others ...trace.NodeID) bool {
	return c.Config.Quorum().Met(func(id trace.NodeID) bool {
		return slices.Contains(c.VotedBy, id) && !slices.Contains(c.TooLate, id) || slices.Contains(others, id)
	})
}

// ignore notes that a request was not answered. The trace tells at the same moment, just before, that the
// vote was not granted.
func (s *elections) ignore(e *trace.Event) {
	if len(s.votes) == 0 || e.Message != trace.RequestVote && e.Message != trace.RequestPreVote {
		return
	}
	v := &s.votes[len(s.votes)-1]
	if v.At != e.At || v.Voter != e.Node || v.Candidate != e.Peer || v.Granted {
		return
	}
	v.Ignored = true
	if c := s.candidacy(v.Term, v.Candidate); c != nil && c.Pre == v.Pre && len(c.DeniedBy) > 0 {
		c.DeniedBy[len(c.DeniedBy)-1].Ignored = true
	}
}

// asked returns the term of a request. A server's vote for itself need not tell it.
func asked(e *trace.Event) trace.Term {
	switch {
	case e.Asked != 0:
		return e.Asked
	case e.Pre:
		return e.Term + 1
	}
	return e.Term
}

// tally notes what a candidate has counted, until its candidacy has ended.
func (s *elections) tally(e *trace.Event) {
	term := e.Term
	if e.Pre {
		term++
	}
	c := s.candidacy(term, e.Node)
	if c != nil && c.Pre == e.Pre && (c.To == open || c.To == e.At) {
		c.Counted, c.Voters = e.Votes, e.Voters
		c.OutgoingCounted, c.OutgoingVoters = e.OutgoingVotes, e.OutgoingVoters
		c.Counts = append(c.Counts, Count{At: e.At, Voter: e.Peer, Granted: e.Granted, Pre: e.Pre, Votes: e.Votes,
			OutgoingVotes: e.OutgoingVotes, Denials: e.Denials, Event: e.Seq})
	}
}

// CountedBy returns what a server that stood or asked for pre-votes had counted at a moment, all that happened
// at it included.
func (c *Candidacy) CountedBy(at time.Duration) Count {
	if c.To <= at {
		return Count{At: c.To, Pre: c.Pre, Votes: c.Counted, OutgoingVotes: c.OutgoingCounted}
	}
	last := Count{Pre: c.Pre || at < c.Stood}
	for _, one := range c.Counts {
		if one.At <= at && one.Pre == last.Pre {
			last = one
		}
	}
	return last
}

// finish ends what is still running, for the reason why the run ended.
func (s *elections) finish(end time.Duration, why trace.Reason) {
	if why == 0 {
		why = trace.RunOver
	}
	for i := range s.list {
		election := &s.list[i]
		for k := range election.Candidates {
			if c := &election.Candidates[k]; c.To == open {
				c.To, c.End = end, why
			}
		}
		if election.To == open {
			election.To, election.End = end, why
		}
		election.Split = election.split()
	}
}

// split reports whether nobody won for want of votes that others had got: no candidate was granted a
// quorum while it stood, and one of them would have been with the votes that it was denied, while it stood, as already given
// to a candidate that stood at the same time as it. Pre-votes are no votes.
func (e *Election) split() bool {
	short := false
	for _, c := range e.Candidates {
		switch {
		case c.Pre:
		case c.Enough():
			return false
		case c.Enough(e.lostToRivals(&c)...):
			short = true
		}
	}
	return e.Winner == 0 && short
}

// lostToRivals returns the servers that denied a candidate their vote while it stood, having given it to one that
// stood at the same time.
func (e *Election) lostToRivals(c *Candidacy) (voters []trace.NodeID) {
	for _, v := range c.DeniedBy {
		if v.Reason == trace.AlreadyVoted && v.At <= c.To && e.rival(c, v.VotedFor) {
			voters = append(voters, v.Voter)
		}
	}
	return voters
}

// rival reports whether a server stood at the same time as another candidate; with 0, whether any did.
func (e *Election) rival(c *Candidacy, node trace.NodeID) bool {
	return slices.ContainsFunc(e.Candidates, func(o Candidacy) bool {
		return !o.Pre && o.Node != c.Node && (node == 0 || o.Node == node) && o.Stood < c.To && c.Stood < o.To
	})
}

// DeniedFor returns the servers that denied their vote for a reason, each once, sorted.
func (c *Candidacy) DeniedFor(why trace.Reason) (voters []trace.NodeID) {
	for _, v := range c.DeniedBy {
		if at, known := slices.BinarySearch(voters, v.Voter); v.Reason == why && !known {
			voters = slices.Insert(voters, at, v.Voter)
		}
	}
	return voters
}

func denials(votes []Vote) (denied []Vote) {
	for _, v := range votes {
		if !v.Granted {
			denied = append(denied, v)
		}
	}
	return denied
}
