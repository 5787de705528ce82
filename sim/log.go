package sim

import (
	"raftlab/sim/engine"
	"raftlab/sim/keyvalue"
	"raftlab/sim/trace"
)

// record tells what the new work does to the server's log and commit index. It is told when the work
// is handed to the disk: no other server can know of it before it is durable.
func (s *server) record(work *engine.Work) {
	if snapshot := work.Snapshot; snapshot != nil {
		s.restore(snapshot)
	}
	entries := work.Entries
	for len(entries) > 0 && entries[0].Index <= work.Told {
		entries = entries[1:]
	}
	if len(entries) > 0 {
		s.truncate(entries[0].Index)
		for i := range entries {
			s.append(&entries[i])
		}
	} else if work.Cut > 0 {
		s.truncate(work.Cut)
	}
	if work.Commit > s.commit {
		first := s.commit + 1
		s.commit = work.Commit
		s.events.emit(&trace.Event{Kind: trace.Committed, Node: s.id, Term: s.term, Role: s.role,
			First: first, Index: s.commit})
	}
}

// tellLog tells the log that the server begins with.
func (s *server) tellLog(found *engine.Durable) {
	for i := range found.Entries {
		s.append(&found.Entries[i])
	}
	s.cluster.highestTerm = max(s.cluster.highestTerm, found.Term)
	s.emitSynced(trace.LogSyncs)
}

func (s *server) truncate(from trace.Index) {
	if from > s.last {
		return
	}
	through := s.last
	s.last = from - 1
	s.events.emit(&trace.Event{Kind: trace.Truncated, Node: s.id, Term: s.term, Role: s.role, First: from, Index: through})
}

func (s *server) append(e *engine.Entry) {
	s.last = e.Index
	words := e.Text
	if e.Kind == trace.Command {
		words = s.clients.appended(s.id, e)
	}
	s.events.emit(&trace.Event{Kind: trace.Appended, Node: s.id, Term: s.term, Role: s.role, Index: e.Index,
		EntryTerm: e.Term, Entry: e.Kind, Command: words, Data: trace.DigestOf(e.Data)})
	if e.Kind == trace.Command {
		s.clients.comeTooLate(s.id, e)
	}
}

func (s *server) restore(snapshot *engine.Snapshot) {
	s.first, s.last = snapshot.Index, snapshot.Index
	s.commit, s.applied, s.state = snapshot.Index, snapshot.Index, snapshot.State
	s.contents = keyvalue.Restore(snapshot.Data)
	s.events.emit(&trace.Event{Kind: trace.Restored, Node: s.id, Term: s.term, Role: s.role,
		Index: snapshot.Index, EntryTerm: snapshot.Term, State: s.state})
	s.clients.operations.serve(s)
}

// apply lets the state machine apply committed entries. Where an index is left out, which no sound Raft does, the
// entries after it are told apart.
func (s *server) apply(entries []engine.Entry) {
	for i := 1; i < len(entries); i++ {
		if entries[i].Index != entries[i-1].Index+1 {
			s.applyNext(entries[:i])
			s.apply(entries[i:])
			return
		}
	}
	s.applyNext(entries)
}

// applyNext applies entries that follow each other. The state is a digest of all commands.
func (s *server) applyNext(entries []engine.Entry) {
	for i := range entries {
		e := &entries[i]
		s.applied = e.Index
		if e.Kind == trace.Command {
			s.state = s.state.After(trace.DigestOf(e.Data))
			if len(e.Data) > commandHead {
				s.applyToContents(e)
			}
		}
	}
	s.events.emit(&trace.Event{Kind: trace.AppliedTo, Node: s.id, Term: s.term, Role: s.role,
		First: entries[0].Index, Index: s.applied, State: s.state})
	for i := range entries {
		s.clients.applied(s, &entries[i])
	}
	if ops := s.clients.operations; len(ops.waiting) > 0 {
		ops.serve(s)
	}
}

// compact replaces the applied part of the log by a snapshot. It returns why there is none to replace.
func (s *server) compact() (why trace.Reason) {
	if s.applied == s.first { // also while a snapshot that was received waits for the disk: Raft's own code does not know of it yet
		return trace.NothingApplied
	}
	taken := s.raft.Compact(s.state, s.contents.Append(nil))
	if taken.Index == 0 {
		return trace.NothingApplied
	}
	s.emitFault(trace.CompactLog, nil)
	s.first = taken.Index
	s.disk.Compact(taken)
	s.events.emit(&trace.Event{Kind: trace.Compacted, Node: s.id, Term: s.term, Index: taken.Index, EntryTerm: taken.Term,
		State: taken.State})
	return 0
}
