package check

import "raftlab/sim/trace"

// entryID names an entry together with everything before it. The zero value is the place before
// the first entry of every log.
type entryID uint32

// entry is an entry of some log. Its parent is the entry before it.
type entry struct {
	parent, next entryID // next is another entry at the same index
	position     trace.Position
	kind         trace.EntryKind
	command      string
	data         trace.Digest
	opaque       bool // only the position is known, nothing of what it holds or follows; has no parent
}

// entries is the tree of all logs that ever existed in a run. Each path from the root is a log;
// equal logs are the same path (allLogs in the proof of the Raft thesis, appendix B).
type entries struct {
	all     []entry // by entryID; the first is the root
	byIndex table[trace.Index, entryID]
}

func (t *entries) reset() {
	t.all = append(t.all[:0], entry{})
	t.byIndex.reset()
}

func (t *entries) copyFrom(o *entries) {
	t.all = append(t.all[:0], o.all...)
	t.byIndex.copyFrom(&o.byIndex)
}

// add returns the entry that follows parent as e tells, and makes it when it is new. An opaque one
// at its position is taken to be the same, so that logs with an unknown past grow together.
func (t *entries) add(parent entryID, e *trace.Event) entryID {
	head, _ := t.byIndex.get(e.Index)
	for id := head; id != 0; id = t.all[id].next {
		old := &t.all[id]
		if old.position.Term != e.EntryTerm {
			continue
		}
		if old.opaque {
			old.parent, old.kind, old.command, old.data, old.opaque = parent, e.Entry, e.Command, e.Data, false
			return id
		}
		if old.parent == parent && old.kind == e.Entry && old.data == e.Data && old.command == e.Command {
			return id
		}
	}
	return t.insert(head, entry{parent: parent, kind: e.Entry, command: e.Command, data: e.Data,
		position: trace.Position{Term: e.EntryTerm, Index: e.Index}})
}

// locate returns the entry at a position, from whichever log it became known. A position that no
// log had is entered as opaque.
func (t *entries) locate(p trace.Position) entryID {
	if p.Index == 0 {
		return 0
	}
	head, _ := t.byIndex.get(p.Index)
	for id := head; id != 0; id = t.all[id].next {
		if t.all[id].position.Term == p.Term {
			return id
		}
	}
	return t.insert(head, entry{position: p, opaque: true})
}

func (t *entries) insert(head entryID, e entry) entryID {
	id := entryID(len(t.all))
	e.next = head
	t.all = append(t.all, e)
	t.byIndex.put(e.position.Index, id)
	return id
}

// ancestor returns the entry at an index of the log that ends with id. It is not told when the
// index is after id, or before what the trace shows: the parent of an opaque entry is the root.
func (t *entries) ancestor(id entryID, index trace.Index) (at entryID, told bool) {
	for t.all[id].position.Index > index {
		id = t.all[id].parent
	}
	return id, t.all[id].position.Index == index
}

// differ reports whether two entries at the same index are known to be different, whatever is
// before them. Term 0 stands before a gap: there nothing is known.
func (t *entries) differ(a, b entryID) bool {
	if a == b {
		return false
	}
	x, y := &t.all[a], &t.all[b]
	if x.opaque && x.position.Term == 0 || y.opaque && y.position.Term == 0 {
		return false
	}
	return x.position.Term != y.position.Term ||
		!x.opaque && !y.opaque && (x.kind != y.kind || x.data != y.data || x.command != y.command)
}

// divergence returns where two logs that end at the same index with a and b first differ.
func (t *entries) divergence(a, b entryID) (x, y entryID, found bool) {
	for a != b {
		if t.differ(a, b) {
			x, y, found = a, b, true
		}
		if t.all[a].opaque || t.all[b].opaque {
			break
		}
		a, b = t.all[a].parent, t.all[b].parent
	}
	return x, y, found
}

// named names an entry for people.
func (t *entries) named(id entryID) trace.NamedEntry {
	e := &t.all[id]
	switch {
	case e.opaque:
		return trace.NamedEntry{Position: e.position}
	case e.command == "":
		return trace.NamedEntry{Position: e.position, Kind: e.kind}
	}
	return trace.NamedEntry{Position: e.position, Command: e.command}
}

// namedApart names two entries that differ. Where their words are the same, the bytes behind them are not.
func (t *entries) namedApart(x, y entryID) (a, b trace.NamedEntry) {
	a, b = t.named(x), t.named(y)
	if a.String() == b.String() {
		a.ByBytes, a.Data = true, t.all[x].data
		b.ByBytes, b.Data = true, t.all[y].data
	}
	return a, b
}
