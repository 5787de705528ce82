package textbook

import (
	"bytes"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// log is a server's log: entries 1 to length. Messages carry entries by pointing to the memory of
// their sender's log, and may arrive late, or twice. So an entry once written there is never changed.
// A log that was cut and goes on differently goes on in new memory; one that goes on as it did
// before, as in run after run of the same script, finds its entries there.
type log struct {
	memory *memory
	length int
}

// memory holds entries from index 1 on. It only grows.
type memory struct{ entries []engine.Entry }

// load makes the log what a disk holds.
func (l *log) load(entries []engine.Entry) {
	if l.memory == nil {
		l.memory = &memory{}
	}
	l.length = 0
	for i := range entries {
		l.append(entries[i])
	}
}

// append adds an entry at the end.
func (l *log) append(e engine.Entry) {
	switch known := l.memory.entries; {
	case l.length == len(known):
		l.memory.entries = append(known, e)
	case !same(&known[l.length], &e):
		kept := append(make([]engine.Entry, 0, cap(known)), known[:l.length]...)
		l.memory = &memory{append(kept, e)}
	}
	l.length++
}

func same(a, b *engine.Entry) bool {
	return a.Term == b.Term && a.Index == b.Index && a.Kind == b.Kind && a.Text == b.Text && bytes.Equal(a.Data, b.Data)
}

// cut removes the entries from an index on, if there are any.
func (l *log) cut(from trace.Index) { l.length = min(l.length, int(from)-1) }

// last returns the index of the last entry, 0 if there is none.
func (l *log) last() trace.Index { return trace.Index(l.length) }

// end returns the position of the last entry.
func (l *log) end() trace.Position { return l.at(l.last()) }

// at returns the position of an entry that is there; index 0 is the place before the first.
func (l *log) at(index trace.Index) trace.Position {
	return trace.Position{Term: l.term(index), Index: index}
}

// term returns the term of an entry that is there, and 0 for index 0.
func (l *log) term(index trace.Index) trace.Term {
	if index == 0 {
		return 0
	}
	return l.memory.entries[index-1].Term
}

// between returns the entries after one index up to another.
func (l *log) between(after, through trace.Index) []engine.Entry {
	if through <= after {
		return nil
	}
	return l.memory.entries[after:through:through]
}

// carried returns the entries that an AppendEntries message carries.
func carried(m *engine.Message) []engine.Entry {
	if m.Entries == 0 {
		return nil
	}
	return m.Body.(*memory).entries[m.Prev.Index:][:m.Entries]
}
