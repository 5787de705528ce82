package trace

import (
	"cmp"
	"slices"
)

// Logs follows which entries the servers' logs hold, from the events of a run. The zero value is where a
// run begins. A server that is down holds what is on its disk.
type Logs struct {
	entries [][]Position // by server, in order; what a snapshot has replaced is not among them
}

// Observe takes the next event of the run.
func (l *Logs) Observe(e *Event) {
	switch e.Kind {
	case Appended:
		l.cut(e.Node, e.Index)
		log := l.of(e.Node)
		*log = append(*log, Position{e.EntryTerm, e.Index})
	case Truncated:
		l.cut(e.Node, e.First)
	case Restored:
		l.cut(e.Node, 0)
	case FaultMade:
		l.suffer(e)
	}
}

// suffer notes what a crash takes, and what a disk had lost when a server starts again.
func (l *Logs) suffer(e *Event) {
	switch e.Fault {
	case Crash:
		log := l.of(e.Node)
		*log = (*log)[:len(*log)-min(len(*log), e.Entries)]
	case Restart:
		l.cut(e.Node, e.Last.Index+1)
	}
}

// Holding returns the servers whose logs have an entry of a term at an index, sorted.
func (l *Logs) Holding(index Index, term Term) (nodes []NodeID) {
	for id, log := range l.entries {
		if i := place(log, index); i < len(log) && log[i] == (Position{term, index}) {
			nodes = append(nodes, NodeID(id))
		}
	}
	return nodes
}

func (l *Logs) of(node NodeID) *[]Position {
	for int(node) >= len(l.entries) {
		l.entries = append(l.entries, nil)
	}
	return &l.entries[node]
}

// cut removes the entries from an index on.
func (l *Logs) cut(node NodeID, from Index) {
	log := l.of(node)
	*log = (*log)[:place(*log, from)]
}

// place returns where the entry of an index stands in a log, or would stand.
func place(log []Position, index Index) int {
	i, _ := slices.BinarySearchFunc(log, index, func(p Position, index Index) int { return cmp.Compare(p.Index, index) })
	return i
}
