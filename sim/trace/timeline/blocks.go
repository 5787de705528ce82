package timeline

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// Block is a time in which no message passes from one server to another.
type Block struct {
	From, To   time.Duration
	Node, Peer trace.NodeID
	Reason     trace.Reason // Partition or Cut, as messages are then lost for
}

// Blocks returns all times in which a link is closed, by a partition or a cut, in the order of time, then of servers.
func (t *Timeline) Blocks() (list []Block) {
	moments := t.networkChanges()
	for i, from := range moments {
		to := t.End
		if i+1 < len(moments) {
			to = moments[i+1]
		}
		for a := range t.Servers {
			for b := range t.Servers {
				if why := t.whyBlocked(t.Servers[a].Node, t.Servers[b].Node, from); why != 0 {
					list = lengthened(list, Block{from, to, t.Servers[a].Node, t.Servers[b].Node, why})
				}
			}
		}
	}
	return list
}

// lengthened adds a block, or lets one go on that ends where it begins.
func lengthened(list []Block, b Block) []Block {
	for i := range list {
		if o := &list[i]; o.To == b.From && o.Node == b.Node && o.Peer == b.Peer && o.Reason == b.Reason {
			o.To = b.To
			return list
		}
	}
	return append(list, b)
}

// networkChanges returns when links were closed or opened.
func (t *Timeline) networkChanges() (moments []time.Duration) {
	for i := range t.Faults {
		switch f := &t.Faults[i]; f.Fault {
		case trace.PartitionNet, trace.CutLink, trace.HealLink:
			moments = append(moments, f.At, f.Until)
		}
	}
	slices.Sort(moments)
	return slices.Compact(moments)
}

// whyBlocked returns why no message passes from one server to another at a moment; 0 if messages pass. A partition is told before a
// cut, as where a message is lost.
func (t *Timeline) whyBlocked(from, to trace.NodeID, at time.Duration) trace.Reason {
	var parted, cut, healed bool
	for i := range t.Faults {
		f := &t.Faults[i]
		if at < f.At || f.Until <= at || from == to {
			continue
		}
		link := f.Node == from && f.Peer == to
		switch f.Fault {
		case trace.CutLink:
			cut = cut || link
		case trace.HealLink:
			healed = healed || link
		case trace.PartitionNet:
			parted = parted || f.separates(from, to)
		}
	}
	switch {
	case parted && !healed:
		return trace.Partition
	case cut:
		return trace.Cut
	}
	return 0
}
