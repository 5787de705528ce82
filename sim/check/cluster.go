package check

import (
	"slices"

	"raftlab/sim/trace"
)

// cluster mirrors what the trace has told of every server so far: its log, and whether it leads.
type cluster struct {
	entries entries
	servers []server // by NodeID; the first stands for no node
}

// server is the mirror of one server. The zero value is a server that has just been set up.
type server struct {
	leading trace.Term  // the term that it leads, 0 when it does not
	base    entryID     // where its log starts: the last entry of its snapshot
	first   trace.Index // the index of base; the log holds what comes after
	log     []entryID   // the entries at first+1, first+2, ...

	term, told trace.Term    // the last one heard of, and the highest that it told anybody
	config     *trace.Config // that it uses; nil: not told
	disk       disk
	machine    machine
	ensured    trace.Index // up to here its log was on a quorum's disks before its configuration changed, or it stepped down
}

// disk is what the server's disk holds.
type disk struct {
	term trace.Term
	tip  entryID // the end of the log
}

// machine is how far the server's state machine has come.
type machine struct {
	commit, applied trace.Index
	state           trace.Digest // after applied
}

func (s *server) last() trace.Index { return s.first + trace.Index(len(s.log)) }

// tip returns the end of the log.
func (s *server) tip() entryID {
	if n := len(s.log); n > 0 {
		return s.log[n-1]
	}
	return s.base
}

// at returns an entry of the log. The snapshot's last entry counts as one.
func (s *server) at(index trace.Index) (id entryID, ok bool) {
	switch {
	case index < s.first || index > s.last():
		return 0, false
	case index == s.first:
		return s.base, true
	}
	return s.log[index-s.first-1], true
}

// holds reports whether an entry is in the log, after the snapshot.
func (s *server) holds(index trace.Index, id entryID) bool {
	return index > s.first && index <= s.last() && s.log[index-s.first-1] == id
}

// within narrows a range of indexes to those in the log. It is empty when from is after to.
func (s *server) within(first, last trace.Index) (from, to trace.Index) {
	return max(first, s.first+1), min(last, s.last())
}

// cut removes the entries from an index on.
func (s *server) cut(index trace.Index) {
	if index <= s.last() {
		s.log = s.log[:max(index, s.first+1)-s.first-1]
		s.ensured = min(s.ensured, index-1)
	}
}

func (c *cluster) reset(nodes int) {
	for i := range c.servers {
		c.servers[i] = server{log: c.servers[i].log[:0]}
	}
	c.servers = c.servers[:0]
	c.entries.reset()
	c.grow(max(0, min(nodes, int(^trace.NodeID(0)))))
}

// copyLogs copies all but who leads.
func (c *cluster) copyLogs(o *cluster) {
	for len(c.servers) > len(o.servers) {
		last := len(c.servers) - 1
		c.servers[last] = server{log: c.servers[last].log[:0]} // beyond the length all are empty
		c.servers = c.servers[:last]
	}
	c.grow(len(o.servers) - 1)
	for i := range o.servers {
		c.servers[i].copyLog(&o.servers[i])
	}
	c.entries.copyFrom(&o.entries)
}

// copyLeaders copies who leads, and the terms, among as many servers.
func (c *cluster) copyLeaders(o *cluster) {
	servers := c.servers[:len(o.servers)]
	for i := range servers {
		s, of := &servers[i], &o.servers[i]
		s.leading, s.term, s.told = of.leading, of.term, of.told
	}
}

func (s *server) copyLog(o *server) {
	log := append(s.log[:0], o.log...)
	*s = *o
	s.log = log
}

// grow makes room for the servers up to n; those there have kept their memory.
//
//go:noinline // so that server is inlined, which saves 96 of the 15,000 instructions of a trial
func (c *cluster) grow(n int) {
	if n >= cap(c.servers) {
		c.servers = slices.Grow(c.servers[:cap(c.servers)], n+1-cap(c.servers))
	}
	c.servers = c.servers[:max(n+1, len(c.servers))]
}

func (c *cluster) server(id trace.NodeID) *server {
	if int(id) >= len(c.servers) {
		c.grow(int(id))
	}
	return &c.servers[id]
}

// changeRole follows a RoleChange.
func (c *cluster) changeRole(e *trace.Event) {
	s := c.server(e.Node)
	s.leading = 0
	if e.Role == trace.Leader {
		s.leading, s.ensured = e.Term, 0
	}
}

// append follows an Appended event. It returns the entry, or 0 when there is none to append.
func (c *cluster) append(e *trace.Event) entryID {
	if e.Index == 0 {
		return 0
	}
	s := c.server(e.Node)
	switch {
	case e.Index <= s.first: // only a malformed trace writes into a snapshot
		c.rebuild(s, c.before(s, e.Index), e.Index-1)
	case e.Index > s.last()+1:
		c.rebuild(s, c.entries.locate(trace.Position{Index: e.Index - 1}), e.Index-1)
	default:
		s.cut(e.Index)
	}
	id := c.entries.add(s.tip(), e)
	s.log = append(s.log, id)
	return id
}

// before returns what the trace told of the entry before an index that is in the snapshot of s.
func (c *cluster) before(s *server, index trace.Index) entryID {
	id, told := c.entries.ancestor(s.base, index-1)
	if !told {
		id = c.entries.locate(trace.Position{Index: index - 1})
	}
	return id
}

// compact follows a Compacted event.
func (c *cluster) compact(e *trace.Event) {
	s := c.server(e.Node)
	if e.Index > s.last() {
		c.restore(e)
		return
	}
	if e.Index > s.first {
		kept := e.Index - s.first
		s.base, s.first = s.log[kept-1], e.Index
		s.log = append(s.log[:0], s.log[kept:]...)
	}
}

// restore follows a Restored event.
func (c *cluster) restore(e *trace.Event) {
	s := c.server(e.Node)
	c.rebuild(s, c.recall(s, trace.Position{Term: e.EntryTerm, Index: e.Index}), e.Index)
}

// restart follows a Restart: the log is what was found on disk. That can be less than the server
// held before, and also what it had held before that.
func (c *cluster) restart(e *trace.Event) {
	s := c.server(e.Node)
	s.leading = 0
	c.rebuild(s, c.recall(s, e.Last), e.First)
}

// recall returns the entry at a position, as the server itself knew it if it did.
func (c *cluster) recall(s *server, p trace.Position) entryID {
	if id, ok := s.at(p.Index); ok && c.entries.all[id].position == p {
		return id
	}
	return c.entries.locate(p)
}

// rebuild sets a log to the one that ends with tip, as far back as the trace tells or to first.
func (c *cluster) rebuild(s *server, tip entryID, first trace.Index) {
	s.log = s.log[:0]
	id := tip
	for c.entries.all[id].position.Index > first && !c.entries.all[id].opaque {
		s.log = append(s.log, id)
		id = c.entries.all[id].parent
	}
	slices.Reverse(s.log)
	s.base, s.first = id, c.entries.all[id].position.Index
}
