package etcdraft

import (
	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// A RawNode cannot be set back to the start: terms and indexes only grow. But it can be led to a state
// that differs from the start by nothing but where it counts from: a log whose last entry, committed
// and applied, is the same on all servers, in a new term without a vote or a leader. All servers of
// a run count from the same origin, and everything that leaves the library is counted back. A test
// holds traces of rewound servers against those of new ones.

// origin is where the library's terms and indexes begin in this run.
type origin trace.Position

// term counts a term of the library from the origin. The entry at the origin is of the term before.
func (o origin) term(raw uint64) trace.Term {
	return trace.Term(max(raw, uint64(o.Term)) - uint64(o.Term))
}

func (o origin) index(raw uint64) trace.Index {
	return trace.Index(max(raw, uint64(o.Index)) - uint64(o.Index))
}

func (o origin) position(rawTerm, rawIndex uint64) trace.Position {
	return trace.Position{Term: o.term(rawTerm), Index: o.index(rawIndex)}
}

func (o origin) rawTerm(t trace.Term) uint64 { return uint64(o.Term + t) }

func (o origin) rawIndex(i trace.Index) uint64 { return uint64(o.Index + i) }

// rawLogTerm returns the library's term of a log position, which may be the start of the log.
func (o origin) rawLogTerm(t trace.Term, i trace.Index) uint64 {
	if i == 0 && o.Term > 0 {
		return uint64(o.Term) - 1
	}
	return o.rawTerm(t)
}

// rewind leads the server to the state of a first boot, and reports whether it could: its settings and
// its configuration must be the same as before, and the disk empty.
func (n *node) rewind(c engine.Config, from *engine.Durable) bool {
	before := n.config
	before.Origin = c.Origin
	if n.plain || n.raw == nil || n.err != nil || c.Origin.Term < 2 || n.config.Origin == c.Origin || before != c ||
		len(from.Entries) > 0 || from.HardState != (engine.HardState{}) || knownCommit(from) > 0 {
		return false
	}
	n.explain.silent = true
	if !n.endWork() || !n.bootConfig.Equal(&from.Snapshot.Config) {
		return false
	}
	return n.fastForward(origin(c.Origin))
}

// endWork finishes the work that was handed out, if the configuration stays the one with which the server booted,
// and reports whether it does.
func (n *node) endWork() bool {
	if n.configChanged || n.explain.restored > 0 || n.replayTo > 0 || n.writing && (!etcd.IsEmptySnap(n.ready.Snapshot) || hasChange(n.ready.CommittedEntries)) {
		return false
	}
	if n.writing {
		n.finish()
	}
	return n.err == nil
}

// fastForward plays a leader of the origin's term that commits entries up to the origin, and is forgotten.
func (n *node) fastForward(o origin) bool {
	n.drain()
	commit := n.raw.BasicStatus().GetCommit()
	logTerm, err := n.memory.Term(commit)
	if err != nil || commit >= uint64(o.Index) || n.fields.rawTerm() >= uint64(o.Term)-1 {
		return false
	}
	last := new(uint64(o.Term) - 1)
	entries := make([]*raftpb.Entry, 0, uint64(o.Index)-commit)
	for index := commit + 1; index <= uint64(o.Index); index++ {
		entries = append(entries, &raftpb.Entry{Term: last, Index: new(index)})
	}
	self := new(uint64(n.config.ID))
	_ = n.raw.Step(&raftpb.Message{Type: raftpb.MsgApp.Enum(), From: self, To: self, Term: new(uint64(o.Term)),
		LogTerm: new(logTerm), Index: new(commit), Commit: new(uint64(o.Index)), Entries: entries})
	_ = n.raw.ForgetLeader()
	n.drain()
	return !n.configChanged && n.fields.rawTerm() == uint64(o.Term) && n.memory.Compact(uint64(o.Index)) == nil
}

// drain does the library's work and sends nothing.
func (n *node) drain() {
	for n.raw.HasReady() {
		ready := n.raw.Ready()
		_ = n.memory.Append(ready.Entries)
		n.configChanged = n.configChanged || !etcd.IsEmptySnap(ready.Snapshot) || hasChange(ready.CommittedEntries)
		n.raw.Advance(ready)
	}
}

func hasChange(entries []*raftpb.Entry) bool {
	for _, e := range entries {
		if e.GetType() != raftpb.EntryNormal {
			return true
		}
	}
	return false
}
