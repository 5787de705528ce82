package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// disk holds a program to its promise. What it says is durable only if it says persist; what it sends from then on
// waits for the disk. So answers become stages, in order: each is state to be told, perhaps to be written, and then
// messages. A crash loses what no finished stage has written.
type disk struct {
	waiting []stage // not handed out yet
	writing bool    // the stage handed out last is not done
	handed  stage
	work    engine.Work

	hard       engine.HardState // handed to the disk
	stored     trace.Index      // the entries up to here are on the disk as they are in the log that was told
	storedLast trace.Index      // the last entry on the disk
	toldLast   trace.Index      // the last entry told
	applied    trace.Index
	done       trace.Index // applied as of the last Done: what the state machine has
	base       trace.Index // of the last snapshot that the world was given
}

// stage is what one or more answers bring about.
type stage struct {
	state
	snapshot *engine.Snapshot // replaces the whole log of the stage before; nil: none does
	from     trace.Index      // the entries before it are as in the stage before
	persist  bool
	dirty    bool // it has changes that are not to be persisted
	messages []engine.Message
	ownVote  trace.Term // a candidate's vote for itself, which counts when it is on disk; 0: none
}

// found is told at the boot what the disk holds.
func (d *disk) found(from *engine.Durable) {
	last, snapshot := from.Last().Index, from.Snapshot.Index
	*d = disk{work: engine.Work{Messages: d.work.Messages[:0]}, hard: from.HardState, stored: last, storedLast: last, toldLast: last,
		applied: snapshot, done: snapshot, base: snapshot, handed: stage{state: bootState(from)}}
}

// last returns the last stage that waits. Every answer makes one.
func (d *disk) last() *stage { return &d.waiting[len(d.waiting)-1] }

// add adds an answer. It joins the stage before it where that makes no difference to what a crash loses and to what
// waits for the disk.
func (d *disk) add(s stage) {
	if len(d.waiting) == 0 {
		s.dirty = !s.persist && s.differsFrom(&d.handed)
		d.waiting = append(d.waiting, s)
		return
	}
	before := d.last()
	s.dirty = !s.persist && s.differsFrom(before)
	if before.persist && s.dirty || before.dirty && s.persist || s.snapshot != nil {
		d.waiting = append(d.waiting, s)
		return
	}
	s.snapshot, s.from, s.persist, s.dirty = before.snapshot, min(s.from, before.from), s.persist || before.persist, s.dirty || before.dirty
	s.messages, s.ownVote = append(before.messages, s.messages...), before.ownVote
	*before = s
}

// differsFrom reports whether something that is to be durable has changed.
func (s *stage) differsFrom(before *stage) bool {
	return s.hard != before.hard || s.from <= max(s.last(), before.last())
}

// Work implements [engine.Node].
func (n *node) Work() *engine.Work {
	d := &n.disk
	if n.err != nil || d.writing || len(d.waiting) == 0 {
		return nil
	}
	s := &d.waiting[0]
	d.writing = true
	d.fill(s)
	d.handed = *s
	d.waiting = append(d.waiting[:0], d.waiting[1:]...)
	return &d.work
}

// fill makes work of a stage.
func (d *disk) fill(s *stage) {
	w, last, same := &d.work, s.last(), s.from-1
	if w.Snapshot = s.snapshot; s.snapshot != nil {
		index := s.snapshot.Index
		d.stored, d.storedLast, d.toldLast, d.applied, d.base = index, index, index, index, index
	}
	told := min(d.toldLast, same)
	d.stored = min(d.stored, same)
	w.Sync = s.persist && (w.Snapshot != nil || s.hard != d.hard || last > d.stored || d.storedLast > last)
	w.HardState, w.Commit, w.Messages = s.hard, s.commit, s.messages
	w.Told, w.Cut, w.Entries, w.Apply = 0, 0, nil, nil
	first := told
	if w.Sync {
		first, w.Told = min(told, d.stored), told
	}
	if last > first {
		w.Entries = s.between(first, last)
	}
	if d.toldLast > last || w.Sync && d.storedLast > last {
		w.Cut = last + 1
	}
	if s.commit > d.applied {
		w.Apply = s.between(d.applied, s.commit)
	}
	d.toldLast, d.applied = last, max(d.applied, s.commit)
	if w.Sync {
		d.hard, d.stored, d.storedLast = s.hard, last, last
	}
}

// between returns the entries behind an index, up to another.
func (s *state) between(index, last trace.Index) []engine.Entry {
	from, to := index-s.start.Index, last-s.start.Index
	return s.log[from:to:to]
}

// compacted is told that the world has a snapshot of what was applied. What the disk holds of that is as the server has
// it from now on.
func (d *disk) compacted(index trace.Index) {
	d.base = index
	if d.storedLast >= index {
		d.stored = max(d.stored, index)
	}
}

// Done implements [engine.Node]. A candidate's vote for itself counts from now on.
func (n *node) Done() (more bool) {
	d := &n.disk
	d.writing, d.done = false, d.applied
	if voted := d.handed.ownVote; voted != 0 && n.role == trace.Candidate && voted == n.hard.Term {
		n.tellTally(n.id, true)
	}
	return true
}
