// Package timeline turns the events of a run into plain data that can be drawn, reported and asked:
// who was what and when, which messages flew, which elections were held, how long nobody led.
//
// It reads a trace and knows nothing of how the trace came to be. Everything is in the order of
// time, then of servers; equal traces give equal timelines.
package timeline

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Timeline is a whole run.
type Timeline struct {
	Header trace.Header
	End    time.Duration // virtual time of the last event
	Events uint64        // number of events in the trace

	Servers    []Server // n1 to nN, Servers[0] is n1
	Messages   []Message
	Votes      []Vote
	Elections  []Election
	Led        []Span      // who leads the cluster, without gaps from 0 to End
	Outages    []Outage    // the spans of Led without a leader
	Faults     []Fault     // what the script did, in order
	Commands   []Command   // clients' commands, by their id
	Operations []Operation // what clients asked of the key-value state machine, by their number
	Denials    []Vote      // the denied ones among Votes
	Verdicts   []Verdict   // the final verdict on every property
	Violations []Violation // violations in the order in which they were seen
	Notes      []Note
	Skipped    []Skipped
	Idle       []Idle
	Stop       trace.Reason // why the run ended: RunOver or EventLimit; 0 if the trace does not say
}

// Span is who leads the cluster for a while.
type Span struct {
	From, To time.Duration
	Leader   trace.NodeID // 0: nobody
	Term     trace.Term
	Reason   trace.Reason // why it began
}

// Server is the life of one server.
type Server struct {
	Node    trace.NodeID
	Bands   []Band
	Members []Membership // the configurations in force at the server, without gaps from its start to End; never empty
	Timers  []Timer
	Pauses  []Pause
	Log     []LogChange
	Commits []Commit
	Rates   []Rate

	Applied   []Reached  // up to where its state machine has applied its log
	Snapshots []Reached  // the last index in its snapshot, behind which its log begins
	Ballots   []Ballot   // its term and its vote
	Disk      []Durable  // what its disk holds
	Progress  []Progress // what it knows of the others' logs while it leads

	EndedAt  time.Duration // when Raft's own code gave up on it
	EndedWhy string        // its message; "" if it did not
}

// Band is a time in which a server's role and term stay the same. A pre-candidate that tries again
// begins a new band. While a server is down, Term is the one it went down with.
type Band struct {
	From, To time.Duration
	Role     trace.Role // 0: down
	Term     trace.Term
	Reason   trace.Reason // why it began
	Peer     trace.NodeID // who caused it
	Event    uint64       // the number of the event by which it began
	Votes    int          // candidates: votes counted until the candidacy ended, pre-votes if the role is PreCandidate
	Denials  int
	Voters   int

	OutgoingVotes  int // in joint consensus: those of the outgoing voters; those above are of the new ones
	OutgoingVoters int // 0 outside joint consensus
}

// Timer is one run of a server's election timer.
type Timer struct {
	From, To time.Duration // To: when it expired, was set again, or was no longer needed
	Timeout  time.Duration // the wait drawn
	Deadline time.Duration // when it would have expired
	Drawn    bool          // Timeout was drawn for this run of the timer
	Fired    bool          // it expired; Forced: because the script said so
	Forced   bool
	Reason   trace.Reason // why it was set
	Peer     trace.NodeID
	Event    uint64 // the number of the event by which it was set
}

// Pause is a time in which a server is stopped but not down.
type Pause struct{ From, To time.Duration }

// Rate is a change of a server's clock rate.
type Rate struct {
	At      time.Duration
	Setting trace.Setting
}

// LogChange is one entry appended, or entries truncated, at a server.
type LogChange struct {
	At       time.Duration
	Truncate bool        // entries First to Index are gone; else Index was appended
	First    trace.Index //
	Index    trace.Index
	Term     trace.Term // of the entry appended
	Entry    trace.EntryKind
	Command  string
	Lost     bool // Truncate: lost in a crash, not removed by a leader
}

// Commit is a rise of a server's commit index.
type Commit struct {
	At    time.Duration
	First trace.Index // the first entry that became known to be committed; 0 if the trace does not tell
	Index trace.Index
	Role  trace.Role
}

// Message is one copy of a message from its sender on.
type Message struct {
	ID       uint64
	Copy     bool
	Kind     trace.MessageKind
	From, To trace.NodeID
	Term     trace.Term
	Sent     time.Duration
	Ended    time.Duration // delivered or lost; End of the run if it was still under way
	Fate     Fate
	Granted  bool         // replies: the answer agrees
	Reason   trace.Reason // lost: why. Replies to vote requests that deny: why. Ignored: why
	Entries  int
	Index    trace.Index    // last entry carried
	Prev     trace.Position // the position before the entries carried; of a request for a vote the end of the log
	Event    uint64         // the number of the event by which it was sent
	EndEvent uint64         // the number of the event by which it was delivered or lost; 0 if it was still under way
}

// Fate is what became of a message.
type Fate uint8

// The fates. UnderWay is the zero value: the run ended first.
const (
	UnderWay Fate = iota
	Delivered
	Ignored // delivered, and the receiver did nothing with it
	Lost
)

// Vote is what a voter made of a candidate's request, at the moment the voter decided.
type Vote struct {
	At        time.Duration
	Voter     trace.NodeID
	Candidate trace.NodeID // the same as Voter: its vote for itself
	Term      trace.Term   // that was asked for
	Pre       bool
	Granted   bool
	Ignored   bool         // not granted, and not even answered
	Reason    trace.Reason // denied or ignored: why
	VotedFor  trace.NodeID
	Last      trace.Position // the voter's
	PeerLast  trace.Position // the candidate's
	Event     uint64         // the number of its event
}

// Election is all that happened for one term. A pre-candidate of term 4 stands for term 5. When
// everybody has given up, and somebody tries again for the same term, the election goes on.
type Election struct {
	Term       trace.Term
	From, To   time.Duration // from the first candidacy for the term, its pre-vote included, until it was decided or given up
	Candidates []Candidacy
	Winner     trace.NodeID // 0: nobody
	Split      bool         // nobody won, but somebody would have with votes that others got who stood at the same time
	End        trace.Reason // ElectionWon, or why the last one that stood gave up: see Candidacy.End
}

// Candidacy is one server's try in an election. A pre-candidate whose timer fires again tries again.
//
// It ends as the trace tells: with ElectionWon, ElectionLost (a quorum refused), HigherTerm (a message
// of a higher term came), LeaderOfTerm (another server leads), with a new try of the same server
// (ElectionTimeout, ForcedTimeout, Transfer), or with the run: RunOver, EventLimit.
type Candidacy struct {
	Node     trace.NodeID
	From     time.Duration // its timer fired
	Stood    time.Duration // it became a candidate, after From if it asked for pre-votes first; 0 if Pre
	To       time.Duration // it led, gave up, went down, or the run ended
	Reason   trace.Reason  // ElectionTimeout, ForcedTimeout, Transfer
	End      trace.Reason  // why it ended, see above; 0: the server went down
	Pre      bool          // it got no further than the pre-vote
	Config   *trace.Config // in force at the server when it stood: who can vote
	Votes    int           // votes granted to it, its own included (pre-votes if Pre); in joint consensus by the new voters
	Counted  int           // of these, votes that it had counted by To; the others came late or were lost
	Denials  int           // as many as DeniedBy
	Voters   int           // servers that can vote; in joint consensus new voters
	Won      bool
	VotedBy  []trace.NodeID // who granted, sorted
	TooLate  []trace.NodeID // of these, who granted when it had given up
	DeniedBy []Vote

	OutgoingVotes, OutgoingCounted, OutgoingVoters int // in joint consensus: of the outgoing voters

	PreVotedBy []trace.NodeID // who granted the pre-vote to a server that became candidate by it, sorted

	Counts []Count // each answer that it counted, in the order of time
}

// Count is how many votes a candidate had counted at a moment, its own included.
type Count struct {
	At                   time.Duration
	Voter                trace.NodeID // whose answer it counted then; 0: none
	Granted              bool         // the answer
	Pre                  bool         // pre-votes
	Votes, OutgoingVotes int          // as in [Candidacy]
	Denials              int
	Event                uint64 // the number of the event
}

// Outage is a time without a leader of the cluster.
type Outage struct {
	From, To time.Duration
	Reason   trace.Reason // how it began: Boot, LeaderCrashed, LeaderDeposed, LeaderCutOff, ...
	Old      trace.NodeID // who led before; 0 at the start
	New      trace.NodeID // who led next; 0 if the run ended first
	Term     trace.Term   // the new leader's
	Phases   []Phase      // without gaps from From to To
}

// Phase is a part of an outage.
type Phase struct {
	From, To time.Duration
	Kind     PhaseKind
	Term     trace.Term   // the round's term; 0 if there is no round
	Election int          // index of the round's election in Timeline.Elections; -1 if there is no round
	Node     trace.NodeID // Detection: whose candidacy ended it, 0 if nobody's; WonRound: the winner
	Reason   trace.Reason // see PhaseKind
}

// PhaseKind is what an outage waits for.
type PhaseKind uint8

// The phases. Detection: no election has begun yet; Reason is why Node stood in the end:
// ElectionTimeout, ForcedTimeout, Transfer. FailedRound: an election that nobody wins, with the wait for
// the next. WonRound: an election up to its winner, who does not lead the cluster all the same, because
// of Reason: LeaderCrashed, LeaderPaused, LeaderCutOff, LeaderStale, LeaderDeposed; the wait after it is
// Detection.
// WinningRound: from the winner's round's first candidacy until it leads. LastRound: the run ended in it.
// Return: up to a leader that had been elected before: the old one (Reason LeaderConnected), or one that
// could not lead the cluster yet (LeaderElected).
//
// The last phase tells how the outage ended. A Return that cut a round short has that round's term
// and election. Phases of no length are left out: an outage that ends with Detection ended with the
// run, or was won in no time.
const (
	_ PhaseKind = iota
	Detection
	FailedRound
	WinningRound
	LastRound
	Return
	WonRound
)

// Fault is something that the script did.
type Fault struct {
	At, Until time.Duration // Until: when it was undone, or the end of the run; At for momentary ones
	Fault     trace.Fault
	Node      trace.NodeID
	Peer      trace.NodeID
	Groups    [][]trace.NodeID
	Setting   trace.Setting // what it set
	Step      int
	Lost      int               // Crash: entries lost
	Message   uint64            // the message that it was done to, and its kind
	Kind      trace.MessageKind //
	Reason    trace.Reason      // why nothing came of it
	Event     uint64            // the number of its event
}

// Command is a client's command and what became of it.
type Command struct {
	ID      uint64
	Command string
	Node    trace.NodeID // the server asked
	At      time.Duration
	Told    trace.Outcome // what the client was told first; unknown too if it heard nothing to the end
	ToldAt  time.Duration
	Outcome trace.Outcome // what is true at the end of the run
	Reason  trace.Reason
	Index   trace.Index
	Term    trace.Term
	HeldBy  []trace.NodeID // lost: in whose logs it still stands at the end, sorted
}

// Verdict is the verdict on a property over the whole run.
type Verdict struct {
	Property trace.Property
	Verdict  trace.Verdict
	Evidence *trace.Evidence // nil: it is not violated
}

// Violation is a violation at the moment it was seen.
type Violation struct {
	At       time.Duration
	Node     trace.NodeID
	Property trace.Property
	Evidence *trace.Evidence
}

// Note is a remark of the script.
type Note struct {
	At   time.Duration
	Text lang.Text
}

// Idle is a step of the script, or the part of it for one server, that changed nothing.
type Idle struct {
	At     time.Duration
	Step   int
	Node   trace.NodeID // 0: none is meant
	Reason trace.Reason
}

// Skipped is a step of the script whose condition never came.
type Skipped struct {
	Step   int
	Detail string
}
