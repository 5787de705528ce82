package check

import (
	"slices"

	"raftlab/sim/trace"
)

// referenceDisk is what the reference knows of a server besides its log.
type referenceDisk struct {
	term, told, diskTerm trace.Term
	disk                 []referenceEntry
	config               *trace.Config
	commit, applied      int
	state                trace.Digest
	ensured              int
}

// referenceStored is what the reference keeps of a run for the properties that rest on what is stored.
type referenceStored struct {
	committed [][]referenceEntry // logs that were committed whole
	states    []referenceState
}

type referenceState struct {
	index int
	state trace.Digest
	node  trace.NodeID
}

// observeStored takes an event before the log of e.Node has changed by it.
func (r *reference) observeStored(e *trace.Event, log []referenceEntry) {
	s := &r.servers[e.Node]
	d := &s.stored
	switch e.Kind {
	case trace.RoleChange:
		leads := e.Role == trace.Leader
		r.decide(trace.TermMonotonicity, leads, e.Term < d.term)
		if leads && d.config != nil {
			r.decide(trace.QuorumOfVotes, true, !r.most(d.config, func(n trace.NodeID) bool { return r.voted(n, e) }))
		}
		r.ensure(s)
		if d.term = e.Term; leads {
			d.ensured = 0
		}
	case trace.Appended:
		d.ensured = min(d.ensured, int(e.Index)-1)
	case trace.Truncated:
		d.ensured = min(d.ensured, int(e.First)-1)
	case trace.Sent:
		d.told = max(d.told, e.Term)
	case trace.Reconfigured:
		r.ensure(s)
		d.config = e.Config
	case trace.Synced:
		d.diskTerm, d.disk = e.Term, slices.Clone(s.log[:e.Last.Index])
	case trace.Committed:
		r.commit(e, s)
	case trace.AppliedTo:
		r.apply(e, s)
	case trace.Compacted:
		r.decide(trace.SnapshotSafety, true, !r.isCommitted(s.log[:e.Index]))
		r.compare(int(e.Index), e.State, e.Node)
	case trace.Restored:
		r.decide(trace.ApplyOrder, false, len(log) < d.applied)
		r.decide(trace.SnapshotSafety, true, !r.isCommitted(log))
		r.compare(len(log), e.State, e.Node)
		d.commit, d.applied, d.state = max(d.commit, len(log)), len(log), e.State
	case trace.FaultMade:
		r.decide(trace.TermMonotonicity, true, e.Term < d.told || e.Term < d.diskTerm)
		r.decide(trace.CommitDurability, false, end(d.disk) != end(log))
		r.compare(int(e.First), e.State, e.Node)
		d.term, d.told, d.diskTerm, d.disk = e.Term, e.Term, e.Term, slices.Clone(log)
		d.commit, d.applied, d.state, d.ensured = int(e.First), int(e.First), e.State, 0
	}
}

// ensure notes what a leader may tell later that it has committed.
func (r *reference) ensure(s *referenceServer) {
	d := &s.stored
	for i := len(s.log); s.leading != 0 && d.config != nil && i > max(d.commit, d.ensured, s.first); i-- {
		if r.durable(d.config, s.log[:i]) {
			d.ensured = i
		}
	}
}

func (r *reference) commit(e *trace.Event, s *referenceServer) {
	d := &s.stored
	d.commit = max(d.commit, int(e.Index))
	leads := s.leading != 0
	if int(e.Index) < s.first {
		return
	}
	log := s.log[:e.Index]
	known := r.isCommitted(log)
	if leads || !known {
		wrong := d.config != nil && int(e.Index) > d.ensured && !r.durable(d.config, log)
		r.decide(trace.CommitDurability, leads && d.config != nil, wrong)
		if wrong && !leads {
			return
		}
	}
	r.stored.committed = append(r.stored.committed, slices.Clone(log))
}

func (r *reference) apply(e *trace.Event, s *referenceServer) {
	d := &s.stored
	next := int(e.First) == d.applied+1
	r.decide(trace.ApplyOrder, true, !next || int(e.Index) > d.commit)
	state := d.state
	for i := int(e.First); next && i <= int(e.Index); i++ {
		state = state.After(dataOf(s.log[i-1]))
		if i < int(e.Index) {
			r.compare(i, state, e.Node)
		}
	}
	r.decide(trace.StateEquality, false, next && state != e.State)
	r.compare(int(e.Index), e.State, e.Node)
	d.applied, d.state = int(e.Index), e.State
}

// compare holds a state against all that were told at its index. Of a state that differs from one it differs
// from the first, or the first differed already.
func (r *reference) compare(index int, state trace.Digest, node trace.NodeID) {
	if index == 0 {
		return
	}
	r.stored.states = append(r.stored.states, referenceState{index, state, node})
	first := slices.IndexFunc(r.stored.states, func(o referenceState) bool { return o.index == index })
	was := r.stored.states[first]
	r.decide(trace.StateEquality, was.node != node, was.state != state)
}

func (r *reference) isCommitted(log []referenceEntry) bool {
	return slices.ContainsFunc(r.stored.committed, func(known []referenceEntry) bool {
		return len(known) >= len(log) && slices.Equal(known[:len(log)], log)
	})
}

func (r *reference) durable(config *trace.Config, log []referenceEntry) bool {
	last := len(log) - 1
	return r.most(config, func(n trace.NodeID) bool {
		disk := r.servers[n].stored.disk
		return len(disk) > last && disk[last] == log[last]
	})
}

func (r *reference) voted(n trace.NodeID, e *trace.Event) bool {
	return slices.ContainsFunc(r.votes, func(v trace.Event) bool { return v.Node == n && v.Peer == e.Node && v.Term == e.Term })
}

// most reports whether more than half of the voters count, in joint consensus of both halves.
func (r *reference) most(config *trace.Config, counts func(trace.NodeID) bool) bool {
	for _, half := range [][]trace.NodeID{config.Voters, config.Outgoing} {
		n := 0
		for _, id := range half {
			if counts(id) {
				n++
			}
		}
		if len(half) > 0 && 2*n <= len(half) {
			return false
		}
	}
	return true
}

func dataOf(e referenceEntry) trace.Digest { return trace.DigestOf([]byte(e.command)) }

func stateOf(log []referenceEntry) (state trace.Digest) {
	for _, e := range log {
		state = state.After(dataOf(e))
	}
	return state
}

// tame is 1 if what comes next is to be as it should, and 0 if it may be wrong.
func (c *chaos) tame() trace.Term {
	if c.random.IntN(100) < c.wild {
		return 0
	}
	return 1
}

// state is the state that a log gives, or sometimes another.
func (c *chaos) state(log []referenceEntry) trace.Digest {
	if c.tame() == 0 && c.random.IntN(4) == 0 {
		return 7
	}
	return stateOf(log)
}

// change mostly lets those who have not voted in the term vote for a leader first.
func (c *chaos) change(node trace.NodeID, role trace.Role, term trace.Term) {
	for voter := trace.NodeID(1); voter <= 4 && role == trace.Leader && c.tame() == 1; voter++ {
		if !slices.ContainsFunc(c.ref.votes, func(v trace.Event) bool { return v.Node == voter && v.Term == term }) {
			c.tell(trace.Event{Kind: trace.Voted, Node: voter, Peer: node, Term: term, Granted: true}, nil)
		}
	}
	c.tell(trace.Event{Kind: trace.RoleChange, Node: node, Role: role, Term: term}, nil)
}

// commit mostly makes durable what a leader commits.
func (c *chaos) commit(node trace.NodeID, s *referenceServer, index trace.Index) {
	if s.leading != 0 && s.stored.config != nil && c.tame() == 1 {
		c.tell(trace.Event{Kind: trace.Synced, Node: node, Term: s.stored.term, Last: end(s.log)}, nil)
		c.tell(trace.Event{Kind: trace.Reconfigured, Node: node, Config: &trace.Config{Voters: []trace.NodeID{node}}}, nil)
	}
	c.tell(trace.Event{Kind: trace.Committed, Node: node, First: 1, Index: index}, nil)
}

// apply mostly applies what is committed, and what comes next; else what was applied last once more.
func (c *chaos) apply(node trace.NodeID, s *referenceServer, first, index trace.Index) {
	if c.tame() == 1 {
		c.commit(node, s, index)
	} else if int(first)-1 > s.first {
		first--
	}
	c.tell(trace.Event{Kind: trace.AppliedTo, Node: node, First: first, Index: index, State: c.state(s.log[:index])}, nil)
}

// store writes to a disk, or tells something that has to do with it.
func (c *chaos) store(node trace.NodeID, s *referenceServer) {
	switch c.random.IntN(6) {
	case 0:
		config := &trace.Config{Voters: c.some()}
		if c.random.IntN(3) == 0 {
			config.Outgoing = c.some()
		}
		c.tell(trace.Event{Kind: trace.Reconfigured, Node: node, Config: config}, nil)
	case 1:
		c.tell(trace.Event{Kind: trace.Sent, Node: node, Message: trace.AppendReply, Term: c.term()}, nil)
	default:
		log := s.log[:s.first+c.random.IntN(len(s.log)-s.first+1)]
		c.tell(trace.Event{Kind: trace.Synced, Node: node, Term: c.term(), Last: end(log)}, nil)
	}
}

// some returns one to three servers.
func (c *chaos) some() []trace.NodeID {
	first := trace.NodeID(1 + c.random.IntN(4))
	last := min(first+trace.NodeID(c.random.IntN(3)), 4)
	var all []trace.NodeID
	for id := first; id <= last; id++ {
		all = append(all, id)
	}
	return all
}
