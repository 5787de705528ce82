package check

import "raftlab/sim/trace"

// leaderCompleteness: if a log entry is committed in a given term, then that entry will be present
// in the logs of the leaders for all higher-numbered terms. Raft paper, Figure 3 and section 5.4.
// An entry is committed by the leader that says so, in the term that it leads; what followers learn
// of it adds nothing. Untested until an entry is committed in a lower term than somebody leads.
type leaderCompleteness struct {
	property
	commits []commit   // in the order in which they came
	number  []uint32   // by entryID: the place in commits, plus 1
	chained bool       // each commit is the next entry of the same log, so that the last one stands for all
	leaders []election // in the order in which they came
	highest trace.Term // of leaders
}

// commit is an entry that a leader said is committed.
type commit struct {
	id   entryID
	term trace.Term // the lowest term in which it was
	by   trace.NodeID
}

// election is a leader, with the end of its log when it began to lead.
type election struct {
	term trace.Term
	node trace.NodeID
	tip  entryID
}

func (p *leaderCompleteness) reset(f *violations) {
	p.open(trace.LeaderCompleteness, "Raft paper, Figure 3 and section 5.4", f)
	p.commits, p.number, p.chained = p.commits[:0], p.number[:0], true
	p.leaders, p.highest = p.leaders[:0], 0
}

func (p *leaderCompleteness) copyCommits(o *leaderCompleteness) {
	p.commits, p.number = append(p.commits[:0], o.commits...), append(p.number[:0], o.number...)
	p.chained = o.chained
}

// copyLeaders copies all but the commits.
func (p *leaderCompleteness) copyLeaders(o *leaderCompleteness) {
	p.property.copyFrom(&o.property)
	p.leaders, p.highest = append(p.leaders[:0], o.leaders...), o.highest
}

// elected checks a new leader against everything that was committed in lower terms.
func (p *leaderCompleteness) elected(e *trace.Event, c *cluster) {
	leader := election{e.Term, e.Node, c.server(e.Node).tip()}
	p.leaders = append(p.leaders, leader)
	p.highest = max(p.highest, leader.term)
	if missing, found := p.firstMissing(c, leader); found {
		p.report(e, c, leader, missing)
	}
}

// committed checks what a leader commits against the leaders of higher terms, past and present.
func (p *leaderCompleteness) committed(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	if s.leading == 0 {
		return
	}
	for i, last := s.within(e.First, e.Index); i <= last; i++ {
		id, _ := s.at(i)
		made := commit{id, s.leading, e.Node}
		if !p.add(c, made) || made.term >= p.highest {
			continue
		}
		for _, leader := range p.leaders {
			if leader.term > made.term {
				p.tested = true
				if lacks(c, leader.tip, id) {
					p.report(e, c, leader, made)
				}
			}
		}
	}
}

// add notes a commit and reports whether it says more than is known.
func (p *leaderCompleteness) add(c *cluster, made commit) bool {
	for int(made.id) >= len(p.number) {
		p.number = append(p.number, 0)
	}
	if n := p.number[made.id]; n != 0 {
		known := &p.commits[n-1]
		if known.term <= made.term {
			return false
		}
		*known = made
		return true
	}
	if n := len(p.commits); n > 0 {
		p.chained = p.chained && c.entries.all[made.id].parent == p.commits[n-1].id
	}
	p.commits = append(p.commits, made)
	p.number[made.id] = uint32(len(p.commits))
	return true
}

// firstMissing returns the oldest commit of a lower term that a leader lacks.
func (p *leaderCompleteness) firstMissing(c *cluster, leader election) (missing commit, found bool) {
	cursor := leader.tip
	for n := len(p.commits) - 1; n >= 0; n-- {
		made := p.commits[n]
		if made.term >= leader.term {
			continue
		}
		p.tested = true
		index := c.entries.all[made.id].position.Index
		if c.entries.all[cursor].position.Index < index {
			cursor = leader.tip
		}
		at, told := c.entries.ancestor(cursor, index)
		if told {
			cursor = at
		}
		if at == made.id && p.chained {
			break // and so it has all that came before
		}
		if lacks(c, cursor, made.id) {
			missing, found = made, true
		}
	}
	return missing, found
}

// lacks reports whether a log that ends with tip is known not to have an entry.
func lacks(c *cluster, tip, id entryID) bool {
	index := c.entries.all[id].position.Index
	at, told := c.entries.ancestor(tip, index)
	return c.entries.all[tip].position.Index < index || told && c.entries.differ(at, id)
}

func (p *leaderCompleteness) report(e *trace.Event, c *cluster, leader election, made commit) {
	if !p.isNew(uint64(leader.node), uint64(leader.term)) {
		return
	}
	seen := &trace.Evidence{Saw: trace.LeaderHasNothing, Node: made.by, Term: made.term, Peer: leader.node, PeerTerm: leader.term}
	seen.Entry = c.entries.named(made.id)
	index := c.entries.all[made.id].position.Index
	if at, told := c.entries.ancestor(leader.tip, index); told {
		seen.Saw = trace.LeaderHasOther
		seen.Entry, seen.Other = c.entries.namedApart(made.id, at)
	}
	p.violated(e, seen)
}
