package sim

import (
	"fmt"

	"raftlab/sim/engine"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

func (w executor) Disk(a script.DiskAction) {
	w.each(trace.DiskChange, a.Nodes, func(s *server) trace.Reason {
		if !s.changeDisk(&a) {
			return trace.AsBefore
		}
		s.emitFault(trace.DiskChange, a.Setting())
		return 0
	})
}

// changeDisk does what a step wants of the server's disk, and reports whether that changes anything.
func (s *server) changeDisk(a *script.DiskAction) (news bool) {
	switch a.Fault {
	case trace.HonestDisk:
		news = s.disk.Honest()
	case trace.ForgetHardState:
		news = s.disk.ForgetHardState()
	case trace.LoseUnsynced:
		news = s.disk.DropSyncs()
	}
	if a.Fsync != nil {
		news = news || s.fsync.String() != a.Fsync.String()
		s.fsync = a.Fsync
	}
	if a.Stall > 0 {
		until := s.stalledUntil
		s.stallFor(a.Stall)
		news = news || s.stalledUntil != until
	}
	return news
}

func (w executor) Propose(a script.ProposeAction) { w.proposeNext(w.steps.current-1, max(a.Count, 1)) }

// proposeNext sends the next command of a step, to whoever is asked now.
func (w executor) proposeNext(i, left int) {
	a := w.script.Steps[i].Do.(script.ProposeAction)
	command := a.Command
	if number := max(a.Count, 1) - left; number > 0 {
		command = fmt.Sprintf("%s#%d", a.Command, number+1)
	}
	to := a.To
	if to.Kind == 0 {
		to.Kind = script.TheLeader
	}
	asked := w.cluster.choose(to)
	if len(asked) == 0 {
		w.clients.propose(nil, command)
	}
	for _, s := range asked {
		w.clients.propose(s, command)
	}
	if left > 1 {
		w.agenda.queue.Push(w.agenda.now+a.Every, newTask(propose, i, uint32(left-1)))
	}
}

func (w executor) Transfer(a script.TransferAction) {
	leader := w.cluster.topLeader()
	to := w.cluster.choose(a.To)
	event := trace.Event{Kind: trace.FaultMade, Fault: trace.TransferLead, Step: w.steps.current}
	if leader == nil {
		event.Reason = trace.NotLeader
		w.events.emit(&event)
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
	w.events.emit(&event)
	leader.processReady()
}

func (w executor) Change(a script.ChangeAction) {
	leader := w.cluster.topLeader()
	event := trace.Event{Kind: trace.FaultMade, Fault: trace.ChangeConfig, Setting: a.Setting(), Step: w.steps.current}
	if leader == nil {
		event.Reason = trace.NotLeader
		w.events.emit(&event)
		return
	}
	leader.catchUp()
	event.Node, event.Term = leader.id, leader.term
	refused := leader.raft.Change(engine.Change{Add: a.Add, Learn: a.Learn, Remove: a.Remove, Joint: a.Joint})
	event.Reason, event.Peer, event.Entry = refused.Reason, refused.Peer, refused.Instead
	w.events.emit(&event)
	leader.processReady()
}

func (w executor) Compact(a script.CompactAction) {
	w.each(trace.CompactLog, a.Nodes, func(s *server) trace.Reason {
		if !s.running() {
			return s.whyIdle()
		}
		why := s.compact()
		s.processReady() // a program may answer with messages, or not at all
		return why
	})
}
