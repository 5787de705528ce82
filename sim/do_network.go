package sim

import (
	"slices"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

func (w executor) Partition(a script.PartitionAction) {
	groups := w.cluster.chooseGroups(a.Groups)
	if !w.mail.network.Partition(groups) && len(groups) > 1 {
		w.noEffect(trace.PartitionNet, 0, trace.AsBefore)
		return
	}
	w.events.emitPartition(groups)
}

func (w executor) Heal(script.HealAction) {
	if !w.mail.network.Heal() {
		w.noEffect(trace.HealNet, 0, trace.NothingToHeal)
		return
	}
	w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.HealNet, Step: w.steps.current})
}

func (w executor) HealLink(a script.HealLinkAction) {
	w.between(trace.HealLink, a.From, a.To, func(from, to trace.NodeID) {
		if !w.mail.network.HealLink(from, to) {
			w.noEffectOn(trace.HealLink, from, to, trace.LinkOpen)
			return
		}
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.HealLink, Node: from, Peer: to, Step: w.steps.current})
	})
}

func (w executor) Cut(a script.CutAction) {
	w.between(trace.CutLink, a.From, a.To, func(from, to trace.NodeID) {
		if !w.mail.network.Cut(from, to) {
			w.noEffectOn(trace.CutLink, from, to, trace.LinkIsCut)
			return
		}
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.CutLink, Node: from, Peer: to, Step: w.steps.current})
	})
}

func (w executor) Network(a script.NetworkAction) {
	news := false
	for i := range w.cluster.servers {
		for j := range w.cluster.servers {
			from, to := trace.NodeID(i+1), trace.NodeID(j+1)
			news = news || from != to && !w.mail.network.Has(from, to, a.Settings)
			w.mail.network.Set(from, to, a.Settings)
		}
	}
	if !news {
		w.noEffect(trace.NetworkChange, 0, trace.AsBefore)
		return
	}
	w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.NetworkChange, Setting: a.Setting(), Step: w.steps.current})
}

func (w executor) Link(a script.LinkAction) {
	w.between(trace.LinkChange, a.From, a.To, func(from, to trace.NodeID) {
		if w.mail.network.Has(from, to, a.Settings) {
			w.noEffectOn(trace.LinkChange, from, to, trace.AsBefore)
			return
		}
		w.mail.network.Set(from, to, a.Settings)
		w.events.emit(&trace.Event{Kind: trace.FaultMade, Fault: trace.LinkChange, Node: from, Peer: to,
			Setting: a.Setting(), Step: w.steps.current})
	})
}

// between calls do for every pair of different servers. A step that means none is told.
func (w executor) between(fault trace.Fault, from, to script.Selector, do func(from, to trace.NodeID)) {
	sources, targets := ids(w.cluster.choose(from)), ids(w.cluster.choose(to))
	if from.Kind == script.Others {
		sources = append(sources, w.except(targets)...)
	}
	if to.Kind == script.Others {
		targets = append(targets, w.except(sources)...)
	}
	none := true
	for _, source := range sources {
		for _, target := range targets {
			if source != target {
				none = false
				do(source, target)
			}
		}
	}
	if none {
		w.noEffect(fault, 0, trace.ToNobody)
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
