package textbook

import (
	"encoding/json"
	"slices"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// membership is a configuration and the entry that holds it. "A server always uses the latest configuration in its log,
// regardless of whether the entry is committed" (section 6). It is never changed once made.
type membership struct {
	trace.Config
	index trace.Index // 0: the first configuration, which no entry holds
}

// seats are the halves of a configuration in which a server votes; 0: it has no vote.
type seats uint8

const (
	amongVoters seats = 1 << iota
	amongOutgoing
)

func seatsOf(c *trace.Config, id trace.NodeID) (s seats) {
	if slices.Contains(c.Voters, id) {
		s |= amongVoters
	}
	if slices.Contains(c.Outgoing, id) {
		s |= amongOutgoing
	}
	return s
}

// count is how many voters of each half agree. Outside joint consensus the second half is empty.
type count struct{ voters, outgoing int }

func (c *count) add(s seats) {
	c.voters += int(s & amongVoters)
	c.outgoing += int(s / amongOutgoing)
}

// meets reports whether so many agree in both halves: "agreement requires separate majorities from both the old and
// new configurations" (section 6).
func (c count) meets(needed count) bool {
	return c.voters >= needed.voters && c.outgoing >= needed.outgoing
}

// needed returns how many voters of each half must agree if a rule demands a majority of them.
func (n *node) needed(demands Rule) count {
	c := n.majority
	if !n.keeps(demands) {
		c.voters, c.outgoing = c.voters-1, max(c.outgoing-1, 0)
	}
	return c
}

// own returns the count to which the server itself has contributed. A leader that its configuration does not have
// "does not include itself in majorities" (section 6).
func (n *node) own() (c count) {
	c.add(n.seats)
	return c
}

// latest returns the last configuration in the log.
func (n *node) latest() *membership {
	for i := n.log.last(); i > 0; i-- {
		if m := inEntry(&n.log.memory.entries[i-1]); m != nil {
			return m
		}
	}
	return &n.first
}

// inEntry returns the configuration that an entry holds; nil if it holds none.
func inEntry(e *engine.Entry) *membership {
	if e.Kind != trace.ConfigChange {
		return nil
	}
	m := &membership{index: e.Index}
	if json.Unmarshal(e.Data, &m.Config) != nil {
		return nil // garbled
	}
	return m
}

// adopt makes a configuration the one in force.
func (n *node) adopt(m *membership) {
	n.members, n.seats = m, seatsOf(&m.Config, n.id)
	n.majority.voters, n.majority.outgoing = m.Quorum().Needed()
	n.peers = slices.DeleteFunc(n.peers, func(p peer) bool { return m.Standing(p.id) == trace.Outside })
	for _, group := range [...][]trace.NodeID{m.Voters, m.Outgoing, m.Learners} {
		for _, id := range group {
			if id != n.id && n.peer(id) == nil {
				n.peers = append(n.peers, peer{id: id, nextIndex: max(n.log.last(), 1), heardAt: n.now})
			}
		}
	}
	for i := range n.peers {
		n.peers[i].seats = seatsOf(&m.Config, n.peers[i].id)
	}
	n.observer.Reconfigured(m.Config)
}

// readopt is told that entries were removed: "it must be prepared to fall back to the previous configuration in its log"
// (thesis, section 4.1).
func (n *node) readopt() {
	if n.members.index > n.log.last() {
		n.adopt(n.latest())
	}
}

// Change implements [engine.Node]. One server is added or removed directly, since any two majorities of before and after
// have a server in common (thesis, section 4.1); several, through joint consensus (section 6).
func (n *node) Change(c engine.Change) engine.Refusal {
	next := changed(&n.members.Config, &c)
	switch {
	case n.role != trace.Leader:
		return engine.Refusal{Reason: trace.NotLeader}
	case n.transfer.to != 0:
		return engine.Refusal{Reason: trace.HandingOver, Peer: n.transfer.to}
	case n.members.index > n.commitIndex:
		return engine.Refusal{Reason: trace.ChangePending}
	case !n.committedInTerm() && n.keeps(CommitBeforeChange):
		return engine.Refusal{Reason: trace.NoCommitYet}
	case len(next.Voters) == 0:
		return engine.Refusal{Reason: trace.NoVoterLeft}
	}
	if (c.Joint || differences(n.members.Voters, next.Voters) > 1) && n.keeps(JointConsensus) {
		next = joint(&n.members.Config, &next)
	}
	n.appendConfig(&next, inWords(&c))
	return engine.Refusal{}
}

// committedInTerm reports whether the leader has committed an entry of its own term. Before that, a change of an earlier
// leader may still be under way somewhere (the correction of 2015 to the thesis, section 4.1).
func (n *node) committedInTerm() bool {
	return n.commitIndex <= n.log.last() && n.log.term(n.commitIndex) == n.currentTerm
}

func (n *node) appendConfig(c *trace.Config, text string) {
	data, err := json.Marshal(c)
	if err != nil {
		panic(err) // a configuration can always be written
	}
	n.log.append(engine.Entry{Index: n.log.last() + 1, Term: n.currentTerm, Kind: trace.ConfigChange, Data: data, Text: text})
	n.adopt(&membership{*c, n.log.last()})
	n.sendAllEntries()
}

// finishChange does what follows when the configuration in force is committed: a leader leaves the joint one, and one
// that is not in the configuration steps down (section 6).
func (n *node) finishChange() {
	switch m := n.members; {
	case m.index == 0 || m.index > n.commitIndex:
	case m.Joint():
		next := left(&m.Config)
		n.appendConfig(&next, "leave joint")
	case n.seats == 0:
		n.becomeFollower(trace.Removed, nil)
	}
}

// changed returns the configuration after a change: servers are added, then made learners, then removed.
func changed(c *trace.Config, by *engine.Change) trace.Config {
	gone := func(id trace.NodeID) bool { return slices.Contains(by.Remove, id) }
	voters := union(c.Voters, by.Add)
	learners := union(slices.DeleteFunc(slices.Clone(c.Learners), func(id trace.NodeID) bool { return slices.Contains(by.Add, id) }), by.Learn)
	return trace.Config{
		Voters:   slices.DeleteFunc(voters, func(id trace.NodeID) bool { return gone(id) || slices.Contains(learners, id) }),
		Learners: slices.DeleteFunc(learners, gone),
	}
}

// joint returns the configuration of both, old and new. Who stops to vote and will learn votes until it is left.
func joint(old, next *trace.Config) trace.Config {
	votes := func(id trace.NodeID) bool { return slices.Contains(old.Voters, id) }
	c := trace.Config{Voters: next.Voters, Outgoing: old.Voters}
	for _, id := range next.Learners {
		if votes(id) {
			c.LearnersNext = append(c.LearnersNext, id)
		} else {
			c.Learners = append(c.Learners, id)
		}
	}
	return c
}

// left returns the configuration that follows a joint one.
func left(c *trace.Config) trace.Config {
	return trace.Config{Voters: c.Voters, Learners: union(c.Learners, c.LearnersNext)}
}

// union returns the servers of both lists, in order, in memory of its own.
func union(a, b []trace.NodeID) []trace.NodeID {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// differences returns how many servers vote in one of two configurations only.
func differences(a, b []trace.NodeID) int {
	return 2*len(union(a, b)) - len(a) - len(b)
}

// inWords tells a change as add n4, learn n5, remove n1.
func inWords(c *engine.Change) string {
	var parts []string
	for _, group := range []struct {
		verb string
		ids  []trace.NodeID
	}{{"add ", c.Add}, {"learn ", c.Learn}, {"remove ", c.Remove}} {
		for _, id := range group.ids {
			parts = append(parts, group.verb+id.String())
		}
	}
	return strings.Join(parts, ", ")
}
