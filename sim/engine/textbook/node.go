package textbook

import (
	"errors"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// node is one server. Its fields are the state of Figure 2, with its names, and what surrounds it.
type node struct {
	persistent
	volatile
	peers    []peer
	reading  *reading // leaders; nil: nothing was read
	id       trace.NodeID
	config   engine.Config
	observer engine.Observer
	first    membership // that the server was set up with
	broken   Rule
	err      error

	disk       disk
	outbox     []engine.Message // to be sent when the disk has what they follow from
	work       engine.Work      // handed out last
	vote       engine.Vote      // told last
	checkpoint *checkpoint
}

// persistent is the state that is on disk before a message is sent that follows from it.
type persistent struct {
	currentTerm trace.Term
	votedFor    trace.NodeID // in currentTerm; 0: nobody
	log         log
}

// volatile is what a crash takes. The volatile state on leaders is kept with each peer.
type volatile struct {
	commitIndex trace.Index
	lastApplied trace.Index

	// What the figure leaves to its readers.
	role     trace.Role
	leader   trace.NodeID // who was heard as leader of currentTerm; 0: nobody
	ownVote  trace.Term   // in which a candidate's vote for itself is still to be counted; 0: none is
	transfer transfer

	// The configuration in force (members.go).
	members  *membership
	seats    seats // the server's own
	majority count

	// Time, in ticks since the boot.
	now         int64
	heartbeatAt int64 // when a leader sends its next heartbeats
	heardAt     int64 // when a leader of the term was last heard
}

// peer is another server of the configuration as a server sees it.
type peer struct {
	id    trace.NodeID
	seats seats

	// Leaders: volatile state, made new at each election.
	nextIndex  trace.Index // of the next entry to send to it
	matchIndex trace.Index // of the highest entry known to be on its disk
	awaited    trace.Index // the last entry of the append under way, which it has not answered; 0: none is
	overdue    bool        // a heartbeat was sent since
	heardAt    int64       // tick of its last answer

	// Candidates and pre-candidates.
	answer answer
}

// answer is what a voter said to a candidate.
type answer uint8

const (
	_ answer = iota
	denied
	granted
)

// Boot implements [engine.Node]. "On startup servers are followers" (section 5.2), with what their
// disks hold; everything else is new.
func (n *node) Boot(c engine.Config, from *engine.Durable, w engine.Observer) {
	n.id, n.config, n.observer, n.err = c.ID, c, w, nil
	n.currentTerm, n.votedFor = from.Term, from.Vote
	n.volatile = volatile{role: trace.Follower}
	n.reading = nil
	n.peers, n.outbox, n.work.Messages = n.peers[:0], n.outbox[:0], n.work.Messages[:0]
	n.log.load(from.Entries)
	n.disk.found(from)
	if from.Snapshot.Index > 0 {
		n.err = errors.New("snapshots are not in Figure 2 of the paper")
		return
	}
	n.first = membership{Config: from.Snapshot.Config}
	n.adopt(n.latest())
}

// Err implements [engine.Node].
func (n *node) Err() error { return n.err }

// Step implements [engine.Node].
func (n *node) Step(m *engine.Message) {
	if n.refusesToHear(m) {
		return
	}
	n.observeTerm(m)
	switch m.Kind {
	case trace.RequestVote:
		n.answerRequestVote(m)
	case trace.VoteReply:
		n.hearVote(m)
	case trace.Heartbeat, trace.Append:
		n.answerAppendEntries(m)
	case trace.HeartbeatReply, trace.AppendReply:
		n.hearFollower(m)
	case trace.RequestPreVote:
		n.answerPreVote(m)
	case trace.PreVoteReply:
		n.hearPreVote(m)
	case trace.TimeoutNow:
		n.takeOver(m)
	}
}

// observeTerm is the rule for all servers: if a request or response contains a term higher than
// currentTerm, set currentTerm to it and become follower (section 5.1). The term of a pre-vote is
// only proposed.
func (n *node) observeTerm(m *engine.Message) {
	if m.Term <= n.currentTerm || proposes(m) {
		return
	}
	n.enterTerm(m.Term)
	if n.keeps(StepDownOnHigherTerm) {
		n.becomeFollower(trace.HigherTerm, m)
	} else {
		n.become(n.role, trace.HigherTerm, m)
	}
}

// enterTerm begins a term, in which the server has voted for nobody and knows no leader.
func (n *node) enterTerm(t trace.Term) {
	n.currentTerm, n.votedFor, n.leader = t, 0, 0
}

// becomeFollower leaves the election timer as it is: only the leader's messages and a granted vote
// start it again (rules for followers). A leader that steps down had none, and starts one.
func (n *node) becomeFollower(why trace.Reason, m *engine.Message) {
	led := n.role == trace.Leader
	if !n.keeps(ResetVoteOnNewTerm) {
		n.votedFor = 0
	}
	if led {
		n.reading = nil
	}
	n.become(trace.Follower, why, m)
	if led {
		n.transfer = transfer{}
		n.observer.TimerReset(true, why, from(m))
	}
}

// become changes the role and tells why. The message that caused it may be nil.
func (n *node) become(role trace.Role, why trace.Reason, m *engine.Message) {
	n.role = role
	n.observer.RoleChanged(engine.RoleChange{Role: role, Term: n.currentTerm, Reason: why, Peer: from(m), Message: kind(m)})
}

// Advance implements [engine.Node]. Only a leader does something by itself.
func (n *node) Advance(ticks int64) {
	n.now += ticks
	if n.role != trace.Leader {
		return
	}
	n.checkQuorum()
	n.endTransferInTime()
	if n.role == trace.Leader && n.now >= n.heartbeatAt {
		n.sendHeartbeats()
	}
}

// TicksUntilAction implements [engine.Node].
func (n *node) TicksUntilAction() int64 {
	due := min(n.heartbeatAt, n.leaseEnds(), n.transfer.ends())
	return max(due-n.now, 1)
}

// peer returns another server of the configuration; nil if it is none.
func (n *node) peer(id trace.NodeID) *peer {
	for i := range n.peers {
		if n.peers[i].id == id {
			return &n.peers[i]
		}
	}
	return nil
}

// Compact implements [engine.Node]: there are no snapshots.
func (n *node) Compact(trace.Digest, []byte) engine.Snapshot { return engine.Snapshot{} }

// SnapshotSent implements [engine.Node]: there are no snapshots.
func (n *node) SnapshotSent(trace.NodeID, bool) {}
