package check

import (
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/version"
)

// Result is what a run showed of one property.
type Result struct {
	Property  trace.Property
	Reference string          // where the property is stated
	Verdict   trace.Verdict   // Holds, Violated or Untested, never zero
	Evidence  *trace.Evidence // of the first violation; nil if not violated
	At        time.Duration   // the time of the first violation
	Event     uint64          // the Seq of the event that showed it
}

// Suite checks every property on every event of a run. It is a [trace.Sink]. Make one with
// [NewSuite], and do not copy it.
type Suite struct {
	cluster    cluster
	violations violations
	results    []Result // what Results returned last

	elections    electionSafety
	appendOnly   leaderAppendOnly
	matching     logMatching
	completeness leaderCompleteness
	machines     stateMachineSafety
	votes        oneVotePerTerm
	stored       stored
	former       bool // the trace is of a format before firstFormat
	live         bool // real servers were observed: nobody told what is in logs and on disks

	logs   uint64            // counts changes of what is known of logs
	copied version.Of[Suite] // the last copy of it
}

// NewSuite returns the checks for one run of servers n1 to n(nodes). Further servers that the
// events name are checked as well.
func NewSuite(nodes int) *Suite {
	s := new(Suite)
	s.Reset(nodes)
	return s
}

// Reset makes the suite ready for another run. It keeps its memory, so that runs of a like size
// allocate nothing. The time it takes depends on the run before, not on the largest one.
func (s *Suite) Reset(nodes int) {
	s.logs++
	s.cluster.reset(nodes)
	s.violations.reset()
	s.elections.reset(&s.violations)
	s.appendOnly.reset(&s.violations)
	s.matching.reset(&s.violations)
	s.completeness.reset(&s.violations)
	s.machines.reset(&s.violations)
	s.votes.reset(&s.violations)
	s.stored.reset(&s.violations)
	s.former, s.live = false, false
}

// NewSuiteOf returns the checks for the run of a trace with that header. Properties that its format does not tell
// enough of are untested.
func NewSuiteOf(h *trace.Header) *Suite {
	s := NewSuite(h.Nodes)
	s.former, s.live = h.Format < firstFormat, h.Live()
	return s
}

// CopyFrom makes the suite as another one is, in memory of its own: it goes on as if it had seen the same
// events.
func (s *Suite) CopyFrom(o *Suite) {
	if len(s.cluster.servers) != len(o.cluster.servers) || !s.copied.IsCopyOf(o, o.logs, s.logs) {
		s.copyLogs(o)
	}
	s.cluster.copyLeaders(&o.cluster)
	s.violations.copyFrom(&o.violations)
	s.elections.copyFrom(&o.elections)
	s.completeness.copyLeaders(&o.completeness)
	s.votes.copyFrom(&o.votes)
	s.stored.copyElections(&o.stored)
}

// copyLogs copies what changes with logs only. Of many runs that go on from the same place, most end
// before it does.
func (s *Suite) copyLogs(o *Suite) {
	s.cluster.copyLogs(&o.cluster)
	s.appendOnly.property.copyFrom(&o.appendOnly.property)
	s.matching.property.copyFrom(&o.matching.property)
	s.completeness.copyCommits(&o.completeness)
	s.machines.copyFrom(&o.machines)
	s.stored.copyLogs(&o.stored)
	s.logs++
	s.copied = version.Copy(o, o.logs, s.logs)
}

// Kinds are the kinds of events that the checks look at. Of what is sent it is enough to call
// [Suite.Sent], and of votes, [Suite.VoteGranted].
const Kinds = trace.Leaderships | trace.TermFalls | trace.Crashes | trace.LogSyncs | 1<<trace.Ended | ofLogs&^(1<<trace.Synced)

// ofLogs are the kinds by which what is known of logs changes, besides a restart.
const ofLogs = 1<<trace.Appended | 1<<trace.Truncated | 1<<trace.Committed | 1<<trace.AppliedTo |
	1<<trace.Compacted | 1<<trace.Restored | 1<<trace.Synced | 1<<trace.Reconfigured

// mostIndex keeps sums of indexes from overflowing. No log is that long.
const mostIndex = 1 << 62

// Observe checks the next event of the run. Verdicts in the trace itself are not believed.
func (s *Suite) Observe(e *trace.Event) {
	if e.Node == 0 || max(e.Index, e.Last.Index) > mostIndex {
		return
	}
	if s.live && (e.Kind == trace.Sent || e.Kind == trace.Delivered) {
		s.heard(e)
		return
	}
	c := &s.cluster
	if 1<<e.Kind&ofLogs != 0 {
		s.logs++
	}
	if ofStored.Has(e.Kind) && !s.former {
		s.stored.observe(e, c, &s.votes)
	}
	switch e.Kind {
	case trace.RoleChange:
		c.changeRole(e)
		if e.Role == trace.Leader {
			s.elections.elected(e)
			s.completeness.elected(e, c)
		}
	case trace.Voted:
		s.votes.voted(e)
	case trace.Sent:
		s.votes.sent(e.Node, e.Term, e.Message, e.Granted)
	case trace.Ended:
		s.down(e)
	case trace.FaultMade:
		switch e.Fault {
		case trace.Crash:
			s.down(e)
		case trace.Restart:
			s.restarted(e)
		}
	default:
		s.logChanged(e)
	}
}

// heard is told of messages between real servers. Their logs tell that one was made, and it leaves only when what it tells is on the
// disk: so that it was told is known when it arrived.
func (s *Suite) heard(e *trace.Event) {
	if e.Kind == trace.Delivered && e.Peer != 0 {
		s.Sent(e.Peer, e.Term, e.Message, e.Granted)
	}
}

// down is the end of a server, by a crash or since its Raft gave up.
func (s *Suite) down(e *trace.Event) {
	s.cluster.server(e.Node).leading = 0
	s.votes.crashed(e)
}

func (s *Suite) restarted(e *trace.Event) {
	s.logs++
	if s.live {
		s.stored.terms.restarted(e, &s.cluster)
		return
	}
	if !s.former {
		s.stored.restarted(e, &s.cluster)
	}
	s.cluster.restart(e)
	s.matching.restarted(e, &s.cluster)
}

// logChanged is what a server appends, truncates, commits, applies or replaces.
func (s *Suite) logChanged(e *trace.Event) {
	c := &s.cluster
	switch e.Kind {
	case trace.Appended:
		s.appendOnly.appended(e, c)
		s.matching.follows(e, c.server(e.Node))
		s.matching.appended(e, c, c.append(e))
	case trace.Truncated:
		s.appendOnly.truncated(e, c)
		s.matching.truncated(e, c.server(e.Node))
		c.server(e.Node).cut(e.First)
	case trace.Committed:
		s.completeness.committed(e, c)
	case trace.AppliedTo:
		s.machines.applied(e, c)
	case trace.Compacted:
		c.compact(e)
	case trace.Restored:
		s.appendOnly.restored(e, c)
		c.restore(e)
		s.machines.restored(e, c)
	}
}

// Sent does what Observe does with the event that a server sent a message.
func (s *Suite) Sent(by trace.NodeID, term trace.Term, message trace.MessageKind, granted bool) {
	s.cluster.server(by).sent(term, message)
	if tellsVote(message, granted) {
		s.votes.tell(by, term)
	}
}

// TermWas does what Observe does with the events by which a server came to be in a term, and had one on its disk.
func (s *Suite) TermWas(by trace.NodeID, term, onDisk trace.Term) {
	s.logs++
	at := s.cluster.server(by)
	at.term, at.disk.term = term, onDisk
}

// VoteGranted does what Observe does with the event that a server granted its vote. If the voter has voted for another
// it does nothing and returns false; pass the whole event to Observe then.
func (s *Suite) VoteGranted(voter, candidate trace.NodeID, term trace.Term) (fine bool) {
	return s.votes.granted(voter, candidate, term)
}

// Violations returns what was found since it was last asked, in order, each contradiction once: a
// term with two leaders, a pair of servers whose logs disagree. A property that is broken over and
// over is reported 64 times at most. The slice is valid until the next Reset.
func (s *Suite) Violations() []Result { return s.violations.take() }

// HasFound reports whether [Suite.Violations] has something to return.
func (s *Suite) HasFound() bool { return len(s.violations.all) != s.violations.told }

// FirstViolation returns the evidence of what was found first, if anything was.
func (s *Suite) FirstViolation() (evidence *trace.Evidence, found bool) {
	if len(s.violations.all) == 0 {
		return nil, false
	}
	return s.violations.all[0].Evidence, true
}

// Results returns one result per property, in the order of [trace.Properties]. It can be asked at
// any time of a run. The slice is valid until it is asked again.
func (s *Suite) Results() []Result {
	s.results = s.results[:0]
	for _, p := range s.properties() {
		s.results = append(s.results, p.result())
	}
	return s.results
}

func (s *Suite) properties() [12]*property {
	return [...]*property{&s.elections.property, &s.appendOnly.property, &s.matching.property,
		&s.completeness.property, &s.machines.property, &s.votes.property, &s.stored.quorum.property, &s.stored.terms.property,
		&s.stored.commits.property, &s.stored.order.property, &s.stored.states.property, &s.stored.snapshots.property}
}
