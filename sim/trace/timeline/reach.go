package timeline

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// Reaches reports whether two servers can exchange messages at a moment: both run, no partition keeps them
// apart, and no link between them is cut. Loss and latency do not matter. A server that runs reaches itself.
func (t *Timeline) Reaches(a, b trace.NodeID, at time.Duration) bool {
	return t.runs(a, at) && t.runs(b, at) && (a == b || !t.apart(a, b, at))
}

// HasQuorum reports whether a server can exchange messages at a moment with a quorum of the configuration in
// force there, and is a voter of it: whether it can win an election, as far as the network goes.
func (t *Timeline) HasQuorum(node trace.NodeID, at time.Duration) bool {
	if !t.runs(node, at) {
		return false
	}
	config := t.Servers[node-1].MemberAt(at).Config
	return config.Votes(node) && config.Quorum().Met(func(id trace.NodeID) bool { return t.Reaches(node, id, at) })
}

// WithoutQuorum returns for how long, in a part of the run, no server had a quorum in reach.
func (t *Timeline) WithoutQuorum(from, to time.Duration) (without time.Duration) {
	moments := append(t.changes(from, to), to)
	for i, at := range moments[:len(moments)-1] {
		if !slices.ContainsFunc(t.Servers, func(s Server) bool { return t.HasQuorum(s.Node, at) }) {
			without += moments[i+1] - at
		}
	}
	return without
}

// changes returns when it changed who can reach a quorum, from the beginning of a part of the run on, in order.
func (t *Timeline) changes(from, to time.Duration) []time.Duration {
	list := []time.Duration{from}
	add := func(at time.Duration) {
		if from < at && at < to {
			list = append(list, at)
		}
	}
	for _, f := range t.Faults {
		add(f.At) // what ends a fault is one
	}
	for _, s := range t.Servers {
		for _, m := range s.Members {
			add(m.From)
		}
		if s.EndedWhy != "" {
			add(s.EndedAt)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Runs reports whether a server is up and not paused all through a part of the run.
func (t *Timeline) Runs(node trace.NodeID, from, to time.Duration) bool {
	s := &t.Servers[node-1]
	return t.runs(node, from) && !slices.ContainsFunc(s.Bands, func(b Band) bool { return b.Role == 0 && from <= b.From && b.From < to }) &&
		!slices.ContainsFunc(s.Pauses, func(p Pause) bool { return from <= p.From && p.From < to })
}

// runs reports whether a server is up and not paused.
func (t *Timeline) runs(node trace.NodeID, at time.Duration) bool {
	if node < 1 || int(node) > len(t.Servers) {
		return false
	}
	s := &t.Servers[node-1]
	return !slices.ContainsFunc(s.Bands, func(b Band) bool { return b.Role == 0 && b.From <= at && at < b.To }) &&
		!slices.ContainsFunc(s.Pauses, func(p Pause) bool { return p.From <= at && at < p.To })
}

// apart reports whether a partition or a cut link is between two servers.
func (t *Timeline) apart(a, b trace.NodeID, at time.Duration) bool {
	return t.whyBlocked(a, b, at) != 0 || t.whyBlocked(b, a, at) != 0
}
