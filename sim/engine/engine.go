// Package engine is the seam between the simulated world and an implementation of Raft.
//
// A [Node] is one server as a state machine: it has no clock, no network, no disk and no chance of
// its own. The world calls it with what happens (ticks, messages, an expired timer, a client's
// command), asks for the [Work] that follows from it, makes the work durable, and then calls
// [Node.Done]. What the node decides on the way, and why, it tells a [Observer] at once.
//
// The world owns the election timers: it draws the waits, learns of resets from the observer, and
// calls [Node.Campaign] when a timer expires. An implementation owns everything else of Raft.
package engine

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Engine is an implementation of Raft.
type Engine interface {
	// Name returns the name of the engine on the command line and in traces.
	Name() string
	// NewNode returns a server that has not booted. It can be booted many times.
	NewNode() Node
	// Features returns what the implementation has. Its nodes refuse what needs another: [Node.Change]
	// refuses, [Node.Compact] returns a snapshot with Index 0, and a node that boots with a snapshot or
	// learners gives up.
	Features() Features
}

// Waiting is an [Engine] whose servers may stand still while they wait for a disk.
type Waiting interface {
	// TicksWaitForDisk reports whether no tick is counted while a write waits for a disk that stalls.
	TicksWaitForDisk() bool
}

// Fatal is an error of a [Node] that may end the whole run, and not only its server.
type Fatal interface {
	error
	EndsRun() bool
}

// Remarker is an [Observer] to which a node can say something about a step for which there is no other word.
type Remarker interface {
	Remark(words lang.Text)
}

// Config is what a server is started with.
type Config struct {
	ID             trace.NodeID
	ElectionTicks  int64 // the least election timeout in ticks; the lease of CheckQuorum. More than HeartbeatTicks
	HeartbeatTicks int64 // between a leader's heartbeats; at least 1
	PreVote        bool
	CheckQuorum    bool
	SingleAppend   bool // at most one entry in an append message
	LeaseReads     bool // some reads are by lease

	Restart bool // the server was up before in the same run
}

// HardState is what a server must remember besides its log. Raft paper, Figure 2.
type HardState struct {
	Term trace.Term
	Vote trace.NodeID // 0: none in this term
}

// Entry is a log entry. Data of a Command is the world's; of a ConfigChange, the engine's.
type Entry struct {
	Index trace.Index
	Term  trace.Term
	Kind  trace.EntryKind
	Data  []byte
	Text  string // for people, where Data is the engine's
}

// Snapshot stands for the log up to Index. Index 0 is the empty start, with the first configuration.
type Snapshot struct {
	Index  trace.Index
	Term   trace.Term
	Config trace.Config
	State  trace.Digest // the state machine after Index
	Data   []byte       // its contents, in the world's form; never changed
}

// Durable is what a disk holds: what a server finds when it boots.
type Durable struct {
	HardState
	Commit   trace.Index // as of the last sync. Figure 2 of the paper lets it be forgotten, and etcd keeps it
	Snapshot Snapshot
	Entries  []Entry // from Snapshot.Index+1 on
}

// Last returns the position of the last entry.
func (d *Durable) Last() trace.Position {
	if n := len(d.Entries); n > 0 {
		return trace.Position{Term: d.Entries[n-1].Term, Index: d.Entries[n-1].Index}
	}
	return trace.Position{Term: d.Snapshot.Term, Index: d.Snapshot.Index}
}

// Message is a message between servers. What the world and the trace need of it stands in fields;
// Body is the engine's own, and must not be changed once sent: a copy may be delivered again.
type Message struct {
	Kind     trace.MessageKind
	Granted  bool // replies: it agrees
	From, To trace.NodeID
	Term     trace.Term
	Prev     trace.Position // before the entries; requests for votes: the candidate's last position
	Entries  int
	Index    trace.Index // of the last entry carried, or acknowledged
	Commit   trace.Index
	Body     any
}

// Work is what follows from all that a node has been told so far. It belongs to the node, with its slices;
// it stays as it is until [Node.Done], and its entries do not change any more.
type Work struct {
	Sync      bool // HardState, Snapshot or Entries must be durable before Messages are sent
	HardState HardState
	Snapshot  *Snapshot   // replaces the whole log
	Entries   []Entry     // to be appended; entries at their indexes and later are replaced
	Told      trace.Index // entries up to here were told with earlier work, which did not make them durable
	Cut       trace.Index // the log has no entry from here on but for Entries; 0: only those go that Entries replace
	Messages  []Message
	Commit    trace.Index // the commit index now; it is written with the next sync, and asks for none itself
	Apply     []Entry     // committed, in order, to be applied after Sync
}

// Node is one server. After any call, [Node.Err] may tell that the node has given up; it is then
// asked for no more than Work until it boots again.
type Node interface {
	// Boot starts the server from what its disk holds. All volatile state is lost.
	Boot(c Config, from *Durable, w Observer)
	// Advance lets ticks of the server's clock pass.
	Advance(ticks int64)
	// TicksUntilAction returns after how many ticks a leader acts unasked (heartbeat, check of its quorum), at least 1, if
	// nothing else happens. Others never do: their election timers are the world's.
	TicksUntilAction() int64
	// Step delivers a message.
	Step(m *Message)
	// Campaign tells that the election timer has expired. A server that may not campaign now tells the
	// observer why, as the reason for which its timer starts again.
	Campaign(why trace.Reason)
	// Propose asks to append a command. It is refused by a server that does not lead, and by a leader that
	// hands leadership over.
	Propose(data []byte) Refusal
	// Change asks to append a change of the configuration. It is refused as Propose is, while another change
	// is under way, and if no voter would be left.
	Change(c Change) Refusal
	// Transfer asks to hand leadership over to a voter. That nothing came of a transfer that was not
	// refused is told by [Observer.GaveUp].
	Transfer(to trace.NodeID) Refusal
	// Compact replaces the log up to the applied index by a snapshot with the state and the contents of the state machine,
	// and returns the snapshot; its Index is 0 if there is nothing to compact.
	Compact(state trace.Digest, contents []byte) Snapshot
	// SnapshotSent tells a leader what became of a snapshot message, as a connection would.
	SnapshotSent(to trace.NodeID, arrived bool)
	// Work returns what is to be done, and nil if there is nothing, as with a node that has given up. It
	// is not called again before Done.
	Work() *Work
	// Done tells that the work is durable, its messages are sent and its entries applied. It returns
	// false if no work follows from that, and the node has not given up.
	Done() (more bool)
	// Checkpoint saves the node as it is now, with nothing left to do. It returns false if this state cannot be
	// restored.
	Checkpoint() bool
	// Restore makes the node what it was at the last Checkpoint, which returned true, whatever became of it since.
	Restore()
	// Err returns why the node gave up; nil while it works.
	Err() error
}

// Change is a change of the configuration. Raft paper, section 6; thesis, chapter 4.
type Change struct {
	Add, Learn, Remove []trace.NodeID
	Joint              bool
}

// Refusal says why nothing comes of what a server was asked to do. The zero value means that it is done.
type Refusal struct {
	Reason  trace.Reason
	Peer    trace.NodeID    // HandingOver: to whom
	Instead trace.EntryKind // what was appended in the place of what was asked for; 0: nothing
}

// Refused reports whether there is a refusal.
func (r Refusal) Refused() bool { return r.Reason != 0 }

// Observer is told what a node decides, at once and in order.
type Observer interface {
	// RoleChanged is told a change of role or term. It returns whether the run goes on: if not, nobody will
	// see what follows from it.
	RoleChanged(b RoleChange) (goesOn bool)
	// Voted is told an answer to a request for a vote, or a candidate's vote for itself. What it is given is
	// used again.
	Voted(v *Vote)
	// Tallied is told how many answers a candidate has after one more.
	Tallied(t Tally)
	// Ignored is told that the message being delivered has no effect.
	Ignored(why trace.Reason)
	// GaveUp is told that a leader goes on leading, and no longer hands leadership to another.
	GaveUp(to trace.NodeID, why trace.Reason)
	// TimerReset is told that the election timer starts again from now. A new wait is drawn if
	// the implementation draws one here.
	TimerReset(draw bool, why trace.Reason, peer trace.NodeID)
	// Reconfigured is told the configuration in force.
	Reconfigured(c trace.Config)
}

// RoleChange is a change of role or term.
type RoleChange struct {
	Role    trace.Role
	Term    trace.Term
	Reason  trace.Reason
	Peer    trace.NodeID
	Message trace.MessageKind
}

// Vote is an answer to a request for a vote.
type Vote struct {
	Candidate trace.NodeID
	Term      trace.Term // the voter's
	Asked     trace.Term // the request's
	Pre       bool
	Granted   bool
	Reason    trace.Reason
	VotedFor  trace.NodeID
	Last      trace.Position // the voter's
	PeerLast  trace.Position // the candidate's
}

// Tally is a candidate's count. In joint consensus the answers of the new voters and those of the outgoing
// ones count apart, and a server that is both counts in both.
type Tally struct {
	Voter          trace.NodeID // whose answer was counted last
	Granted        bool
	Term           trace.Term
	Pre            bool
	Votes, Denials int

	OutgoingVotes, OutgoingDenials int // 0 outside joint consensus
}
