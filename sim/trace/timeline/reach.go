package timeline

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// Reach returns with how many servers a server can exchange messages at a moment, itself included:
// those that run, that no partition keeps from it, and to and from which no link is cut. It is 0 for
// a server that is down, paused or unknown. Loss and latency do not matter.
func (t *Timeline) Reach(node trace.NodeID, at time.Duration) (n int) {
	if !t.runs(node, at) {
		return 0
	}
	for _, s := range t.Servers {
		if s.Node == node || t.runs(s.Node, at) && !t.apart(node, s.Node, at) {
			n++
		}
	}
	return n
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
	return slices.ContainsFunc(t.Faults, func(f Fault) bool {
		switch {
		case at < f.At || f.Until <= at:
			return false
		case f.Fault == trace.CutLink:
			return f.Node == a && f.Peer == b || f.Node == b && f.Peer == a
		}
		return f.Fault == trace.PartitionNet && !slices.ContainsFunc(f.Groups, func(g []trace.NodeID) bool {
			return slices.Contains(g, a) && slices.Contains(g, b)
		})
	})
}
