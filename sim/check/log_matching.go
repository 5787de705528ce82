package check

import "raftlab/sim/trace"

// logMatching: if two logs contain an entry with the same index and term, then the logs are
// identical in all entries up through the given index. Raft paper, Figure 3 and section 5.3. So a log
// has no gap: an entry follows the one before it, and takes the place of none that was not truncated.
// Untested until two servers hold an entry with the same index and term at the same time.
type logMatching struct{ property }

func (p *logMatching) reset(f *violations) {
	p.open(trace.LogMatching, "Raft paper, Figure 3 and section 5.3", f)
}

// follows is told before an entry is in the log. It is to be the next one.
func (p *logMatching) follows(e *trace.Event, s *server) {
	switch last := s.last(); {
	case e.Index == last+1 || e.Index == 0 || !p.isNew(uint64(e.Node), 0):
	case e.Index > last+1:
		p.violated(e, &trace.Evidence{Saw: trace.LeftGap, Index: e.Index, Last: last})
	default:
		p.violated(e, &trace.Evidence{Saw: trace.KeptTail, Index: e.Index, Last: last})
	}
}

// truncated is told before the entries are gone. They are the last of the log, and after its snapshot.
func (p *logMatching) truncated(e *trace.Event, s *server) {
	if (e.First <= s.first || e.First > e.Index || e.Index != s.last()) && p.isNew(0, uint64(e.Node)) {
		p.violated(e, &trace.Evidence{Saw: trace.TruncatedElsewhere, First: e.First, Index: e.Index, Start: s.first + 1, Last: s.last()})
	}
}

// appended is told after the entry is in the log.
func (p *logMatching) appended(e *trace.Event, c *cluster, id entryID) {
	if id == 0 {
		return
	}
	here := c.entries.all[id].position
	if !p.tested {
		p.tested = heldElsewhere(c, e.Node, here)
	}
	head, _ := c.entries.byIndex.get(here.Index)
	for other := head; other != 0; other = c.entries.all[other].next {
		if other != id && c.entries.all[other].position.Term == here.Term {
			p.compare(e, c, id, other)
		}
	}
}

// restarted looks at every entry that the server found on disk.
func (p *logMatching) restarted(e *trace.Event, c *cluster) {
	for _, id := range c.server(e.Node).log {
		p.appended(e, c, id)
	}
}

// heldElsewhere reports whether the log of another server than node has an entry at a position.
func heldElsewhere(c *cluster, node trace.NodeID, here trace.Position) bool {
	for n := range c.servers {
		s := &c.servers[n]
		if n == int(node) || here.Index <= s.first || here.Index > s.last() {
			continue
		}
		if id, _ := s.at(here.Index); c.entries.all[id].position == here {
			return true
		}
	}
	return false
}

// compare looks for servers that hold the other entry at the position of the one of e.Node.
func (p *logMatching) compare(e *trace.Event, c *cluster, id, other entryID) {
	here := c.entries.all[id].position
	for n := range c.servers {
		node, peer := e.Node, trace.NodeID(n)
		if !c.servers[n].holds(here.Index, other) {
			continue
		}
		x, y, found := c.entries.divergence(id, other)
		if !found {
			continue
		}
		if node > peer {
			node, peer, x, y = peer, node, y, x
		}
		if p.isNew(uint64(node), uint64(peer)) {
			one, other := c.entries.namedApart(x, y)
			p.violated(e, &trace.Evidence{Saw: trace.LogsDiffer, Node: node, Peer: peer, Position: here, Entry: one, Other: other})
		}
	}
}
