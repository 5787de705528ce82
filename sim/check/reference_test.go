package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"raftlab/sim/trace"
)

// reference decides the same properties by their definitions: it keeps whole logs, and after every
// event it looks at everything that there is. It wants well-formed events with a known past.
type reference struct {
	servers [5]referenceServer
	leaders []referenceLeader
	votes   []trace.Event
	commits []referenceCommit
	applied []referenceApplied
	stored  referenceStored

	seq      uint64
	tested   map[trace.Property]bool
	violated map[trace.Property]uint64 // the first event that showed it
}

type referenceEntry struct {
	term    trace.Term
	command string
}

type referenceServer struct {
	log     []referenceEntry // from index 1, with what is hidden in the snapshot
	first   int              // entries in the snapshot
	applied int
	leading trace.Term
	stored  referenceDisk
}

type referenceLeader struct {
	term trace.Term
	node trace.NodeID
	log  []referenceEntry
}

type referenceCommit struct {
	index int
	entry referenceEntry
	term  trace.Term
}

type referenceApplied struct {
	index int
	entry referenceEntry
	node  trace.NodeID
}

func newReference() *reference {
	return &reference{tested: map[trace.Property]bool{}, violated: map[trace.Property]uint64{}}
}

// observe takes an event, and what the log of e.Node is after it if it was restored or found on disk.
func (r *reference) observe(e *trace.Event, log []referenceEntry) {
	r.seq = e.Seq
	s := &r.servers[e.Node]
	leads := s.leading != 0
	r.observeStored(e, log)
	switch e.Kind {
	case trace.RoleChange:
		s.leading = 0
		if e.Role == trace.Leader {
			s.leading = e.Term
			r.leaders = append(r.leaders, referenceLeader{e.Term, e.Node, slices.Clone(s.log)})
		}
	case trace.Voted:
		r.votes = append(r.votes, *e)
	case trace.Appended:
		r.decide(trace.LeaderAppendOnly, leads, leads && int(e.Index) <= len(s.log))
		r.decide(trace.LogMatching, false, int(e.Index) != len(s.log)+1)
		s.log = append(s.log[:e.Index-1:e.Index-1], referenceEntry{e.EntryTerm, e.Command})
	case trace.Truncated:
		r.decide(trace.LeaderAppendOnly, leads, leads)
		s.log = s.log[:e.First-1]
	case trace.Compacted:
		s.first = int(e.Index)
	case trace.Restored:
		r.decide(trace.LeaderAppendOnly, leads, leads)
		s.log, s.first, s.applied = slices.Clone(log), len(log), len(log)
		for i := range log {
			r.applied = append(r.applied, referenceApplied{i + 1, log[i], e.Node})
		}
	case trace.Committed:
		for i := max(int(e.First), s.first+1); i <= int(e.Index) && leads; i++ {
			r.commits = append(r.commits, referenceCommit{i, s.log[i-1], s.leading})
		}
	case trace.AppliedTo:
		for i := int(e.First); i <= int(e.Index); i++ {
			r.applied = append(r.applied, referenceApplied{i, s.log[i-1], e.Node})
		}
		s.applied = int(e.Index)
	case trace.FaultMade:
		s.log, s.first, s.applied, s.leading = slices.Clone(log), int(e.First), int(e.First), 0
	}
	r.decideAll()
}

func (r *reference) decide(p trace.Property, tested, violated bool) {
	r.tested[p] = r.tested[p] || tested
	if _, known := r.violated[p]; violated && !known {
		r.violated[p] = r.seq
	}
}

// decideAll holds everything against everything.
func (r *reference) decideAll() {
	for _, a := range r.leaders {
		for _, b := range r.leaders {
			r.decide(trace.ElectionSafety, true, a.term == b.term && a.node != b.node)
		}
		for _, c := range r.commits {
			higher := a.term > c.term
			r.decide(trace.LeaderCompleteness, higher,
				higher && (c.index > len(a.log) || a.log[c.index-1] != c.entry))
		}
	}
	for _, a := range r.votes {
		for _, b := range r.votes {
			r.decide(trace.OneVotePerTerm, true, a.Node == b.Node && a.Term == b.Term && a.Peer != b.Peer)
		}
	}
	for _, a := range r.applied {
		for _, b := range r.applied {
			same := a.index == b.index
			r.decide(trace.StateMachineSafety, same && a.node != b.node, same && a.entry != b.entry)
		}
	}
	for n := range r.servers {
		for m := range n {
			r.decideLogs(&r.servers[n], &r.servers[m])
		}
	}
}

func (r *reference) decideLogs(a, b *referenceServer) {
	for i := max(a.first, b.first); i < min(len(a.log), len(b.log)); i++ {
		same := a.log[i].term == b.log[i].term
		r.decide(trace.LogMatching, same, same && !slices.Equal(a.log[:i+1], b.log[:i+1]))
	}
}

// chaos makes random events that no Raft would make, but that leave no doubt about what each log
// holds: a position that two different logs share is never the end of a snapshot or of a disk.
type chaos struct {
	random *rand.Rand
	wild   int // how often, in percent, entries are made up instead of copied from another server
	ref    *reference
	suite  *Suite
	ends   map[trace.Position][]referenceEntry // the log that ends there; nil if there are several
	seq    uint64
}

func (c *chaos) tell(e trace.Event, log []referenceEntry) {
	c.seq++
	e.Seq = c.seq
	c.suite.Observe(&e)
	c.ref.observe(&e, log)
}

func (c *chaos) step() {
	node := trace.NodeID(1 + c.random.IntN(4))
	s := &c.ref.servers[node]
	switch c.random.IntN(20) {
	case 0:
		role := trace.Role(1 + c.random.IntN(4))
		c.change(node, role, max(c.term(), s.stored.term*c.tame()))
	case 1:
		peer := trace.NodeID(1 + c.random.IntN(4))
		c.tell(trace.Event{Kind: trace.Voted, Node: node, Peer: peer, Term: c.term(), Granted: true}, nil)
	case 2, 3:
		if n := len(s.log); n > 0 {
			c.commit(node, s, c.upTo(n))
		}
	case 4, 5:
		if s.applied < len(s.log) {
			first := trace.Index(s.applied + 1)
			index := first + trace.Index(c.random.IntN(len(s.log)-s.applied))
			c.apply(node, s, first, index)
		}
	case 6:
		if s.applied > s.first {
			index := trace.Index(s.first + 1 + c.random.IntN(s.applied-s.first))
			c.tell(trace.Event{Kind: trace.Compacted, Node: node, Index: index, EntryTerm: s.log[index-1].term,
				State: stateOf(s.log[:index])}, nil)
		}
	case 7:
		if kept := s.applied; kept < len(s.log) {
			first := trace.Index(kept + 1 + c.random.IntN(len(s.log)-kept))
			c.tell(trace.Event{Kind: trace.Truncated, Node: node, First: first, Index: trace.Index(len(s.log))}, nil)
		}
	case 8:
		c.restore(node)
	case 9:
		c.restart(node, s)
	case 10, 11, 12:
		c.store(node, s)
	default:
		c.append(node, s)
	}
}

func (c *chaos) term() trace.Term        { return trace.Term(1 + c.random.IntN(4)) }
func (c *chaos) upTo(n int) trace.Index  { return trace.Index(1 + c.random.IntN(n)) }
func (c *chaos) other() *referenceServer { return &c.ref.servers[1+c.random.IntN(4)] }

// append copies an entry of another server, or makes one up.
func (c *chaos) append(node trace.NodeID, s *referenceServer) {
	index := len(s.log) + 1
	if c.random.IntN(10) == 0 {
		index = s.applied + 1 + c.random.IntN(index-s.applied)
	}
	if index <= len(s.log) && c.tame() == 1 {
		c.tell(trace.Event{Kind: trace.Truncated, Node: node, First: trace.Index(index), Index: trace.Index(len(s.log))}, nil)
	}
	entry := referenceEntry{c.term(), string(rune('a' + c.random.IntN(2)))}
	if from := c.other(); len(from.log) >= index && c.random.IntN(100) >= c.wild {
		entry = from.log[index-1]
	}
	c.tell(trace.Event{Kind: trace.Appended, Node: node, Index: trace.Index(index), EntryTerm: entry.term,
		Entry: trace.Command, Command: entry.command, Data: dataOf(entry)}, nil)
	at := end(s.log)
	if known, seen := c.ends[at]; !seen {
		c.ends[at] = slices.Clone(s.log)
	} else if !slices.Equal(known, s.log) {
		c.ends[at] = nil
	}
}

// restore gives a server a snapshot of what another one has applied.
func (c *chaos) restore(node trace.NodeID) {
	from := c.other()
	log := from.log[:from.applied]
	if at := end(log); len(log) > 0 && c.ends[at] != nil {
		c.tell(trace.Event{Kind: trace.Restored, Node: node, Index: at.Index, EntryTerm: at.Term, State: c.state(log)}, log)
	}
}

// restart mostly finds what the disk has. Else it takes entries from the end of a log, or brings any log back from
// before.
func (c *chaos) restart(node trace.NodeID, s *referenceServer) {
	log := s.log[:s.first+c.random.IntN(len(s.log)-s.first+1)]
	at := trace.Position{Term: c.term(), Index: trace.Index(1 + c.random.IntN(4))}
	if old := c.ends[at]; s.first == 0 && old != nil && c.random.IntN(3) == 0 {
		log = old
	} else if c.tame() == 1 {
		c.tell(trace.Event{Kind: trace.Synced, Node: node, Term: s.stored.diskTerm, Last: end(log)}, nil)
	}
	e := trace.Event{Kind: trace.FaultMade, Node: node, Fault: trace.Restart, Last: end(log), First: trace.Index(s.first),
		Term: max(c.term(), max(s.stored.told, s.stored.diskTerm)*c.tame()), State: c.state(s.log[:s.first])}
	c.tell(e, log)
}

func end(log []referenceEntry) trace.Position {
	if len(log) == 0 {
		return trace.Position{}
	}
	return trace.Position{Term: log[len(log)-1].term, Index: trace.Index(len(log))}
}

func TestSuiteAgreesWithTheDefinitions(t *testing.T) {
	suite := NewSuite(0) // one for all histories: what a run leaves behind must not reach the next
	seen := map[string]int{}
	for seed := range uint64(5000) {
		suite.Reset(4)
		c := &chaos{random: rand.New(rand.NewPCG(seed, 0)), wild: int(seed % 4 * 4), ref: newReference(),
			suite: suite, ends: map[trace.Position][]referenceEntry{}}
		for range 10 + seed%5*15 {
			c.step()
		}
		for _, got := range suite.Results() {
			want := Result{Verdict: trace.Untested, Event: c.ref.violated[got.Property]}
			if want.Event != 0 {
				want.Verdict = trace.Violated
			} else if c.ref.tested[got.Property] {
				want.Verdict = trace.Holds
			}
			if got.Verdict != want.Verdict || got.Event != want.Event {
				t.Fatalf("seed %d: %v %v in event %d (%s), want %v in event %d", seed, got.Property,
					got.Verdict, got.Event, got.Evidence, want.Verdict, want.Event)
			}
			seen[fmt.Sprint(got.Property, " ", got.Verdict)]++
		}
	}
	for _, p := range trace.Properties {
		for _, v := range []trace.Verdict{trace.Untested, trace.Holds, trace.Violated} {
			if n := seen[fmt.Sprint(p, " ", v)]; n < 20 {
				t.Errorf("only %d histories with %v %v: they prove little", n, p, v)
			}
		}
	}
}
