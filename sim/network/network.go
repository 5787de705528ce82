// Package network decides what becomes of a message between two servers: when it arrives, whether it
// arrives twice, or why it never does.
//
// Every directed link has its own settings and its own stream of chance, so traffic on one link
// never shifts the random of another. Reordering needs no setting: each message draws its own latency.
package network

import (
	"math/bits"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/trace"
	"raftlab/sim/version"
)

// Network is the set of links between servers n1 to nN. Make one with [Network.Reset].
type Network struct {
	nodes    int
	source   *chance.Source
	defaults Settings
	links    []link          // by sender, then receiver
	streams  []chance.Stream // of the links
	reach    []reach         // by sender

	groups [][]trace.NodeID // of the last partition
	sides  []set            // the same, by server

	changes uint64 // of links
	copied  version.Of[Network]
}

// reach is whom a sender can reach.
type reach struct {
	side set // those on its side of the partition; all, if there is none
	cut  set // those to whom the link is cut
	open set // those whom messages reach
}

// set is a set of servers, of which there are at most 64.
type set uint64

func (s set) has(node trace.NodeID) bool { return s>>((node-1)&63)&1 != 0 }
func (s *set) add(node trace.NodeID)     { *s |= 1 << ((node - 1) & 63) }
func (s *set) remove(node trace.NodeID)  { *s &^= 1 << ((node - 1) & 63) }

// link is what becomes of messages in one direction. Settings that links have in common stand once, and do
// not change.
type link struct {
	*Settings
	certain bool          // it leaves nothing to chance: what is sent arrives once
	after   time.Duration // and then
}

func newLink(s *Settings) link {
	after, fixed := s.Latency.Certain()
	return link{s, fixed && s.Loss == 0 && s.Duplicate == 0, after}
}

// Fate is what becomes of a message. If Lost is set it never arrives; else it arrives once, or
// twice if Copy is set.
type Fate struct {
	Lost      trace.Reason
	Latency   time.Duration
	Copy      bool
	CopyAfter time.Duration // latency of the copy
}

// Reset makes a whole network of 1 to 64 servers again, with the same settings on all links and chance from the source.
func (n *Network) Reset(nodes int, settings Settings, random *chance.Source) {
	if n.nodes != nodes || n.source != random {
		n.build(nodes, random)
	}
	n.defaults = settings
	n.changes++
	for i := range n.links {
		n.links[i] = newLink(&n.defaults)
	}
	n.Heal()
}

func (n *Network) build(nodes int, random *chance.Source) {
	*n = Network{nodes: nodes, source: random, links: make([]link, nodes*nodes), streams: make([]chance.Stream, nodes*nodes),
		reach: make([]reach, nodes)}
	for from := range nodes {
		for to := range nodes {
			n.streams[from*nodes+to].Join(random, chance.Named("network",
				trace.NodeID(from+1).String(), trace.NodeID(to+1).String()))
		}
	}
}

// CopyFrom makes the network like another one, until that one is made again. Its random streams stay where they are; the
// caller seeds them.
func (n *Network) CopyFrom(o *Network) {
	if n.nodes != o.nodes || n.source != o.source {
		n.build(o.nodes, o.source)
	}
	copy(n.reach, o.reach)
	if !n.copied.IsCopyOf(o, o.changes, n.changes) {
		copy(n.links, o.links)
		n.changes++
		n.copied = version.Copy(o, o.changes, n.changes)
	}
}

func (n *Network) place(from, to trace.NodeID) int { return (int(from)-1)*n.nodes + int(to) - 1 }

// Set changes the settings of one link.
func (n *Network) Set(from, to trace.NodeID, settings Settings) {
	n.links[n.place(from, to)] = newLink(&settings)
	n.changes++
}

// Has reports whether a link has these settings.
func (n *Network) Has(from, to trace.NodeID, settings Settings) bool {
	l := &n.links[n.place(from, to)]
	return l.Loss == settings.Loss && l.Duplicate == settings.Duplicate && l.Latency.String() == settings.Latency.String()
}

// Cut loses every message from one server to another, and none of the answers. It reports whether the link was open.
func (n *Network) Cut(from, to trace.NodeID) (news bool) {
	r := &n.reach[from-1]
	news = !r.cut.has(to)
	r.cut.add(to)
	r.open.remove(to)
	return news
}

// Partition lets messages pass only within a group. A server in no group is alone. The groups are kept, and
// must not be changed: it costs little to make the last partition again. It reports whether that changes anything.
func (n *Network) Partition(groups [][]trace.NodeID) (news bool) {
	if len(groups) == 0 || len(groups) != len(n.groups) || &groups[0] != &n.groups[0] {
		n.divide(groups)
	}
	for i := range n.reach {
		r := &n.reach[i]
		news = news || r.side != n.sides[i]
		r.side = n.sides[i]
		r.open = r.side &^ r.cut
	}
	return news
}

func (n *Network) divide(groups [][]trace.NodeID) {
	n.groups, n.sides = groups, n.sides[:0]
	for i := range n.reach {
		n.sides = append(n.sides, 1<<i)
	}
	for _, group := range groups {
		var members set
		for _, node := range group {
			members.add(node)
		}
		for _, node := range group {
			n.sides[node-1] = members
		}
	}
}

// Heal ends all partitions and cuts, and reports whether there was one. Settings of links stay.
func (n *Network) Heal() (news bool) {
	all := set(1)<<n.nodes - 1
	whole := reach{side: all, open: all}
	for i := range n.reach {
		news = news || n.reach[i] != whole
		n.reach[i] = whole
	}
	return news
}

// HealLink lets messages pass from one server to another, in spite of a cut of this link and of a partition. The next
// partition keeps them from each other again. It reports whether the link was closed.
func (n *Network) HealLink(from, to trace.NodeID) (news bool) {
	r := &n.reach[from-1]
	news = !r.open.has(to)
	r.cut.remove(to)
	r.side.add(to)
	r.open.add(to)
	return news
}

// Blocked returns why no message passes from one server to another: [trace.Partition] or
// [trace.Cut]; 0 if messages pass.
func (n *Network) Blocked(from, to trace.NodeID) trace.Reason {
	if n.reach[from-1].open.has(to) {
		return 0
	}
	return n.whyBlocked(from, to)
}

func (n *Network) whyBlocked(from, to trace.NodeID) trace.Reason {
	if !n.reach[from-1].side.has(to) {
		return trace.Partition
	}
	return trace.Cut
}

// Reached returns to how many servers messages of one pass, itself included.
func (n *Network) Reached(from trace.NodeID) int {
	return bits.OnesCount64(uint64(n.reach[from-1].open))
}

// Connected reports whether messages pass between two servers in both directions.
func (n *Network) Connected(a, b trace.NodeID) bool {
	return n.reach[a-1].open.has(b) && n.reach[b-1].open.has(a)
}

// CertainDelay returns the latency of a link without loss, duplicates and random latency that lets messages pass. Where
// sure is false, ask [Network.Send].
func (n *Network) CertainDelay(from, to trace.NodeID) (after time.Duration, sure bool) {
	if !n.reach[from-1].open.has(to) {
		return 0, false
	}
	l := &n.links[n.place(from, to)]
	return l.after, l.certain
}

// Send decides the fate of a message that is sent now. A message that arrives must still be asked
// for with [Network.Blocked] then: a partition also swallows what is under way.
func (n *Network) Send(from, to trace.NodeID) Fate {
	if reason := n.Blocked(from, to); reason != 0 {
		return Fate{Lost: reason}
	}
	at := n.place(from, to)
	l, random := &n.links[at], &n.streams[at]
	if random.Happens(l.Loss) {
		return Fate{Lost: trace.Loss}
	}
	fate := Fate{Latency: l.Latency.Draw(random)}
	if random.Happens(l.Duplicate) {
		fate.Copy, fate.CopyAfter = true, l.Latency.Draw(random)
	}
	return fate
}
