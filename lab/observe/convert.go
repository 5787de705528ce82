package observe

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// converter turns lines and deeds, told in order of time, into the events of a trace. Events before the window only
// tell how all is when it begins.
type converter struct {
	sink  trace.Sink
	from  time.Time
	begun bool
	seq   uint64
	at    time.Duration // of the last event

	servers []server // by number - 1
	numbers map[uint64]trace.NodeID
	flights map[flight]uint64 // messages under way, by their numbers; 0: sent before the window
	ids     uint64
	leader  leader
	network network
}

// server is what is known of a member.
type server struct {
	id     uint64
	known  bool // its term and role are
	up     bool
	paused bool
	asked  bool // to stop: until it has, it goes on, hands its leadership over, and votes
	starts bool // with nothing on its disk; that is not told yet
	role   trace.Role
	term   trace.Term
	config *trace.Config
	caught line // the last line that may explain the change of role after it
	answer line // the last answer counted
	tally  line // the last count of the role
}

// flight is a message that is under way. A member asks another one at a time.
type flight struct {
	from, to trace.NodeID
	message  trace.MessageKind
}

func newConverter(sink trace.Sink, members int, from time.Time) *converter {
	return &converter{sink: sink, from: from, servers: make([]server, members), numbers: map[uint64]trace.NodeID{}, flights: map[flight]uint64{}}
}

func (c *converter) server(n trace.NodeID) *server { return &c.servers[n-1] }

// add tells an event, unless it is before the window.
func (c *converter) add(at time.Time, e trace.Event) {
	if since := at.Sub(c.from); since >= 0 {
		c.tell(since, e)
	}
}

// reach begins the window, if a moment is in it. What happens then has not changed anything yet.
func (c *converter) reach(at time.Time) {
	if !at.Before(c.from) {
		c.begin()
	}
}

func (c *converter) tell(at time.Duration, e trace.Event) {
	c.seq++
	c.at = max(c.at, at)
	e.Seq, e.At = c.seq, c.at
	c.sink.Observe(&e)
}

// begin tells how all is when the window begins: once, before the first event in it.
func (c *converter) begin() {
	if c.begun {
		return
	}
	c.begun = true
	c.tell(0, trace.Event{Kind: trace.ClusterLed, Reason: trace.Observed})
	for i := range c.servers {
		s, n := &c.servers[i], trace.NodeID(i+1)
		if !s.known || !s.up {
			continue
		}
		c.tell(0, trace.Event{Kind: trace.RoleChange, Node: n, Term: s.term, Role: s.role, Reason: trace.Observed})
		if s.config != nil {
			c.tell(0, trace.Event{Kind: trace.Reconfigured, Node: n, Term: s.term, Config: s.config})
		}
		if s.paused {
			c.tell(0, trace.Event{Kind: trace.FaultMade, Fault: trace.Pause, Node: n, Term: s.term})
		}
	}
	if before := c.network; len(before) > 0 {
		c.network = nil
		c.change(c.from, before)
	}
	if c.leader.node != 0 {
		c.tell(0, trace.Event{Kind: trace.ClusterLed, Node: c.leader.node, Term: c.leader.term, Reason: trace.Observed})
	}
}

// finish ends the trace at a moment, with verdicts on what was seen.
func (c *converter) finish(at time.Time, verdicts []trace.Event) {
	c.begin()
	for i := range c.servers {
		if c.servers[i].asked { // nothing more was heard of it
			c.crash(at, trace.NodeID(i+1))
		}
	}
	for _, v := range verdicts {
		c.tell(at.Sub(c.from), v)
	}
	c.tell(at.Sub(c.from), trace.Event{Kind: trace.Stopped, Reason: trace.Observed})
}

// deed tells what was done to a member.
func (c *converter) deed(d deed, n trace.NodeID) {
	c.reach(d.at)
	s := c.server(n)
	e := trace.Event{Kind: trace.FaultMade, Node: n, Term: s.term}
	switch {
	case d.what == "pause" && s.up && !s.paused:
		e.Fault, s.paused = trace.Pause, true
	case d.what == "resume" && s.paused:
		e.Fault, s.paused = trace.Resume, false
	case d.what == "stop" && s.up:
		s.asked = true
		return
	case (d.what == "crash" || d.what == "stopped") && s.up:
		c.crash(d.at, n)
		return
	default:
		return
	}
	c.add(d.at, e)
	c.follow(d.at)
}

// crash tells that a member has ended, be it because it was asked to.
func (c *converter) crash(at time.Time, n trace.NodeID) {
	s := c.server(n)
	e := trace.Event{Kind: trace.FaultMade, Fault: trace.Crash, Node: n, Term: s.term, From: s.role}
	if s.asked {
		e.Detail = trace.Asked
	}
	s.up, s.paused, s.asked, s.role = false, false, false, 0
	c.add(at, e)
	c.follow(at)
}

// line tells what a line of raft says.
func (c *converter) line(l line) {
	c.reach(l.at)
	s := c.server(l.node)
	if l.member != 0 {
		c.numbers[l.member], s.id = l.node, l.member
	}
	if s.starts && l.kind != booted {
		c.started(l, s)
	}
	switch l.kind {
	case booted:
		c.boot(l, s)
	case becameFollower, becamePreCandidate, becameCandidate, becameLeader:
		c.become(l, s)
	case sawHigher, quorumLost, toldToCampaign:
		s.caught = l
		if l.kind == toldToCampaign {
			c.arrived(l.at, c.numbers[l.peer], l.node, trace.TimeoutNow, 0)
		}
	case asks:
		c.ask(l)
	case granted, denied:
		c.answered(l, s)
	case tallied:
		c.count(l, s)
	case cast, rejected, leased:
		c.vote(l, s)
	case ignoredLower:
		c.ignore(l)
	case transfers:
		c.add(l.at, trace.Event{Kind: trace.FaultMade, Fault: trace.TransferLead, Node: l.node, Term: l.term, Peer: c.numbers[l.peer]})
	case toldToStand:
		c.send(l.at, trace.Event{Node: l.node, Peer: c.numbers[l.peer], Term: s.term, Message: trace.TimeoutNow})
	case reconfigured:
		c.reconfigure(l, s)
	}
	c.follow(l.at)
}

// boot is told that a member has started, with what it found on its disk. If nobody said that it had ended, the
// computer or the supervisor did.
func (c *converter) boot(l line, s *server) {
	if s.up && s.role != 0 {
		c.crash(l.at, l.node)
	}
	if l.last.Index > 0 || l.term > 0 {
		c.add(l.at, trace.Event{Kind: trace.FaultMade, Fault: trace.Restart, Node: l.node, Term: l.term, Last: l.last, Detail: trace.VoteUnknown})
	}
	s.known, s.up, s.role, s.term = true, true, trace.Follower, l.term
	if s.starts = l.last.Index == 0 && l.term == 0; !s.starts {
		c.started(l, s)
	}
}

// started tells that a member has started. One of a new cluster is in term 1 at once, by the entries with which a cluster begins:
// the library says so in the next sentence.
func (c *converter) started(l line, s *server) {
	if s.starts && l.kind == becameFollower && l.term == 1 {
		s.term = l.term
	}
	s.starts = false
	c.add(l.at, trace.Event{Kind: trace.RoleChange, Node: l.node, Term: s.term, Role: trace.Follower, Reason: trace.Boot})
	if s.config != nil {
		c.add(l.at, trace.Event{Kind: trace.Reconfigured, Node: l.node, Term: s.term, Config: s.config})
	}
}

var roles = map[kind]trace.Role{becameFollower: trace.Follower, becamePreCandidate: trace.PreCandidate, becameCandidate: trace.Candidate, becameLeader: trace.Leader}

// become is told that a member has another role or term.
func (c *converter) become(l line, s *server) {
	role, from := roles[l.kind], s.role
	if !s.up && s.known || !s.known && role == trace.Follower && l.term == 0 {
		return // it starts: its state is told when it has
	}
	if role == trace.Follower && from == trace.Follower && l.term == s.term {
		return
	}
	why, peer, message := c.why(l, s)
	s.known, s.up, s.role, s.term = true, true, role, l.term
	s.caught, s.tally = line{}, line{}
	if from == 0 { // the log begins in the middle
		why, peer, message = trace.Observed, 0, 0
	}
	c.add(l.at, trace.Event{Kind: trace.RoleChange, Node: l.node, Term: l.term, Role: role, From: from, Reason: why, Peer: peer, Message: message})
}

// why finds the reason for a change of role in the lines before it.
func (c *converter) why(l line, s *server) (why trace.Reason, peer trace.NodeID, message trace.MessageKind) {
	switch l.kind {
	case becamePreCandidate:
		return trace.ElectionTimeout, 0, 0
	case becameCandidate:
		switch {
		case s.caught.kind == toldToCampaign:
			return trace.Transfer, c.numbers[s.caught.peer], trace.TimeoutNow
		case s.role == trace.PreCandidate:
			return trace.PreVoteWon, c.other(s.answer.peer, l.node), trace.PreVoteReply
		}
		return trace.ElectionTimeout, 0, 0
	case becameLeader:
		return trace.ElectionWon, 0, trace.VoteReply
	}
	switch {
	case s.caught.kind == quorumLost:
		return trace.QuorumLost, 0, 0
	case s.caught.kind == sawHigher && s.caught.term == l.term:
		return trace.HigherTerm, c.numbers[s.caught.peer], s.caught.message
	case s.tally.kind == tallied && s.config != nil && s.tally.denials >= trace.Majority(len(s.config.Voters)):
		return trace.ElectionLost, 0, 0
	}
	return trace.LeaderOfTerm, 0, 0
}

// other returns a member's number, 0 for the server itself.
func (c *converter) other(member uint64, self trace.NodeID) trace.NodeID {
	if n := c.numbers[member]; n != self {
		return n
	}
	return 0
}

func (c *converter) reconfigure(l line, s *server) {
	config, ok := c.config(l.text)
	if !ok || s.config != nil && s.config.Equal(config) {
		return
	}
	s.config = config
	if s.up && s.role != 0 {
		c.add(l.at, trace.Event{Kind: trace.Reconfigured, Node: l.node, Term: s.term, Config: config})
	}
}

// config returns a configuration with the servers' numbers; false if somebody in it is not known yet, or nobody votes.
func (c *converter) config(text string) (*trace.Config, bool) {
	voters, outgoing, learners, next := parseConfig(text)
	config := &trace.Config{}
	for _, half := range []struct {
		ids  []uint64
		into *[]trace.NodeID
	}{{voters, &config.Voters}, {outgoing, &config.Outgoing}, {learners, &config.Learners}, {next, &config.LearnersNext}} {
		for _, id := range half.ids {
			n := c.numbers[id]
			if n == 0 {
				return nil, false
			}
			*half.into = append(*half.into, n)
		}
		slices.Sort(*half.into)
	}
	return config, len(config.Voters) > 0
}
