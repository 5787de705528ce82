package trace

import (
	"time"

	"raftlab/sim/lang"
)

// Kind is the kind of an event.
type Kind uint8

// The kinds of events. Every field that a kind uses is listed in docs/reference/trace.md.
const (
	RoleChange   Kind = iota + 1 // a server changed its role or its term
	TimerSet                     // an election timer was started again
	TimerFired                   // an election timer expired
	Sent                         // a message left its sender
	Delivered                    // a message was handed to its receiver
	Lost                         // a message never reached its receiver
	Ignored                      // the receiver did nothing with a message that it got
	Voted                        // a server granted or denied a vote or a pre-vote
	Tallied                      // a candidate counted an answer
	Appended                     // an entry was appended to a server's log
	Truncated                    // entries were removed from the end of a server's log
	Committed                    // a server's commit index rose
	AppliedTo                    // a server's state machine applied entries up to an index
	Compacted                    // a server replaced the start of its log by a snapshot
	Restored                     // a server replaced its log by a leader's snapshot
	Synced                       // what a server's disk holds has changed
	Reconfigured                 // a server's configuration in force changed
	GaveUp                       // a leader no longer hands leadership over, and goes on leading
	FaultMade                    // the script did something to the cluster
	Client                       // what a client asked, and what it was told
	ClusterLed                   // whether the cluster as a whole has a leader, and which
	Ended                        // Raft's own code gave up on a server: the end of that server
	Checked                      // a checker's verdict
	Noted                        // a remark of the script
	Skipped                      // a step of the script whose condition never came
	NoEffect                     // a step of the script that changes nothing, or nothing of one server
	Stopped                      // the end of the run
	Operated                     // a client asked for an operation on the key-value state machine, or was told of it
)

// Kinds is a set of kinds of events.
type Kinds uint64

// Subkinds, in a set, for a sink that does not read all events of a kind. [Kinds.Has] does not see them.
const (
	Leaderships Kinds = 1 << 63 // of RoleChange: those by which a server begins or ceases to lead
	Crashes     Kinds = 1 << 62 // of FaultMade: those by which a server crashes or starts again
	Leaders     Kinds = 1 << 61 // of ClusterLed: those by which the cluster has a leader
	LogSyncs    Kinds = 1 << 60 // of Synced: those by which the log on disk has changed
	TermFalls   Kinds = 1 << 59 // of RoleChange: those to a lower term, which no sound Raft makes
)

const _ = 58 - Operated // kinds and subkinds do not overlap

// KindsOf returns the set of some kinds.
func KindsOf(kinds ...Kind) (set Kinds) {
	for _, kind := range kinds {
		set |= 1 << kind
	}
	return set
}

// Has reports whether a kind is in the set.
func (s Kinds) Has(kind Kind) bool { return s>>kind&1 != 0 }

var kinds = []string{"", "role", "timer", "expired", "send", "deliver", "lost", "ignore", "vote", "tally",
	"append", "truncate", "commit", "apply", "compact", "restore", "sync", "config", "give_up", "fault", "client",
	"cluster", "end", "check", "note", "skip", "no_effect", "stop", "operation"}

// String returns the word that the trace has for the kind, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (k Kind) String() string                   { return name(kinds, k) }
func (k Kind) MarshalText() ([]byte, error)     { return []byte(k.String()), nil }
func (k *Kind) UnmarshalText(text []byte) error { return value(kinds, "kind of event", text, k) }

// Fault is what the script did to the cluster. The zero value means "nothing".
type Fault uint8

// The things that a script can do. Not all are faults in the strict sense; all are from outside.
const (
	Crash Fault = iota + 1
	Restart
	Pause
	Resume
	PartitionNet  // Groups tells who is with whom
	HealNet       // all partitions and cuts end
	CutLink       // messages from Node to Peer are lost
	LinkChange    // Setting tells the new setting of the link from Node to Peer
	NetworkChange // Setting tells the new settings of every link
	ClockChange   // Setting tells the rate
	DiskChange    // Setting tells the fault or the fsync time
	TimeoutChange // Setting tells the new range of the election timeout
	ForceTimeout  // the election timer was made to expire
	TransferLead  // leadership is to move from Node to Peer
	ChangeConfig  // Setting tells the change asked of Node
	CompactLog    // Node is to replace its log up to its applied index by a snapshot

	HealLink         // messages pass from Node to Peer again
	DropMessage      // the message ID, which is under way from Node to Peer, is lost
	DuplicateMessage // it arrives a second time
	HoldMessage      // it arrives later; Setting tells by how much
	DeliverMessage   // it arrives now
)

var faults = []string{"", "crash", "restart", "pause", "resume", "partition", "heal", "cut", "link", "network",
	"clock", "disk", "election_timeout", "timeout", "transfer", "change", "compact",
	"heal_link", "drop", "duplicate", "hold", "deliver"}

// String returns the word that the trace has for the fault, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (f Fault) String() string                   { return name(faults, f) }
func (f Fault) MarshalText() ([]byte, error)     { return []byte(f.String()), nil }
func (f *Fault) UnmarshalText(text []byte) error { return value(faults, "fault", text, f) }

// Details of faults in a trace of real servers, see [Header.Live].
const (
	Asked       = "asked to stop" // Crash: it was no crash, the server was told to end
	VoteUnknown = "vote not told" // Restart: VotedFor is not known
)

// EntryKind is what a log entry is for. The zero value means "not told".
type EntryKind uint8

// The kinds of entries: the empty entry at the start of a leader's term (Raft paper, section 8),
// a client's command, a change of the configuration (section 6).
const (
	NoOp EntryKind = iota + 1
	Command
	ConfigChange
)

var entryKinds = []string{"", "no-op", "command", "config"}

// String returns the word that the trace has for the kind, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (k EntryKind) String() string               { return name(entryKinds, k) }
func (k EntryKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
func (k *EntryKind) UnmarshalText(text []byte) error {
	return value(entryKinds, "kind of entry", text, k)
}

// Outcome is what is known of a client's command. The zero value means "not told".
type Outcome uint8

// The outcomes. Proposed is the question; RefusedNow, CommittedOK, LostForGood and UnknownYet are
// answers. Unknown may be followed by committed or lost when the truth comes out.
const (
	Proposed Outcome = iota + 1
	RefusedNow
	CommittedOK
	LostForGood
	UnknownYet
)

var outcomes = []string{"", "proposed", "refused", "committed", "lost", "unknown"}

// String returns the word that the trace has for the outcome, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (o Outcome) String() string                   { return name(outcomes, o) }
func (o Outcome) MarshalText() ([]byte, error)     { return []byte(o.String()), nil }
func (o *Outcome) UnmarshalText(text []byte) error { return value(outcomes, "outcome", text, o) }

// Property is one of the safety properties that every run is checked for. The zero value means
// "no property".
type Property uint8

// The five properties of the Raft paper, Figure 3, the rule of section 5.2 that carries the first, and
// rules of the paper that carry the others.
const (
	ElectionSafety Property = iota + 1
	LeaderAppendOnly
	LogMatching
	LeaderCompleteness
	StateMachineSafety
	OneVotePerTerm
	QuorumOfVotes    // a leader has the votes of a quorum. Section 5.2
	TermMonotonicity // a server's term never falls, not over a restart either. Section 5.1
	CommitDurability // what a leader commits is on the disks of a quorum. Sections 5.3 and 6
	ApplyOrder       // a server applies every committed index once and in order. Figure 2 and section 5.3
	StateEquality    // servers that have applied the same index have the same state. Section 2
	SnapshotSafety   // what is in a snapshot was committed. Section 7
)

// Properties are all properties, in the order of the paper.
var Properties = []Property{ElectionSafety, LeaderAppendOnly, LogMatching, LeaderCompleteness,
	StateMachineSafety, OneVotePerTerm, QuorumOfVotes, TermMonotonicity, CommitDurability, ApplyOrder,
	StateEquality, SnapshotSafety}

// PropertiesOf returns those that a trace of a format knows.
func PropertiesOf(format int) []Property {
	if format < 2 {
		return Properties[:OneVotePerTerm]
	}
	return Properties
}

var properties = []string{"", "election safety", "leader append-only", "log matching",
	"leader completeness", "state machine safety", "one vote per term", "quorum of votes", "term monotonicity",
	"commit durability", "apply order", "state equality", "snapshot safety"}

// String returns the word that the trace has for the property, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (p Property) String() string                   { return name(properties, p) }
func (p Property) MarshalText() ([]byte, error)     { return []byte(p.String()), nil }
func (p *Property) UnmarshalText(text []byte) error { return value(properties, "property", text, p) }

// Verdict is what a run showed of a property or an expectation. The zero value means "not told".
type Verdict uint8

// The verdicts. Untested means that nothing happened that could decide: a run without an election
// proves nothing about elections.
const (
	Untested Verdict = iota + 1
	Holds
	Violated
)

var verdicts = []string{"", "untested", "holds", "violated"}

// String returns the word that the trace has for the verdict, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (v Verdict) String() string                   { return name(verdicts, v) }
func (v Verdict) MarshalText() ([]byte, error)     { return []byte(v.String()), nil }
func (v *Verdict) UnmarshalText(text []byte) error { return value(verdicts, "verdict", text, v) }

// Event is one thing that happened at one moment. It is one flat struct for all kinds, so that a
// run makes no garbage; a field that a kind does not use is zero and is not written.
type Event struct {
	Seq  uint64        `json:"seq"`            // 1, 2, 3, ... without a gap
	At   time.Duration `json:"t"`              // virtual time since the start, in nanoseconds
	Kind Kind          `json:"kind"`           //
	Node NodeID        `json:"node,omitempty"` // the server it happened at, or that acted
	Term Term          `json:"term,omitempty"` // that server's term, or the term of the message

	Peer    NodeID      `json:"peer,omitempty"`    // the other server
	Role    Role        `json:"role,omitempty"`    // the role after the event
	From    Role        `json:"from,omitempty"`    // RoleChange: the role before
	Reason  Reason      `json:"reason,omitempty"`  //
	Message MessageKind `json:"message,omitempty"` // the message itself, or the one that caused the event
	ID      uint64      `json:"id,omitempty"`      // of the message or the client's command, from 1
	Copy    bool        `json:"copy,omitempty"`    // Delivered, Lost: the network's duplicate of the message

	Drawn    bool          `json:"drawn,omitempty"`    // TimerSet: Timeout was drawn anew
	Timeout  time.Duration `json:"timeout,omitempty"`  // timers: the wait drawn, in nanoseconds of the server's clock
	Deadline time.Duration `json:"deadline,omitempty"` // TimerSet: when it will expire if nothing is heard
	Since    time.Duration `json:"since,omitempty"`    // TimerFired: when the timer was set

	Asked    Term     `json:"asked,omitempty"`     // Voted: the term of the request
	Granted  bool     `json:"granted,omitempty"`   // Voted: the answer; Sent and Delivered: a reply that agrees
	Pre      bool     `json:"pre,omitempty"`       // Voted, Tallied: a pre-vote
	VotedFor NodeID   `json:"voted_for,omitempty"` // Voted: who has the vote of this term; Restart, Synced: the vote on disk
	Last     Position `json:"last,omitzero"`       // the server's own last log position; Restart, Synced: the last on disk
	PeerLast Position `json:"peer_last,omitzero"`  // Voted: the candidate's last log position
	Votes    int      `json:"votes,omitempty"`     // Tallied: votes for the candidate so far
	Denials  int      `json:"denials,omitempty"`   // Tallied: refusals so far
	Quorum   int      `json:"quorum,omitempty"`    // Tallied: votes needed
	Voters   int      `json:"voters,omitempty"`    // Tallied: servers that can vote

	OutgoingVotes   int `json:"outgoing_votes,omitempty"`   // Tallied in joint consensus: the same of the outgoing voters;
	OutgoingDenials int `json:"outgoing_denials,omitempty"` // the four above are then of the new ones
	OutgoingQuorum  int `json:"outgoing_quorum,omitempty"`  //
	OutgoingVoters  int `json:"outgoing_voters,omitempty"`  //

	Index     Index     `json:"index,omitempty"`      // of the entry; of the last entry concerned
	First     Index     `json:"first,omitempty"`      // first entry concerned, where there are several
	EntryTerm Term      `json:"entry_term,omitempty"` // term of the entry at Index
	Entry     EntryKind `json:"entry,omitempty"`      // Appended
	Command   string    `json:"command,omitempty"`    // Appended, Client: the client's words
	Data      Digest    `json:"data,omitempty"`       // Appended: of the bytes that were stored; 0: there are none
	State     Digest    `json:"state,omitempty"`      // of the state machine at Index; Restart: at First
	Entries   int       `json:"entries,omitempty"`    // Sent: entries carried; Crash: entries lost, since they were not synced or a disk lied
	Commit    Index     `json:"commit,omitempty"`     // Sent: the sender's commit index as told
	Prev      Position  `json:"prev,omitzero"`        // Sent: position before the entries; last position for requests

	Fault   Fault      `json:"fault,omitempty"`   // FaultMade
	Groups  [][]NodeID `json:"groups,omitempty"`  // PartitionNet
	Config  *Config    `json:"config,omitempty"`  // Reconfigured
	Setting *Setting   `json:"-"`                 // FaultMade: what was set; a file has its words as detail
	Outcome Outcome    `json:"outcome,omitempty"` // Client

	Operation *Operation `json:"operation,omitempty"` // Operated

	Property Property  `json:"property,omitempty"` // Checked
	Verdict  Verdict   `json:"verdict,omitempty"`  // Checked
	Final    bool      `json:"final,omitempty"`    // Checked: the verdict on the whole run
	Evidence *Evidence `json:"-"`                  // Checked: what was seen, if it is violated; a file has its words as detail
	Step     int       `json:"step,omitempty"`     // FaultMade, Noted, Skipped: step of the script, from 1
	Detail   string    `json:"detail,omitempty"`   // Ended: the message of Raft's code; Skipped: when the step was to be taken, as in the script
	Note     lang.Text `json:"note,omitzero"`      // Noted
}

// Sink is told every event of a run in order. An event belongs to the caller and is reused: a sink
// that keeps one copies it. Groups, Config, Setting, Operation and Evidence stay unchanged and may be kept.
type Sink interface {
	Observe(e *Event)
}

// FilteredSink is a [Sink] that reads some kinds of events only. It may be told others as well. An event that
// nobody reads is counted, and not made: runs without a trace are faster so.
type FilteredSink interface {
	Sink
	Kinds() Kinds
}

// VoteCounter is a [FilteredSink] that is told each vote that was granted also in fewer words: whose it is,
// and for whom. If that is enough for it, events of the kind Voted are not among its kinds. Pre-votes do not
// count.
type VoteCounter interface {
	FilteredSink
	VoteGranted(voter, candidate NodeID, term Term)
}
