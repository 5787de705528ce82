package figure2

import "slices"

// snapshot is the end of what a snapshot stands for: section 7 and Figure 13.
type snapshot struct{ index, term int }

// behind returns the entries behind an index.
func (p *Program) behind(index int) []entry { return p.log[index-p.index:] }

// compact is told that the state machine has a snapshot.
func (p *Program) compact(m *message) {
	p.log = slices.Clone(p.behind(m.LastIncludedIndex))
	p.snapshot = snapshot{m.LastIncludedIndex, m.LastIncludedTerm}
}

// sendSnapshot sends the snapshot to a server that needs entries that are gone, and reports whether it does.
func (p *Program) sendSnapshot(o *peer) bool {
	if o.next > p.index || p.does("never sends a snapshot") {
		o.next = max(o.next, p.index+1)
		return false
	}
	if o.awaited == 0 || o.overdue {
		o.awaited, o.overdue = p.index, false
		p.send(message{Type: "InstallSnapshot", To: o.id, LastIncludedIndex: p.index, LastIncludedTerm: p.snapshot.term})
	}
	return true
}

func (p *Program) installSnapshot(m *message) {
	reply := message{Type: "InstallSnapshotReply", To: m.From}
	if p.Role == leader || m.Term < p.CurrentTerm && !p.does("installs a stale snapshot") {
		p.send(reply)
		return
	}
	p.leader, p.heardAt = m.From, p.now
	p.Role, p.ResetTimer = follower, true
	index := m.LastIncludedIndex
	if (index > p.CommitIndex || index == p.index && p.does("drops what follows a snapshot")) && !p.does("answers a snapshot and saves none") {
		p.install(index, m.LastIncludedTerm)
	}
	p.send(reply)
}

// install takes over a snapshot: rules 5 to 8.
func (p *Program) install(index, term int) {
	matches := index <= p.last() && p.term(index) == term
	var kept []entry
	if index <= p.last() && (matches || p.does("keeps what conflicts with a snapshot")) && !p.does("drops what follows a snapshot") {
		kept = slices.Clone(p.behind(index))
	}
	if p.last() > index && kept == nil {
		p.changed = index + 1
	}
	p.log, p.snapshot, p.CommitIndex = kept, snapshot{index, term}, index
	p.InstallSnapshot, p.Persist = true, true
}

// hearSnapshot is told that a server has a snapshot.
func (p *Program) hearSnapshot(o *peer, asked *request) {
	o.heardAt = p.now
	if asked.LastIncludedIndex > o.match {
		o.match = asked.LastIncludedIndex
		p.advance()
	}
	o.next, o.awaited = max(o.next, o.match+1), 0
	p.replicate(o)
	p.handOver(o)
}
