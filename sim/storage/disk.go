// Package storage is the disk of a server: what is written, what is durable, and what a crash leaves.
//
// A write is durable from its sync on; a crash loses writes that were not synced. A disk can break
// its promise in two ways: it forgets the hard state, or it says that a sync is done and has only
// buffered it.
package storage

import (
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
	"raftlab/sim/version"
)

// Disk is the disk of one server. The zero value is an empty disk; [Disk.Reset] puts the first
// configuration on it.
type Disk struct {
	durable engine.Durable
	pending []write // written, not durable, in order
	free    [][]engine.Entry

	dropsSyncs bool // syncs are said to be done and are not
	forget     bool // the hard state is gone at the next restart

	logs   uint64           // counts changes of the durable log
	copied version.Of[Disk] // the last copy of it
}

// write is one write that has not reached the platter.
type write struct {
	hard     engine.HardState
	commit   trace.Index
	snapshot *engine.Snapshot
	entries  []engine.Entry
	cut      trace.Index
}

// Reset makes the disk new, with the configuration that the cluster starts with. It keeps memory.
func (d *Disk) Reset(config trace.Config) {
	d.dropPending()
	entries := d.durable.Entries
	clear(entries)
	d.durable = engine.Durable{Snapshot: engine.Snapshot{Config: config}, Entries: entries[:0]}
	d.dropsSyncs, d.forget = false, false
	d.logs++
}

// Hold puts empty entries of these terms on a disk that is new, and a current term. Nothing is known to be committed.
func (d *Disk) Hold(terms []trace.Term, current trace.Term) {
	d.durable.Term = current
	for i, term := range terms {
		d.durable.Entries = append(d.durable.Entries, engine.Entry{Index: trace.Index(i + 1), Term: term, Kind: trace.NoOp})
	}
}

// CopyFrom makes the disk hold what another holds, in memory of its own. Neither may have a write
// before it. A log that did not change since it was last copied is not copied again.
func (d *Disk) CopyFrom(o *Disk) {
	d.durable.HardState, d.durable.Commit = o.durable.HardState, o.durable.Commit
	if !d.copied.IsCopyOf(o, o.logs, d.logs) {
		d.durable.Snapshot = o.durable.Snapshot
		d.durable.Entries = append(d.durable.Entries[:0], o.durable.Entries...)
		d.logs++
		d.copied = version.Copy(o, o.logs, d.logs)
	}
	d.dropsSyncs, d.forget = o.dropsSyncs, o.forget
	if len(d.pending) > 0 {
		d.dropPending()
	}
}

// HasPending reports whether something is written and not durable.
func (d *Disk) HasPending() bool { return len(d.pending) > 0 }

// Durable returns what would be found after a crash now. It is not to be changed.
func (d *Disk) Durable() *engine.Durable { return &d.durable }

// Write hands over what the next [Disk.Sync] makes durable.
func (d *Disk) Write(w *engine.Work) {
	next := write{hard: w.HardState, commit: w.Commit, cut: w.Cut}
	if w.Snapshot != nil {
		next.snapshot = new(*w.Snapshot)
	}
	if last := len(d.free) - 1; last >= 0 && len(w.Entries) > 0 {
		next.entries, d.free = d.free[last], d.free[:last]
	}
	next.entries = append(next.entries, w.Entries...)
	d.pending = append(d.pending, next)
}

// Change is what of a disk has changed, for good.
type Change uint8

// What a sync can change. Nothing means that the disk lies, or that there was nothing to write.
const (
	Nothing   Change = iota
	HardState        // the term or the vote, and not the log
	Log              // the log, and perhaps the hard state
)

// WriteThrough writes what is durable at once, as Write and then Sync do.
func (d *Disk) WriteThrough(w *engine.Work) Change {
	if d.dropsSyncs || len(d.pending) > 0 {
		d.Write(w)
		return d.Sync()
	}
	d.durable.HardState, d.durable.Commit = w.HardState, w.Commit
	logs := d.logs
	if w.Snapshot != nil || len(w.Entries) > 0 || w.Cut > 0 {
		d.writeLog(w)
	}
	return d.changedSince(logs)
}

func (d *Disk) writeLog(w *engine.Work) {
	d.install(w.Snapshot)
	d.append(w.Entries)
	d.cut(w.Cut)
}

// changedSince tells what a sync has changed, besides the hard state.
func (d *Disk) changedSince(logs uint64) Change {
	if d.logs != logs {
		return Log
	}
	return HardState
}

// Sync makes all writes durable, unless the disk lies. It returns what has changed by that.
func (d *Disk) Sync() Change {
	if d.dropsSyncs || len(d.pending) == 0 {
		return Nothing
	}
	logs := d.logs
	for i := range d.pending {
		d.durable.HardState, d.durable.Commit = d.pending[i].hard, d.pending[i].commit
		d.install(d.pending[i].snapshot)
		d.append(d.pending[i].entries)
		d.cut(d.pending[i].cut)
	}
	d.dropPending()
	return d.changedSince(logs)
}

// Compact replaces the log up to a snapshot that the server took itself. It counts as synced. A
// lying disk that has not got the log that the snapshot stands for keeps what it has.
func (d *Disk) Compact(s engine.Snapshot) {
	if s.Index <= d.durable.Snapshot.Index || !d.has(s.Index) {
		return
	}
	d.durable.Entries = slices.Delete(d.durable.Entries, 0, int(s.Index-d.durable.Snapshot.Index))
	d.durable.Snapshot = s
	d.logs++
}

// has reports whether the log up to an index is durable as the server last wrote it.
func (d *Disk) has(index trace.Index) bool {
	for i := range d.pending {
		w := &d.pending[i]
		if w.snapshot != nil || len(w.entries) > 0 && w.entries[0].Index <= index {
			return false
		}
	}
	return index <= d.durable.Last().Index
}

func (d *Disk) install(s *engine.Snapshot) {
	if s != nil {
		d.durable.Snapshot, d.durable.Entries = *s, d.durable.Entries[:0]
		d.logs++
	}
}

func (d *Disk) append(entries []engine.Entry) {
	if len(entries) == 0 {
		return
	}
	keep := entries[0].Index - d.durable.Snapshot.Index - 1
	d.durable.Entries = append(d.durable.Entries[:keep], entries...)
	d.logs++
}

// cut removes the entries from an index on; 0: none.
func (d *Disk) cut(from trace.Index) {
	if from > 0 && from <= d.durable.Last().Index {
		d.durable.Entries = d.durable.Entries[:from-d.durable.Snapshot.Index-1]
		d.logs++
	}
}

// Crash loses what is not durable, and returns how many log entries that were.
func (d *Disk) Crash() (lost int) {
	for i := range d.pending {
		lost += len(d.pending[i].entries)
	}
	d.dropPending()
	return lost
}

func (d *Disk) dropPending() {
	for i := range d.pending {
		if entries := d.pending[i].entries; entries != nil {
			clear(entries)
			d.free = append(d.free, entries[:0])
		}
		d.pending[i] = write{}
	}
	d.pending = d.pending[:0]
}

// Restart returns what the server finds. A disk that forgets its hard state does so once, and forgets
// the commit index with it: etcd writes the three together.
func (d *Disk) Restart() *engine.Durable {
	if d.forget {
		d.durable.HardState, d.durable.Commit, d.forget = engine.HardState{}, 0, false
	}
	return &d.durable
}

// The functions below report whether the disk was different before.

// ForgetHardState makes the next restart find no term, no vote and no commit index.
func (d *Disk) ForgetHardState() (news bool) {
	news, d.forget = !d.forget, true
	return news
}

// DropSyncs makes the disk say that syncs are done when they are not, until Honest.
func (d *Disk) DropSyncs() (news bool) {
	news, d.dropsSyncs = !d.dropsSyncs, true
	return news
}

// Honest ends DropSyncs and a pending ForgetHardState: the next sync makes everything durable.
func (d *Disk) Honest() (news bool) {
	news, d.dropsSyncs, d.forget = d.dropsSyncs || d.forget, false, false
	return news
}
