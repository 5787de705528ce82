package timeline

import (
	"slices"
	"time"

	"raftlab/sim/trace"
)

// faults follows what the script did, and when it was undone.
type faults struct{ list []Fault }

func (f *faults) observe(e *trace.Event) {
	if e.Kind != trace.FaultMade {
		return
	}
	made := Fault{At: e.At, Until: e.At, Fault: e.Fault, Node: e.Node, Peer: e.Peer, Groups: e.Groups,
		Setting: setting(e), Step: e.Step, Message: e.ID, Kind: e.Message, Reason: e.Reason, Event: e.Seq}
	if lasts(e) || e.Fault == trace.HealLink && f.divides(e.Node, e.Peer) {
		made.Until = open
	}
	if e.Fault == trace.Crash {
		made.Lost = e.Entries
	}
	for i := range f.list {
		if old := &f.list[i]; old.Until == open && undoes(made, *old) {
			old.Until = e.At
		}
	}
	f.list = append(f.list, made)
}

// setting returns what a fault sets, the zero value if nothing.
func setting(e *trace.Event) trace.Setting {
	if e.Setting == nil {
		return trace.Setting{}
	}
	return *e.Setting
}

// divides reports whether a partition is in force that keeps two servers apart. A link that is healed then is open as long as the
// partition lasts.
func (f *faults) divides(a, b trace.NodeID) bool {
	return slices.ContainsFunc(f.list, func(old Fault) bool {
		return old.Fault == trace.PartitionNet && old.Until == open && old.separates(a, b)
	})
}

// separates reports whether a partition has two servers in different groups.
func (f *Fault) separates(a, b trace.NodeID) bool {
	return !slices.ContainsFunc(f.Groups, func(group []trace.NodeID) bool {
		return slices.Contains(group, a) && slices.Contains(group, b)
	})
}

// lasts reports whether a fault holds until something else undoes it. Groups of which there is one divide nobody.
func lasts(e *trace.Event) bool {
	switch e.Fault {
	case trace.PartitionNet:
		return len(e.Groups) > 1
	case trace.Crash, trace.Pause, trace.CutLink, trace.LinkChange, trace.NetworkChange,
		trace.ClockChange, trace.DiskChange, trace.TimeoutChange:
		return true
	}
	return false
}

// undoes reports whether a fault ends an older one. A new setting ends the old setting of the same
// thing; one for all (no node) ends those for one.
func undoes(made, old Fault) bool {
	switch old.Fault {
	case trace.Crash:
		return made.Fault == trace.Restart && made.Node == old.Node
	case trace.Pause:
		return (made.Fault == trace.Resume || made.Fault == trace.Crash) && made.Node == old.Node
	case trace.PartitionNet:
		return made.Fault == trace.HealNet || made.Fault == trace.PartitionNet
	case trace.CutLink:
		return made.Fault == trace.HealNet || made.Fault == trace.HealLink && made.Node == old.Node && made.Peer == old.Peer
	case trace.HealLink:
		return made.Fault == trace.HealNet || made.Fault == trace.PartitionNet ||
			(made.Fault == trace.CutLink || made.Fault == trace.HealLink) && made.Node == old.Node && made.Peer == old.Peer
	case trace.LinkChange:
		return made.Fault == trace.NetworkChange ||
			made.Fault == trace.LinkChange && made.Node == old.Node && made.Peer == old.Peer
	}
	return made.Fault == old.Fault && (made.Node == 0 || made.Node == old.Node)
}

func (f *faults) finish(end time.Duration) {
	for i := range f.list {
		if f.list[i].Until == open {
			f.list[i].Until = end
		}
	}
}
