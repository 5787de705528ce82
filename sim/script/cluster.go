package script

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// Cluster is what a run begins with. DefaultCluster is a good start.
type Cluster struct {
	Nodes    int            // servers n1 to nN, 1 to MaxNodes
	Voters   []trace.NodeID // the first configuration; empty: all that do not learn
	Learners []trace.NodeID // servers that receive the log and do not vote; those in neither list wait to be added

	ElectionTimeout Range         // each wait is drawn uniformly from it, both ends included. Raft paper, section 5.2
	Heartbeat       time.Duration // between a leader's heartbeats; shorter than the least election timeout
	Tick            time.Duration // the step of a server's clock, 0 < Tick <= Heartbeat; all waits are whole ticks
	PreVote         bool          // ask before raising the term. Thesis, section 9.6
	CheckQuorum     bool          // a leader without contact to a quorum steps down. Thesis, section 6.2
	SingleAppend    bool          // at most one entry in an append message
	Reads           trace.ReadWay // how clients read where a step does not say it; 0: by ReadIndex

	Network network.Settings
	Links   []Link // links that differ from Network
	Fsync   chance.Distribution
	Node    []NodeSettings // servers that differ from the rest
	Logs    []Log          // servers that begin with entries on their disks; one for a server at most
}

// Limits of a log that a server begins with.
const (
	MaxLog     = 100
	MaxLogTerm = 1000
)

// Log is what a server has on its disk when the run begins: empty entries of these terms, which never fall. Nothing of it is known
// to be committed.
type Log struct {
	Node  trace.NodeID
	Terms []trace.Term
}

// FirstTerm returns the term in which all servers begin: the highest in any log. A majority has voted in it, and so nobody may be
// elected for it once more.
func (c *Cluster) FirstTerm() (first trace.Term) {
	for i := range c.Logs {
		for _, term := range c.Logs[i].Terms {
			first = max(first, term)
		}
	}
	return first
}

// LogOf returns the terms of the entries that a server begins with.
func (c *Cluster) LogOf(id trace.NodeID) []trace.Term {
	for i := range c.Logs {
		if c.Logs[i].Node == id {
			return c.Logs[i].Terms
		}
	}
	return nil
}

// Range is a range of durations with both ends included.
type Range struct{ Min, Max time.Duration }

// String returns the range as a scenario file writes it.
func (r Range) String() string {
	if r.Min == r.Max {
		return chance.FormatDuration(r.Min)
	}
	return chance.FormatDuration(r.Min) + "-" + chance.FormatDuration(r.Max)
}

// Link is the setting of the directed link between two servers.
type Link struct {
	From, To trace.NodeID
	network.Settings
}

// NodeSettings are what one server has of its own. Zero fields mean "as the others".
type NodeSettings struct {
	Node            trace.NodeID
	ElectionTimeout Range
	ClockRate       clock.Rate
	Fsync           *chance.Distribution
}

// DefaultCluster returns five servers with the timeouts of the Raft paper, section 9.3.
func DefaultCluster() Cluster {
	return Cluster{
		Nodes:           5,
		ElectionTimeout: Range{150 * time.Millisecond, 300 * time.Millisecond},
		Heartbeat:       50 * time.Millisecond,
		Tick:            100 * time.Microsecond,
		Network:         network.Settings{Latency: chance.Uniform(5*time.Millisecond, 15*time.Millisecond)},
		Fsync:           chance.Fixed(time.Millisecond),
	}
}

// Ticks returns the least and the greatest number of whole ticks that lie within a range. The
// greatest is smaller than the least if there is none.
func (r Range) Ticks(tick time.Duration) (low, high int64) {
	return int64((r.Min + tick - 1) / tick), int64(r.Max / tick)
}
