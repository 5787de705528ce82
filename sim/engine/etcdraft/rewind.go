package etcdraft

import (
	etcd "go.etcd.io/raft/v3"

	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft/rawnode"
	"raftlab/sim/trace"
)

// All servers of a run count from the same origin, and everything that leaves the library is counted back (package
// rawnode says why). A test holds traces of rewound servers against those of new ones.

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

// raw returns the origin as the library counts.
func (o origin) raw() rawnode.Origin {
	return rawnode.Origin{Term: uint64(o.Term), Index: uint64(o.Index)}
}

// server returns the library's server, to be moved.
func (n *node) server() rawnode.Server {
	return rawnode.Server{Raw: n.raw, Memory: n.memory, ID: uint64(n.config.ID)}
}

// rewind brings the server to the state of a first boot, and reports whether it could: its settings and
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

// fastForward brings the server to an origin, and reports whether it could.
func (n *node) fastForward(o origin) bool {
	if n.fields.rawTerm() >= uint64(o.Term)-1 {
		return false
	}
	server := n.server()
	moved := server.FastForward(o.raw())
	n.configChanged = n.configChanged || server.Changed
	return moved && !n.configChanged && n.fields.rawTerm() == uint64(o.Term)
}

// endWork finishes the work that was handed out, if the configuration stays the one with which the server booted,
// and reports whether it does.
func (n *node) endWork() bool {
	if n.configChanged || n.explain.restored > 0 || n.replayTo > 0 || n.writing && (!etcd.IsEmptySnap(n.ready.Snapshot) || rawnode.HasChange(n.ready.CommittedEntries)) {
		return false
	}
	if n.writing {
		n.finish()
	}
	return n.err == nil
}
