package report

import (
	"cmp"
	"slices"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Document is the report for programs. Its JSON form has stable names: a field may be added, none
// will be renamed. Times and durations are integer nanoseconds, times from the start of the run.
// Lists are empty, not null, when there is nothing to tell. Words are those of the trace.
type Document struct {
	EndNS        int64         `json:"end_ns"`
	Events       uint64        `json:"events"`
	Stop         trace.Reason  `json:"stop,omitempty"` // run_over or event_limit
	Properties   []Property    `json:"properties"`
	Violations   []Violation   `json:"violations"`
	Elections    []Election    `json:"elections"`
	LeaderlessNS int64         `json:"leaderless_ns"` // the sum of the intervals
	Leaderless   []Interval    `json:"leaderless"`
	Commands     Commands      `json:"commands"`
	Operations   []Operation   `json:"operations,omitempty"` // on the key-value state machine
	Timers       *Timers       `json:"timers,omitempty"`     // absent where the trace tells of none
	LostContacts []LostContact `json:"lost_contacts"`
	Repairs      []Repair      `json:"repairs"`
	Ended        []EndedServer `json:"ended"`
	Skipped      []SkippedStep `json:"skipped"`
}

// Property is the verdict on a safety property over the whole run.
type Property struct {
	Property trace.Property `json:"property"`
	Verdict  trace.Verdict  `json:"verdict"`
	Evidence string         `json:"evidence,omitempty"`
}

// Violation is a violated property at the moment it was seen.
type Violation struct {
	AtNS     int64          `json:"at_ns"`
	Node     trace.NodeID   `json:"node,omitempty"`
	Property trace.Property `json:"property"`
	Evidence string         `json:"evidence"`
}

// Election is all that happened for one term.
type Election struct {
	Term       trace.Term   `json:"term"`
	FromNS     int64        `json:"from_ns"`            // somebody asked for votes or pre-votes
	StoodNS    int64        `json:"stood_ns,omitempty"` // the first candidate; absent if there were only pre-votes
	ToNS       int64        `json:"to_ns"`
	Winner     trace.NodeID `json:"winner,omitempty"`
	Split      bool         `json:"split"`
	End        string       `json:"end"` // as of the last candidate
	Candidates []Candidate  `json:"candidates"`
	EmptyEntry *EmptyEntry  `json:"empty_entry,omitempty"` // the winner's
}

// Candidate is one try of one server in an election.
type Candidate struct {
	Node    trace.NodeID `json:"node"`
	FromNS  int64        `json:"from_ns"`
	StoodNS int64        `json:"stood_ns,omitempty"` // when it became a candidate
	ToNS    int64        `json:"to_ns"`
	Reason  trace.Reason `json:"reason,omitempty"`
	End     string       `json:"end"`      // a reason of the trace; crashed; or ended: Raft's own code gave up on it
	PreVote bool         `json:"pre_vote"` // it got no further than the pre-vote
	Won     bool         `json:"won"`
	Votes   int          `json:"votes"`
	Counted int          `json:"votes_counted"`
	Voters  int          `json:"voters"`

	// In joint consensus: of the outgoing voters. Those above are then of the new ones.
	OutgoingVotes   int `json:"outgoing_votes,omitempty"`
	OutgoingCounted int `json:"outgoing_votes_counted,omitempty"`
	OutgoingVoters  int `json:"outgoing_voters,omitempty"`

	VotedBy []trace.NodeID `json:"voted_by"`
	Denials []Denial       `json:"denials"`

	PreVotedBy []trace.NodeID `json:"pre_voted_by,omitempty"` // whose pre-votes made it a candidate
}

// Denial is a vote that was denied, or a request for one that was ignored.
type Denial struct {
	AtNS     int64          `json:"at_ns"`
	Ignored  bool           `json:"ignored,omitempty"` // the voter did not even answer
	Voter    trace.NodeID   `json:"voter"`
	Reason   trace.Reason   `json:"reason,omitempty"`
	VotedFor trace.NodeID   `json:"voted_for,omitempty"`
	Last     trace.Position `json:"voter_last"`
	PeerLast trace.Position `json:"candidate_last"`
}

// Interval is a time without a leader of the cluster.
type Interval struct {
	FromNS     int64        `json:"from_ns"`
	ToNS       int64        `json:"to_ns"`
	DurationNS int64        `json:"duration_ns"`
	Reason     trace.Reason `json:"reason"`
	OldLeader  trace.NodeID `json:"old_leader,omitempty"`
	NewLeader  trace.NodeID `json:"new_leader,omitempty"`
	Term       trace.Term   `json:"term,omitempty"` // the new leader's
	Phases     []Phase      `json:"phases"`
	Heard      []Heard      `json:"heard,omitempty"` // what the timers of others rested on that ran out first, or might have
}

// Phase is a part of an interval.
type Phase struct {
	Phase      string       `json:"phase"` // detection, failed_round, won_round, winning_round, last_round or return
	FromNS     int64        `json:"from_ns"`
	ToNS       int64        `json:"to_ns"`
	DurationNS int64        `json:"duration_ns"`
	Term       trace.Term   `json:"term,omitempty"`
	Node       trace.NodeID `json:"node,omitempty"`   // detection: who stood in the end; won_round: who won
	Reason     trace.Reason `json:"reason,omitempty"` // detection: why it stood; won_round: why it did not lead
}

// Commands are the commands of clients: how many came to which end, and each of them.
type Commands struct {
	Asked     int       `json:"asked"`
	Committed int       `json:"committed"`
	Lost      int       `json:"lost"`
	Refused   int       `json:"refused"`
	Unknown   int       `json:"unknown"`
	List      []Command `json:"list"`
}

// Command is a client's command and what became of it.
type Command struct {
	ID      uint64        `json:"id"`
	Command string        `json:"command"`
	Node    trace.NodeID  `json:"node,omitempty"`
	AtNS    int64         `json:"at_ns"`
	Told    trace.Outcome `json:"told,omitempty"` // what the client was told first; unknown too if it heard nothing to the end
	ToldNS  int64         `json:"told_ns,omitempty"`
	Outcome trace.Outcome `json:"outcome"` // what is true at the end of the run
	Reason  trace.Reason  `json:"reason,omitempty"`
	Index   trace.Index   `json:"index,omitempty"`
	Term    trace.Term    `json:"term,omitempty"`

	HeldBy []trace.NodeID `json:"held_by,omitempty"` // lost: in whose logs it still stands at the end
}

// Operation is what a client asked of the key-value state machine, from when it asked first to its answer.
type Operation struct {
	ID       uint64              `json:"id"`
	Op       trace.OperationKind `json:"op"`
	Key      string              `json:"key"`
	Value    string              `json:"value,omitempty"` // that was to be written or appended
	Way      trace.ReadWay       `json:"way,omitempty"`
	Session  uint64              `json:"session,omitempty"`
	Node     trace.NodeID        `json:"node,omitempty"` // that answered, or was asked last
	AskedNS  int64               `json:"asked_ns"`
	Attempts int                 `json:"attempts"`
	Answered bool                `json:"answered"`
	AnswerNS int64               `json:"answer_ns,omitempty"`
	Result   string              `json:"result,omitempty"` // of a read
	Refused  bool                `json:"refused"`          // each time: nothing was done
	Reason   trace.Reason        `json:"reason,omitempty"` // without an answer: what the client was told last
}

// EndedServer is a server on which Raft's own code gave up.
type EndedServer struct {
	Node    trace.NodeID `json:"node"`
	AtNS    int64        `json:"at_ns"`
	Message string       `json:"message"`
}

// SkippedStep is a step of the script whose condition never came.
type SkippedStep struct {
	Step   int    `json:"step"`
	Detail string `json:"detail"`
}

// NewDocument returns the report of a run for programs.
func NewDocument(t *timeline.Timeline) *Document {
	d := &Document{EndNS: int64(t.End), Events: t.Events, Stop: t.Stop,
		Properties: each(t.Verdicts, func(v timeline.Verdict) Property { return Property{v.Property, v.Verdict, v.Evidence.String()} }),
		Violations: each(t.Violations, func(b timeline.Violation) Violation {
			return Violation{int64(b.At), b.Node, b.Property, b.Evidence.String()}
		}),
		Elections:  each(t.Elections, func(e timeline.Election) Election { return newElection(t, e) }),
		Leaderless: each(t.Outages, func(o timeline.Outage) Interval { return newInterval(t, o) }),
		Commands:   newCommands(t.Commands),
		Operations: newOperations(t.Operations),
		Timers:     newTimers(t), LostContacts: lostContacts(t), Repairs: repairs(t),
		Skipped: each(t.Skipped, func(s timeline.Skipped) SkippedStep { return SkippedStep(s) }),
		Ended: each(ended(t.Servers), func(s timeline.Server) EndedServer {
			return EndedServer{s.Node, int64(s.EndedAt), s.EndedWhy}
		}),
	}
	for _, i := range d.Leaderless {
		d.LeaderlessNS += i.DurationNS
	}
	return d
}

func newElection(t *timeline.Timeline, e timeline.Election) Election {
	stood, _ := e.Stood()
	last := slices.MaxFunc(e.Candidates, func(a, b timeline.Candidacy) int { return cmp.Compare(a.To, b.To) })
	return Election{Term: e.Term, FromNS: int64(e.From), StoodNS: int64(stood), ToNS: int64(e.To), Winner: e.Winner,
		Split: e.Split, End: endOf(t, &last, e.End), EmptyEntry: emptyEntry(t, &e),
		Candidates: each(e.Candidates, func(c timeline.Candidacy) Candidate { return newCandidate(t, c) })}
}

func newCandidate(t *timeline.Timeline, c timeline.Candidacy) Candidate {
	return Candidate{Node: c.Node, FromNS: int64(c.From), StoodNS: int64(c.Stood), ToNS: int64(c.To), Reason: c.Reason,
		End: endOf(t, &c, c.End), PreVote: c.Pre, Won: c.Won, Votes: c.Votes, Counted: c.Counted, Voters: c.Voters,
		OutgoingVotes: c.OutgoingVotes, OutgoingCounted: c.OutgoingCounted, OutgoingVoters: c.OutgoingVoters,
		VotedBy: append([]trace.NodeID{}, c.VotedBy...), PreVotedBy: c.PreVotedBy,
		Denials: each(c.DeniedBy, func(v timeline.Vote) Denial {
			return Denial{int64(v.At), v.Ignored, v.Voter, v.Reason, v.VotedFor, v.Last, v.PeerLast}
		})}
}

// endOf is the word for the end of a candidacy. The trace has no reason where the server went down.
func endOf(t *timeline.Timeline, c *timeline.Candidacy, why trace.Reason) string {
	if why != 0 {
		return why.String()
	}
	gaveUp := func(s timeline.Server) bool { return s.Node == c.Node && s.EndedWhy != "" && s.EndedAt == c.To }
	if slices.ContainsFunc(t.Servers, gaveUp) {
		return "ended"
	}
	return "crashed"
}

func newInterval(t *timeline.Timeline, o timeline.Outage) Interval {
	return Interval{FromNS: int64(o.From), ToNS: int64(o.To), DurationNS: int64(o.To - o.From),
		Reason: o.Reason, OldLeader: o.Old, NewLeader: o.New, Term: o.Term, Heard: lastHeard(t, &o),
		Phases: each(o.Phases, func(p timeline.Phase) Phase {
			return Phase{phaseNames[p.Kind], int64(p.From), int64(p.To), int64(p.To - p.From), p.Term, p.Node, p.Reason}
		})}
}

var phaseNames = []string{timeline.Detection: "detection", timeline.FailedRound: "failed_round",
	timeline.WonRound: "won_round", timeline.WinningRound: "winning_round", timeline.LastRound: "last_round",
	timeline.Return: "return"}

func newCommands(commands []timeline.Command) Commands {
	c := Commands{Asked: len(commands), List: each(commands, func(c timeline.Command) Command {
		return Command{c.ID, c.Command, c.Node, int64(c.At), c.Told, int64(c.ToldAt), c.Outcome,
			c.Reason, c.Index, c.Term, c.HeldBy}
	})}
	for _, one := range commands {
		switch one.Outcome {
		case trace.CommittedOK:
			c.Committed++
		case trace.LostForGood:
			c.Lost++
		case trace.RefusedNow:
			c.Refused++
		default:
			c.Unknown++
		}
	}
	return c
}

// ended returns the servers on which Raft's own code gave up.
func ended(servers []timeline.Server) (list []timeline.Server) {
	for _, s := range servers {
		if s.EndedWhy != "" {
			list = append(list, s)
		}
	}
	return list
}

// each returns what of makes of every item, and an empty list, never nil, of none.
func each[A, B any](list []A, of func(A) B) []B {
	made := make([]B, len(list))
	for i, item := range list {
		made[i] = of(item)
	}
	return made
}
