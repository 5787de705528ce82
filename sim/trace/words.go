package trace

import (
	"fmt"
	"strconv"
	"strings"

	"raftlab/sim/lang"
)

// NodeID names a server: 1 is n1. The zero value means "no node".
type NodeID uint16

// String returns the name that people and files use: n1, n2, and so on; "" for no node.
func (id NodeID) String() string {
	if id == 0 {
		return ""
	}
	return "n" + strconv.Itoa(int(id))
}

// ParseNodeID is the inverse of [NodeID.String] for a node that exists: n1 to n65535.
func ParseNodeID(s string) (NodeID, error) {
	digits, ok := strings.CutPrefix(s, "n")
	number, err := strconv.ParseUint(digits, 10, 16)
	if !ok || err != nil || number == 0 || digits[0] == '0' {
		return 0, lang.Errorf("%q is not a node (write n1, n2, ...)", "%q 不是服务器（请写 n1, n2, ...）", s)
	}
	return NodeID(number), nil
}

// MarshalText writes the name.
func (id NodeID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads a name; the empty text is no node.
func (id *NodeID) UnmarshalText(text []byte) (err error) {
	*id = 0
	if len(text) > 0 {
		*id, err = ParseNodeID(string(text))
	}
	return err
}

// Term is Raft's logical clock. It starts at 0; the first election is for term 1.
// Raft paper, section 5.1.
type Term uint64

// Index is a place in the log. The first entry has index 1; 0 is before the log.
// Raft paper, section 5.3.
type Index uint64

// Position is the term and index of a log entry; a log's last position decides whether it is
// up to date: terms are compared before indexes. Raft paper, section 5.4.1.
type Position struct {
	Term  Term  `json:"term"`
	Index Index `json:"index"`
}

// String returns (term, index), the order in which Raft compares.
func (p Position) String() string { return fmt.Sprintf("(%d,%d)", p.Term, p.Index) }

// Before reports whether a log that ends at p is less up to date than one that ends at q.
func (p Position) Before(q Position) bool {
	return p.Term < q.Term || p.Term == q.Term && p.Index < q.Index
}

// name and value are the two directions of a table of words. Word 0 is the empty word.
func name[T ~uint8](words []string, value T) string {
	if int(value) < len(words) {
		return words[value]
	}
	return "unknown(" + strconv.Itoa(int(value)) + ")"
}

func value[T ~uint8](words []string, what string, text []byte, to *T) error {
	for i, word := range words {
		if word == string(text) {
			*to = T(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a %s", text, what)
}

// Role is what a server is at a moment. The zero value means "not told".
type Role uint8

// The roles of the Raft paper, Figure 4, and the pre-candidate of the thesis, section 9.6.
const (
	Follower Role = iota + 1
	PreCandidate
	Candidate
	Leader
)

var roles = []string{"", "follower", "pre-candidate", "candidate", "leader"}

// String returns the word that the trace has for the role, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (r Role) String() string                   { return name(roles, r) }
func (r Role) MarshalText() ([]byte, error)     { return []byte(r.String()), nil }
func (r *Role) UnmarshalText(text []byte) error { return value(roles, "role", text, r) }

// MessageKind is the kind of a message between servers. The zero value means "no message".
type MessageKind uint8

// The messages of the paper's Figure 2 and Figure 13, of pre-vote (thesis, section 9.6) and of
// leadership transfer (thesis, section 3.10). Heartbeats are AppendEntries without entries in
// the paper and messages of their own in etcd.
const (
	Heartbeat MessageKind = iota + 1
	HeartbeatReply
	Append
	AppendReply
	Snapshot
	RequestVote
	VoteReply
	RequestPreVote
	PreVoteReply
	TimeoutNow
)

var messageKinds = []string{"", "heartbeat", "heartbeat_reply", "append", "append_reply", "snapshot",
	"request_vote", "vote_reply", "request_pre_vote", "pre_vote_reply", "timeout_now"}

// String returns the word that the trace has for the kind, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (k MessageKind) String() string               { return name(messageKinds, k) }
func (k MessageKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
func (k *MessageKind) UnmarshalText(text []byte) error {
	return value(messageKinds, "message kind", text, k)
}

// IsHeartbeat reports whether the message only keeps a leader alive.
func (k MessageKind) IsHeartbeat() bool { return k == Heartbeat || k == HeartbeatReply }

// IsPreVote reports whether the message is about a pre-vote, and so for a term that nobody is in yet.
func (k MessageKind) IsPreVote() bool { return k == RequestPreVote || k == PreVoteReply }

// Reason says why something happened: why a timer was set, a vote denied, a role left, a message
// lost, a client told what it was told. The zero value means "no reason needed".
type Reason uint8

// The reasons, by what they explain.
const (
	// Roles and timers.
	Boot            Reason = iota + 1 // the server started, or started again
	ElectionTimeout                   // its own election timer expired
	ForcedTimeout                     // the scenario made its election timer expire
	PreVoteWon                        // a quorum would vote for it
	ElectionWon                       // a quorum voted for it
	ElectionLost                      // a quorum refused
	LeaderOfTerm                      // a leader of its own term was heard
	HigherTerm                        // a message of a higher term arrived
	QuorumLost                        // CheckQuorum: no contact with a quorum for an election timeout
	Removed                           // no longer a voter of the configuration in force
	Transfer                          // leadership transfer: TimeoutNow from the leader

	// Why an election timer started again.
	HeartbeatHeard // a heartbeat of the leader
	AppendHeard    // log entries of the leader
	SnapshotHeard  // a snapshot of the leader
	VoteGranted    // it voted for another server

	// Why a vote was denied, or a message ignored.
	StaleTerm    // the other's term is lower than its own
	AlreadyVoted // it voted for another candidate in this term
	LogBehind    // the candidate's log is less up to date than its own
	LeaderKnown  // it knows the leader of this term
	LeaderLease  // CheckQuorum: it heard from a leader less than the minimum election timeout ago

	// Why a message was lost.
	Loss         // the network lost it
	Partition    // sender and receiver are in different groups
	Cut          // the link is cut in this direction
	ReceiverDown // the receiver is down

	// What became of a client's command, and of a leader.
	NotLeader       // the server asked is not the leader
	Applied         // the leader that accepted it has applied it
	AppliedLater    // applied by some server, after its client had been left in doubt
	Overwritten     // another entry is committed at its index, or one of a later term before it
	LeaderCrashed   // the leader that accepted it crashed
	LeaderDeposed   // the leader that accepted it no longer leads
	LeaderPaused    // the leader is paused
	LeaderCutOff    // the leader cannot exchange messages with a quorum
	LeaderElected   // a new leader
	LeaderConnected // the leader can again exchange messages with a quorum
	RunOver         // the run ended before it was decided
	EventLimit      // the run was stopped: too many events
	Refused         // Raft refused: the request does not fit the state it is in
	TimeoutChanged  // the scenario changed the range of the election timeout
	Settled         // from here on runs differ: the wait is drawn anew, and counts from when the timer was set before

	// Why nothing came of a transfer, a change of the configuration or a candidacy.
	HandingOver   // leadership is being handed to another server
	ToLearner     // the target of a transfer is a learner
	ToItself      // the target of a transfer leads already
	ToNoMember    // the target of a transfer is not in the configuration
	ToNobody      // a transfer, or another step, means no server
	NotTakenOver  // the target of a transfer did not take over within an election timeout
	OtherTarget   // leadership is to go to another server than was asked for before
	NotVoterNow   // the target of a transfer is a voter no longer
	ChangePending // an earlier change of the configuration may not be applied yet
	InJoint       // the joint configuration must be left first
	NoVoterLeft   // nobody would vote
	NotVoter      // the server is no voter of its own configuration
	Unapplied     // the server has not applied yet what may change its configuration
	BecameVoter   // the server is a voter now: its election timer, which ran all the time, makes it campaign

	// What became of a leader, as LeaderCutOff above.
	LeaderStale // voters that the leader needs for a quorum are in a later term

	Interrupted // the run was interrupted: what it has told is not all

	// What a step of the script does to a message, and why it does nothing.
	Dropped        // the script lost the message
	NotUnderWay    // the message that a step names is not under way
	ReceiverPaused // the message has come, and waits for its receiver, which is paused

	ProgramFailed // the program that plays the server does not speak the protocol, or has ended

	// Why a step of the script changes nothing.
	ServerDown     // the server is down
	ServerRuns     // the server runs
	ServerPaused   // the server is paused
	NotPaused      // the server is not paused
	Leads          // the server leads, and so has no election timer
	NothingApplied // the server has applied nothing that is not in a snapshot
	NothingToHeal  // no partition and no cut is in force
	LinkOpen       // messages pass
	LinkIsCut      // the link is cut already
	AsBefore       // it is as the step wants it

	Observed // it was so already when somebody began to watch real servers

	NoCommitYet // a leader has committed no entry of its own term: no change of the configuration before that
)

var reasons = []string{"", "boot", "election_timeout", "forced_timeout", "pre_vote_won", "election_won",
	"election_lost", "leader_of_term", "higher_term", "quorum_lost", "removed", "transfer",
	"heartbeat", "append", "snapshot", "vote_granted",
	"stale_term", "already_voted", "log_behind", "leader_known", "lease",
	"loss", "partition", "cut", "down",
	"not_leader", "applied", "applied_later", "overwritten", "leader_crashed", "leader_deposed",
	"leader_paused", "leader_cut_off", "leader_elected", "leader_connected", "run_over", "event_limit", "refused", "timeout_changed",
	"settled",
	"handing_over", "to_learner", "to_itself", "to_no_member", "to_nobody", "not_taken_over", "other_target",
	"not_voter_now", "change_pending", "in_joint", "no_voter_left", "not_voter", "unapplied", "became_voter", "leader_stale",
	"interrupted", "dropped", "not_under_way", "receiver_paused", "program_failed",
	"server_down", "server_runs", "server_paused", "not_paused", "leads", "nothing_applied", "nothing_to_heal", "link_open",
	"link_is_cut", "as_before", "observed", "no_commit_yet"}

// String returns the word that the trace has for the reason, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (r Reason) String() string                   { return name(reasons, r) }
func (r Reason) MarshalText() ([]byte, error)     { return []byte(r.String()), nil }
func (r *Reason) UnmarshalText(text []byte) error { return value(reasons, "reason", text, r) }
