package sim

import (
	"fmt"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/lang"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// Limits of what a simulation accepts.
const (
	MaxNodes = 15 // a timeline stays readable, and no etcd cluster is larger

	// LeastMaxEvents is the least limit of events that a run has if its script sets none, about a thousand
	// times the events of an ordinary scenario. A long run has more ([Script.EventLimit]).
	LeastMaxEvents = 1_000_000
)

// Cluster is what a run begins with. DefaultCluster is a good start.
type Cluster struct {
	Nodes    int            // servers n1 to nN, 1 to MaxNodes
	Voters   []trace.NodeID // the first configuration; empty: all that do not learn
	Learners []trace.NodeID // servers that receive the log and do not vote; those in neither list wait to be added

	ElectionTimeout Range         // each wait is drawn uniformly from it, both ends included. Raft paper, section 5.2
	Heartbeat       time.Duration // between a leader's heartbeats; shorter than the least election timeout
	Tick            time.Duration // the step of a server's clock, 0 < Tick <= Heartbeat; all waits are whole ticks
	PreVote         bool          // ask before raising the term. Thesis, section 9.6
	CheckQuorum     bool          // a leader without contact to a quorum steps down. Thesis, section 6.2
	SingleAppend    bool          // at most one entry in an append message

	Network network.Settings
	Links   []Link // links that differ from Network
	Fsync   chance.Distribution
	Node    []NodeSettings // servers that differ from the rest
}

// Range is a range of durations with both ends included.
type Range struct{ Min, Max time.Duration }

// String returns the range as a scenario file writes it.
func (r Range) String() string {
	if r.Min == r.Max {
		return chance.FormatDuration(r.Min)
	}
	return chance.FormatDuration(r.Min) + "-" + chance.FormatDuration(r.Max)
}

// Link is the setting of the directed link between two servers.
type Link struct {
	From, To trace.NodeID
	network.Settings
}

// NodeSettings are what one server has of its own. Zero fields mean "as the others".
type NodeSettings struct {
	Node            trace.NodeID
	ElectionTimeout Range
	ClockRate       clock.Rate
	Fsync           *chance.Distribution
}

// DefaultCluster returns five servers with the timeouts of the Raft paper, section 9.3.
func DefaultCluster() Cluster {
	return Cluster{
		Nodes:           5,
		ElectionTimeout: Range{150 * time.Millisecond, 300 * time.Millisecond},
		Heartbeat:       50 * time.Millisecond,
		Tick:            100 * time.Microsecond,
		Network:         network.Settings{Latency: chance.Uniform(5*time.Millisecond, 15*time.Millisecond)},
		Fsync:           chance.Fixed(time.Millisecond),
	}
}

// Script is what happens to a cluster.
type Script struct {
	Cluster   Cluster
	Steps     []Step
	Until     time.Duration // the run ends at this virtual time
	MaxEvents int           // or after this many events in the trace; 0 means what EventLimit says
}

// EventLimit returns after how many events in the trace the run is stopped: MaxEvents, or ten times what the
// heartbeats of the cluster need until the end of the run, and at least LeastMaxEvents.
func (s *Script) EventLimit() uint64 {
	if s.MaxEvents > 0 {
		return uint64(s.MaxEvents)
	}
	const perHeartbeat = 5 // sent, delivered, the timer set, the reply sent and delivered
	rounds := uint64(s.Until/s.Cluster.Heartbeat) + 1
	return max(LeastMaxEvents, 10*perHeartbeat*uint64(s.Cluster.Nodes)*rounds)
}

// Step is one act of the script. A step with a time is taken at that time; one with a condition waits
// for it from the moment on that the step before it is taken.
type Step struct {
	At      time.Duration // virtual time; used when When is zero
	When    Condition     // or the first event that meets the condition,
	After   time.Duration // and this long after it
	Within  time.Duration // either up to this much later: uniform, both ends included, drawn from stream step/N
	Trigger string        // all three in words, for the report of a step that is never taken
	Do      Action
	Note    lang.Text // said in the trace when the step is taken
}

// Condition is an event that a step waits for. The zero value means "no condition".
type Condition struct {
	Kind  ConditionKind
	Nodes Selector    // whose event it must be; the zero value means anybody's
	Index trace.Index // Appends, Commits: the server's log or commit index has reached this index
	Term  trace.Term  // ReachesTerm: the server's term has reached this term
}

// ConditionKind is the kind of event that a step waits for.
type ConditionKind uint8

// The conditions, as a scenario file writes them.
const (
	_               ConditionKind = iota
	Elected                       // "leader elected", "n3 elected": the server became leader
	LeaderLost                    // "leader lost": the cluster has no leader any more
	BecameCandidate               // "n3 candidate": the server became candidate
	StepsDown                     // "n3 steps down": the server was leader and is no longer
	Votes                         // "n3 votes": the server granted its vote to another
	Appends                       // "n3 appends 4": an entry of this or a higher index is in its log
	Commits                       // "n3 commits 4": its commit index is this or higher
	ReachesTerm                   // "n3 reaches term 5"
	StepBefore                    // the step before is taken: it is followed after a time of its own
)

// Selector chooses servers at the moment a step is taken: those of a kind, and those it names. The
// zero value chooses none.
type Selector struct {
	Kind  SelectorKind
	Nodes []trace.NodeID
}

// SelectorKind is a way to choose servers.
type SelectorKind uint8

// The ways to choose servers, as a scenario file writes them.
const (
	_         SelectorKind = iota
	Named                  // "n3", "n1 n2"
	TheLeader              // "leader": the running leader of the highest term
	OldLeader              // "old leader": the one that led before the leader of the highest term
	Crashed                // "crashed": all that are down and did not end for good
	Paused                 // "paused"
	Followers              // "followers": the running servers that are no leader
	AFollower              // "follower": the running follower with the lowest number
	All                    // "all"
	Others                 // "others": all that no other group of the same step names
)

// Action is what a step does to the running cluster. The types of this package whose names end in
// Action implement it.
type Action interface {
	fmt.Stringer // all that it does: no two different actions print the same
	take(w *World, step int)
	nodes() []Selector // all that the action chooses, to be validated
}

// CrashAction kills servers: what is not synced to disk is lost, and so is all volatile state.
type CrashAction struct{ Nodes Selector }

// RestartAction starts crashed servers again from what is on their disks.
type RestartAction struct{ Nodes Selector }

// PauseAction stops servers as SIGSTOP does: they keep everything and do nothing; messages wait.
type PauseAction struct{ Nodes Selector }

// ResumeAction lets paused servers go on. The ticks they missed are gone.
type ResumeAction struct{ Nodes Selector }

// PartitionAction divides the servers: messages pass only within a group. A server that no group
// names is alone.
type PartitionAction struct{ Groups []Selector }

// HealAction ends all partitions and cuts.
type HealAction struct{}

// CutAction loses all messages in one direction.
type CutAction struct{ From, To Selector }

// NetworkAction changes the settings of every link.
type NetworkAction struct{ Settings network.Settings }

// LinkAction changes the settings of the links in one direction.
type LinkAction struct {
	From, To Selector
	Settings network.Settings
}

// ClockAction changes how fast servers' clocks run from now on.
type ClockAction struct {
	Nodes Selector
	Rate  clock.Rate
}

// TimeoutAction makes servers' election timers expire now.
type TimeoutAction struct{ Nodes Selector }

// ElectionTimeoutAction changes the range from which the next waits are drawn, beginning with a new
// draw now.
type ElectionTimeoutAction struct {
	Nodes Selector
	Range Range
}

// DiskAction changes servers' disks from now on.
type DiskAction struct {
	Nodes Selector
	Fault DiskFault
	Fsync *chance.Distribution // nil: unchanged
	Stall time.Duration        // the disk completes nothing for so long, then goes on; 0: it does not stall
}

// DiskFault is a way in which a disk breaks its promise.
type DiskFault uint8

// The faults of a disk, as a scenario file writes them. The zero value leaves the fault as it is.
const (
	_               DiskFault = iota
	HonestDisk                // "none"
	ForgetHardState           // "forget hard state": the next restart finds no term and no vote
	LoseUnsynced              // "lose log": syncs from now on are said to be done and are not; a crash loses those writes
)

// ProposeAction makes a client send commands.
type ProposeAction struct {
	To      Selector // the servers asked; the zero value means the leader
	Command string   // what is asked; from the second command on, a number is added
	Count   int      // how many commands; 0 means 1
	Every   time.Duration
}

// TransferAction asks the leader to hand leadership over. Thesis, section 3.10.
type TransferAction struct{ To Selector }

// ChangeAction asks the leader to change the configuration. Raft paper, section 6.
type ChangeAction struct {
	Add, Learn, Remove []trace.NodeID // to be voters, to be learners, to be neither
	Joint              bool           // through joint consensus, which more than one change needs
}

// CompactAction makes servers replace what they have applied by a snapshot. Raft paper, section 7.
type CompactAction struct{ Nodes Selector }

// NoteAction only says the step's note.
type NoteAction struct{}
