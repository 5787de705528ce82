package sim

import (
	"fmt"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

func (a DiskAction) nodes() []Selector     { return []Selector{a.Nodes} }
func (a ProposeAction) nodes() []Selector  { return []Selector{a.To} }
func (a TransferAction) nodes() []Selector { return []Selector{a.To} }
func (a CompactAction) nodes() []Selector  { return []Selector{a.Nodes} }

func (a ChangeAction) nodes() []Selector {
	return []Selector{{Nodes: a.Add}, {Nodes: a.Learn}, {Nodes: a.Remove}}
}

func (a DiskAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		switch a.Fault {
		case HonestDisk:
			s.disk.Honest()
		case ForgetHardState:
			s.disk.ForgetHardState()
		case LoseUnsynced:
			s.disk.DropSyncs()
		}
		if a.Fsync != nil {
			s.fsync = a.Fsync
		}
		if a.Stall > 0 {
			s.stallFor(a.Stall)
		}
		w.emitFault(trace.DiskChange, s, strings.Join(a.changes(), ", "))
	}
}

func (a ProposeAction) take(w *World, step int) { w.proposeNext(step, max(a.Count, 1)) }

// proposeNext sends the next command of a step, to whoever is asked now.
func (w *World) proposeNext(i, left int) {
	a := w.script.Steps[i].Do.(ProposeAction)
	command := a.Command
	if number := max(a.Count, 1) - left; number > 0 {
		command = fmt.Sprintf("%s#%d", a.Command, number+1)
	}
	to := a.To
	if to.Kind == 0 {
		to.Kind = TheLeader
	}
	asked := w.choose(to)
	if len(asked) == 0 {
		w.propose(nil, command)
	}
	for _, s := range asked {
		w.propose(s, command)
	}
	if left > 1 {
		w.queue.Push(w.now+a.Every, newTask(propose, i, uint32(left-1)))
	}
}

func (a TransferAction) take(w *World, _ int) {
	leader := w.topLeader()
	to := w.choose(a.To)
	event := trace.Event{Kind: trace.FaultMade, Fault: trace.TransferLead, Step: w.steps.current}
	if leader == nil {
		event.Reason = trace.NotLeader
		w.tell(&event)
		return
	}
	leader.catchUp()
	event.Node, event.Term = leader.id, leader.term
	if len(to) == 0 {
		event.Reason = trace.ToNobody
	} else {
		event.Peer = to[0].id
		event.Reason = leader.raft.Transfer(event.Peer).Reason
	}
	w.tell(&event)
	leader.processReady()
}

func (a ChangeAction) take(w *World, _ int) {
	leader := w.topLeader()
	event := trace.Event{Kind: trace.FaultMade, Fault: trace.ChangeConfig, Detail: a.asked(), Step: w.steps.current}
	if leader == nil {
		event.Reason = trace.NotLeader
		w.tell(&event)
		return
	}
	leader.catchUp()
	event.Node, event.Term = leader.id, leader.term
	refused := leader.raft.Change(engine.Change{Add: a.Add, Learn: a.Learn, Remove: a.Remove, Joint: a.Joint})
	event.Reason, event.Peer, event.Entry = refused.Reason, refused.Peer, refused.Instead
	w.tell(&event)
	leader.processReady()
}

// asked returns the change as add n4, learn n5, remove n1.
func (a ChangeAction) asked() string {
	var parts []string
	for _, group := range []struct {
		verb  string
		nodes []trace.NodeID
	}{{"add", a.Add}, {"learn", a.Learn}, {"remove", a.Remove}} {
		for _, node := range group.nodes {
			parts = append(parts, group.verb+" "+node.String())
		}
	}
	if a.Joint {
		parts = append(parts, "joint")
	}
	return strings.Join(parts, ", ")
}

func (a CompactAction) take(w *World, _ int) {
	for _, s := range w.choose(a.Nodes) {
		w.emitFault(trace.CompactLog, s, "")
		if s.running() {
			s.compact()
		}
	}
}
