package check

import "raftlab/sim/trace"

// commitDurability: when a leader commits an entry, the entry is on the disks of a quorum of the configuration that
// the leader uses, in joint consensus of both. Raft paper, sections 5.3 and 6. What anybody else takes for
// committed, a leader has committed before, or it is on the disks of such a quorum. Nobody commits what is not in
// its log. What a disk only says that it has is not on it; what is on it was in the log, and a restart finds it, no
// less and no more. Untested until a leader commits whose configuration is told.
type commitDurability struct {
	property
	known []bool // by entryID: it was committed
}

func (p *commitDurability) reset(f *violations) {
	p.open(trace.CommitDurability, "Raft paper, sections 5.3 and 6", f)
	p.known = p.known[:0]
}

func (p *commitDurability) copyFrom(o *commitDurability) {
	p.property.copyFrom(&o.property)
	p.known = append(p.known[:0], o.known...)
}

// committed is told that a commit index rose. An entry stands for all before it.
func (p *commitDurability) committed(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	s.machine.commit = max(s.machine.commit, e.Index)
	if e.Index > s.last() {
		p.reportBeyond(e, c)
		return
	}
	id, held := s.at(e.Index)
	leads := s.leading != 0
	if !held || c.entries.all[id].opaque || !leads && p.isKnown(id) {
		return
	}
	if s.config != nil {
		p.tested = p.tested || leads
		if e.Index > s.ensured && !c.durable(s.config, id) {
			p.report(e, c, id)
			if !leads {
				return
			}
		}
	}
	p.learn(c, id)
}

// durable reports whether an entry is on the disks of a quorum, as far as it is told.
func (c *cluster) durable(config *trace.Config, id entryID) bool {
	return config.Quorum().Met(func(n trace.NodeID) bool { return c.onDisk(n, id) })
}

// onDisk does not make the list of servers longer: pointers to those that are in it stay valid.
func (c *cluster) onDisk(n trace.NodeID, id entryID) bool {
	return int(n) < len(c.servers) && !lacks(c, c.servers[n].disk.tip, id)
}

func (p *commitDurability) report(e *trace.Event, c *cluster, id entryID) {
	s := c.server(e.Node)
	if !p.isNew(uint64(e.Node), uint64(s.leading)) {
		return
	}
	seen := &trace.Evidence{Saw: trace.BelievedUnsafely, Entry: c.entries.named(id)}
	if s.leading != 0 {
		seen.Saw, seen.Term = trace.CommittedUnsafely, s.leading
	}
	seen.Support, seen.Outgoing = supportOf(s.config, func(n trace.NodeID) bool { return c.onDisk(n, id) })
	p.violated(e, seen)
}

// These stand in keys in the place of a term, for what is wrong with a log or a disk.
const (
	beyondLog = ^uint64(0) - iota
	notInLog
	notFound
)

// reportBeyond tells that a server committed what its log does not have.
func (p *commitDurability) reportBeyond(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if !p.isNew(uint64(e.Node), beyondLog) {
		return
	}
	if s.leading != 0 {
		p.violated(e, &trace.Evidence{Saw: trace.CommittedBeyondLog, Index: e.Index, Term: s.leading, End: c.end(s)})
		return
	}
	p.violated(e, &trace.Evidence{Saw: trace.BelievedBeyondLog, Index: e.Index, End: c.end(s)})
}

// end returns the position at which a log ends.
func (c *cluster) end(s *server) trace.Position { return c.entries.all[s.tip()].position }

// learn notes that an entry was committed, with all before it.
func (p *commitDurability) learn(c *cluster, id entryID) {
	for len(p.known) < len(c.entries.all) {
		p.known = append(p.known, false)
	}
	for ; id != 0 && !p.known[id]; id = c.entries.all[id].parent {
		p.known[id] = true
	}
}

func (p *commitDurability) isKnown(id entryID) bool { return int(id) < len(p.known) && p.known[id] }

// reconfigured is told before a server's configuration changes.
func (p *commitDurability) reconfigured(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	c.ensure(s)
	s.config = e.Config
}

// ensure notes how much of a leader's log is on the disks of a quorum, before its configuration changes or it
// steps down: it has decided by that, although it may tell later what it has committed.
func (c *cluster) ensure(s *server) {
	if s.leading != 0 && s.config != nil {
		for i := s.last(); i > max(s.machine.commit, s.ensured, s.first); i-- {
			if id, _ := s.at(i); c.durable(s.config, id) {
				s.ensured = i
			}
		}
	}
}

// synced is told what a server's disk holds now. A log is written in its order, so the disk ends with an entry of it.
func (p *commitDurability) synced(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	id, held := s.at(e.Last.Index)
	if (!held || c.entries.all[id].position != e.Last) && p.isNew(uint64(e.Node), notInLog) {
		p.violated(e, &trace.Evidence{Saw: trace.DiskBeyondLog, Position: e.Last, End: c.end(s)})
	}
	s.disk = disk{e.Term, c.recall(s, e.Last)}
}

// restarted is told before the log is the one that was found on disk. A disk that lies changes nothing of that: its
// syncs are not told.
func (p *commitDurability) restarted(e *trace.Event, c *cluster) {
	had := c.entries.all[c.server(e.Node).disk.tip].position
	if e.Last != had && p.isNew(uint64(e.Node), notFound) {
		p.violated(e, &trace.Evidence{Saw: trace.DiskLostLog, End: had, Position: e.Last})
	}
}
