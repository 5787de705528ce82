package trace

import (
	"cmp"
	"slices"
)

// Logs follows which entries the servers' logs hold, from the events of a run. The zero value is where a
// run begins. A server that is down holds what is on its disk.
type Logs struct {
	entries [][]held // by server, in order; what a snapshot has replaced is not among them
}

// held is an entry in a log. Where Raft's promises are broken, two may differ in the words only.
type held struct {
	Position
	command string
}

// Observe takes the next event of the run.
func (l *Logs) Observe(e *Event) {
	switch e.Kind {
	case Appended:
		l.cut(e.Node, e.Index)
		log := l.of(e.Node)
		*log = append(*log, held{Position{e.EntryTerm, e.Index}, e.Command})
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

// Holding returns the servers whose logs have a client's command of a term at an index, sorted.
func (l *Logs) Holding(index Index, term Term, command string) (nodes []NodeID) {
	for id, log := range l.entries {
		if i := place(log, index); i < len(log) && log[i] == (held{Position{term, index}, command}) {
			nodes = append(nodes, NodeID(id))
		}
	}
	return nodes
}

func (l *Logs) of(node NodeID) *[]held {
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

// index returns where the entry of an index stands in a log, or would stand.
func place(log []held, index Index) int {
	i, _ := slices.BinarySearchFunc(log, index, func(e held, index Index) int { return cmp.Compare(e.Index, index) })
	return i
}
