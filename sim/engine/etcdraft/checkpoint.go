package etcdraft

import (
	"math"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"

	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft/rawnode"
	"raftlab/sim/trace"
)

// checkpoint is a settled server: a leader, or its follower, with the whole log committed. Package rawnode brings a
// server to such a state again.
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
		n.move(k)
		if n.fields.isLeader() != (k.role == trace.Leader) || n.currentTerm() != k.term {
			panic("etcdraft: a server is not where it had settled")
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

// move brings the RawNode to where it had settled, counted from its present origin.
func (n *node) move(k *checkpoint) {
	o := origin(n.config.Origin)
	entries := make([]*raftpb.Entry, len(k.entries))
	for i := range k.entries {
		entries[i] = o.rawEntry(&k.entries[i])
	}
	server := n.server()
	if k.role == trace.Leader {
		server.Lead(rawnode.Leading{Origin: o.raw(), Term: o.rawTerm(k.term), Voters: toIDs(n.bootConfig.Voters), Entries: entries,
			Ticks: k.ticks, HeartbeatTicks: n.config.HeartbeatTicks})
	} else {
		server.Follow(rawnode.Following{Origin: o.raw(), Term: o.rawTerm(k.term), Vote: uint64(k.vote), Leader: uint64(k.leader),
			Entries: entries, Ticks: k.ticks})
	}
	n.configChanged = n.configChanged || server.Changed
}
