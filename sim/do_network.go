package sim

import (
	"slices"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

func (w executor) Partition(a script.PartitionAction) {
	groups := w.cluster.chooseGroups(a.Groups)
	w.mail.network.Partition(groups)
	w.events.emitPartition(groups)
}

func (w executor) Heal(script.HealAction) {
	w.mail.network.Heal()
	w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.HealNet, Step: w.steps.current})
}

func (w executor) HealLink(a script.HealLinkAction) {
	w.between(a.From, a.To, func(from, to trace.NodeID) {
		w.mail.network.HealLink(from, to)
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.HealLink, Node: from, Peer: to, Step: w.steps.current})
	})
}

func (w executor) Cut(a script.CutAction) {
	w.between(a.From, a.To, func(from, to trace.NodeID) {
		w.mail.network.Cut(from, to)
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.CutLink, Node: from, Peer: to, Step: w.steps.current})
	})
}

func (w executor) Network(a script.NetworkAction) {
	for i := range w.cluster.servers {
		for j := range w.cluster.servers {
			w.mail.network.Set(trace.NodeID(i+1), trace.NodeID(j+1), a.Settings)
		}
	}
	w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.NetworkChange, Setting: a.Setting(), Step: w.steps.current})
}

func (w executor) Link(a script.LinkAction) {
	w.between(a.From, a.To, func(from, to trace.NodeID) {
		w.mail.network.Set(from, to, a.Settings)
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.LinkChange, Node: from, Peer: to,
			Setting: a.Setting(), Step: w.steps.current})
	})
}

// between calls do for every pair of different servers.
func (w executor) between(from, to script.Selector, do func(from, to trace.NodeID)) {
	sources, targets := ids(w.cluster.choose(from)), ids(w.cluster.choose(to))
	if from.Kind == script.Others {
		sources = append(sources, w.except(targets)...)
	}
	if to.Kind == script.Others {
		targets = append(targets, w.except(sources)...)
	}
	for _, source := range sources {
		for _, target := range targets {
			if source != target {
				do(source, target)
			}
		}
	}
}

func (w executor) except(named []trace.NodeID) []trace.NodeID {
	var others []trace.NodeID
	for i := range w.cluster.servers {
		if id := w.cluster.servers[i].id; !slices.Contains(named, id) {
			others = append(others, id)
		}
	}
	return others
}
