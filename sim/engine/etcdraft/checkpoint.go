package etcdraft

import (
	"math"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// A RawNode cannot be copied, and its terms and indexes only grow (rewind.go). But a server that has
// settled, a leader or its follower with the whole log committed, can be led to such a state anew
// from any other by a few messages, with terms and indexes that count from a later origin.

// checkpoint is a settled server.
type checkpoint struct {
	role    trace.Role
	term    trace.Term
	vote    trace.NodeID
	leader  trace.NodeID
	entries []engine.Entry // from the origin on, all committed and applied
	ticks   int64          // since the server began to lead, or last heard its leader
}

func (k *checkpoint) last() trace.Index { return trace.Index(len(k.entries)) }

// Checkpoint implements [engine.Node].
func (n *node) Checkpoint() bool {
	n.checkpoint = nil
	if n.plain || n.raw == nil || n.err != nil || n.writing || n.raw.HasReady() || n.configChanged || n.config.Origin.Term < 2 ||
		len(n.bootConfig.Learners)+len(n.bootConfig.Outgoing) > 0 {
		return false
	}
	o, status := origin(n.config.Origin), n.raw.Status()
	k := &checkpoint{role: trace.Follower, term: n.currentTerm(), vote: n.fields.vote(), leader: n.fields.leader(),
		ticks: n.fields.electionElapsed()}
	first, _ := n.memory.FirstIndex()
	last, _ := n.memory.LastIndex()
	if first != o.rawIndex(1) || last != status.GetCommit() || last != status.Applied || k.term == 0 {
		return false
	}
	raw, _ := n.memory.Entries(first, last+1, math.MaxUint64)
	k.entries = o.appendEntries(nil, raw)
	switch status.RaftState {
	case etcd.StateFollower:
		if k.leader == 0 || k.leader == n.config.ID || k.vote == n.config.ID {
			return false
		}
	case etcd.StateLeader:
		k.role = trace.Leader
		if !n.isFullyReplicated(k, &status) {
			return false
		}
	default:
		return false
	}
	n.checkpoint = k
	return true
}

// isFullyReplicated reports whether a leader has nothing in its log after the empty entry of its term, and
// all others have the same log.
func (n *node) isFullyReplicated(k *checkpoint, s *etcd.Status) bool {
	if k.last() == 0 || k.entries[k.last()-1].Term != k.term || k.entries[k.last()-1].Kind != trace.NoOp ||
		k.last() > 1 && k.entries[k.last()-2].Term == k.term || s.LeadTransferee != 0 ||
		k.ticks%n.config.HeartbeatTicks != n.fields.heartbeatElapsed() {
		return false
	}
	for id, p := range s.Progress {
		if p.Match != s.Applied || p.Next != s.Applied+1 || p.State != tracker.StateReplicate ||
			!p.RecentActive || p.MsgAppFlowPaused || id != s.ID && p.Inflights != nil && p.Inflights.Count() > 0 {
			return false
		}
	}
	return true
}

// Restore implements [engine.Node].
func (n *node) Restore(to trace.Position) {
	n.guard(func() {
		n.explain.silent = true
		if !n.isReusable() {
			n.newRawNode(to)
		}
		n.config.Origin = to
		n.explain.reset(n.config.ID, origin(to), n.explain.observer)
		k := n.checkpoint
		if k.role == trace.Leader {
			n.restoreLeader(k)
		} else {
			n.restoreFollower(k)
		}
		if n.fields.isLeader() != (k.role == trace.Leader) || n.currentTerm() != k.term {
			panic("etcdraft: a server was not led back to where it had settled")
		}
		_ = n.memory.Compact(uint64(to.Index))
		n.applied, n.commit, n.handingTo = k.last(), k.last(), 0
		n.explain.role, n.explain.isVoter = k.role, n.bootConfig.Votes(n.config.ID)
		n.explain.booted(n.fields)
	})
}

// isReusable reports whether the RawNode can go on; work that was handed out is finished first.
func (n *node) isReusable() bool {
	return n.raw != nil && n.err == nil && n.endWork()
}

// newRawNode makes a new RawNode, as at a first boot.
func (n *node) newRawNode(o trace.Position) {
	empty := engine.Durable{Snapshot: engine.Snapshot{Config: n.bootConfig}}
	config, observer := n.config, n.explain.observer
	*n = node{work: n.work, checkpoint: n.checkpoint, plain: n.plain, config: config}
	n.config.Origin = o
	n.explain.reset(config.ID, origin(o), observer)
	n.start(&empty)
}

// restoreFollower plays a vote for the candidate of the term, and then a leader that has the whole log.
func (n *node) restoreFollower(k *checkpoint) {
	o := origin(n.config.Origin)
	self, term := new(uint64(n.config.ID)), new(o.rawTerm(k.term))
	if k.vote != 0 {
		_ = n.raw.Step(&raftpb.Message{Type: raftpb.MsgVote.Enum(), From: new(uint64(k.vote)), To: self, Term: term,
			LogTerm: new(uint64(math.MaxUint64)), Index: new(uint64(math.MaxUint64)), Context: campaignTransfer})
	}
	n.replicate(k.leader, term, k.entries)
	n.drain()
	for range k.ticks {
		n.raw.TickQuiesced()
	}
}

// campaignTransfer makes a server vote that still hears a leader.
var campaignTransfer = []byte("CampaignTransfer")

// restoreLeader plays the voters and followers of a leader, from its election until all have its log.
func (n *node) restoreLeader(k *checkpoint) {
	o := origin(n.config.Origin)
	self, term := new(uint64(n.config.ID)), new(o.rawTerm(k.term))
	n.replicate(n.config.ID, new(o.rawTerm(k.term)-1), k.entries[:k.last()-1])
	_ = n.raw.Step(&raftpb.Message{Type: raftpb.MsgTimeoutNow.Enum(), From: self, To: self}) // no pre-vote first
	n.stepFromPeers(func(from *uint64) *raftpb.Message {
		return &raftpb.Message{Type: raftpb.MsgVoteResp.Enum(), From: from, To: self, Term: term}
	})
	if !n.fields.isLeader() {
		n.drain() // its own vote decides
	}
	last := new(o.rawIndex(k.last()))
	n.stepFromPeers(func(from *uint64) *raftpb.Message {
		return &raftpb.Message{Type: raftpb.MsgAppResp.Enum(), From: from, To: self, Term: term, Index: last}
	})
	n.leadFor(k.ticks)
	n.drain()
}

// leadFor lets time pass for a leader whose heartbeats nobody is to hear.
func (n *node) leadFor(ticks int64) {
	sinceHeartbeat := ticks % n.config.HeartbeatTicks
	for range ticks - sinceHeartbeat {
		n.raw.TickQuiesced()
	}
	for range sinceHeartbeat {
		n.raw.Tick()
	}
}

// stepFromPeers lets the server hear a message of every other voter.
func (n *node) stepFromPeers(message func(from *uint64) *raftpb.Message) {
	for _, id := range n.bootConfig.Voters {
		if id != n.config.ID {
			_ = n.raw.Step(message(new(uint64(id))))
		}
	}
}

// replicate plays a leader whose log the server takes over, from its own commit index through the
// origin to the end of the entries. All of it is committed.
func (n *node) replicate(leader trace.NodeID, term *uint64, entries []engine.Entry) {
	o := origin(n.config.Origin)
	commit := n.raw.BasicStatus().GetCommit()
	logTerm, err := n.memory.Term(commit)
	if err != nil { // it was not written yet
		n.drain()
		logTerm, _ = n.memory.Term(commit)
	}
	raw := make([]*raftpb.Entry, 0, int(o.rawIndex(0)-commit)+len(entries))
	last := new(o.rawLogTerm(0, 0))
	for index := commit + 1; index <= o.rawIndex(0); index++ {
		raw = append(raw, &raftpb.Entry{Term: last, Index: new(index)})
	}
	for i := range entries {
		raw = append(raw, o.rawEntry(&entries[i]))
	}
	_ = n.raw.Step(&raftpb.Message{Type: raftpb.MsgApp.Enum(), From: new(uint64(leader)), To: new(uint64(n.config.ID)),
		Term: term, LogTerm: &logTerm, Index: &commit, Commit: new(o.rawIndex(trace.Index(len(entries)))), Entries: raw})
}
