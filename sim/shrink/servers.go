package shrink

import (
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// leaveOutServers leaves out one server after another. Those behind it move up.
func (s *shrinker) leaveOutServers() (changed bool) {
	for id := trace.NodeID(s.best.Cluster.Nodes); id > 0 && s.best.Cluster.Nodes > 1; id-- {
		c := s.copied()
		withoutServer(c, id)
		if s.try(c) {
			changed = true
		}
	}
	return changed
}

// withoutServer takes a server out of a script, and steps that were about it alone.
func withoutServer(c *script.Script, gone trace.NodeID) {
	c.Cluster.Nodes--
	r := renumber{gone: gone}
	c.Cluster.Voters, c.Cluster.Learners = r.ids(c.Cluster.Voters), r.ids(c.Cluster.Learners)
	nodes := c.Cluster.Node[:0]
	for _, own := range c.Cluster.Node {
		if own.Node != gone {
			own.Node = r.id(own.Node)
			nodes = append(nodes, own)
		}
	}
	c.Cluster.Node = nodes
	c.Cluster.Links = r.links(c.Cluster.Links)
	var steps []script.Step
	for _, step := range c.Steps {
		r.do = nil
		step.Do.Perform(&r)
		if r.do != nil {
			step.Do = r.do
			steps = append(steps, step)
		}
	}
	c.Steps = steps
}

// renumber rewrites actions for a cluster from which a server is gone. What nothing is left of becomes nil.
type renumber struct {
	gone trace.NodeID
	do   script.Action
}

func (r *renumber) id(id trace.NodeID) trace.NodeID {
	if id > r.gone {
		return id - 1
	}
	return id
}

func (r *renumber) ids(ids []trace.NodeID) (kept []trace.NodeID) {
	for _, id := range ids {
		if id != r.gone {
			kept = append(kept, r.id(id))
		}
	}
	return kept
}

func (r *renumber) links(links []script.Link) (kept []script.Link) {
	for _, l := range links {
		if l.From != r.gone && l.To != r.gone {
			l.From, l.To = r.id(l.From), r.id(l.To)
			kept = append(kept, l)
		}
	}
	return kept
}

// choice rewrites a choice of servers. It reports whether somebody is left.
func (r *renumber) choice(s script.Selector) (script.Selector, bool) {
	left := script.Selector{Kind: s.Kind, Nodes: r.ids(s.Nodes)}
	return left, s.Kind != script.Named || len(left.Nodes) > 0
}

// on rewrites an action on a choice of servers.
func (r *renumber) on(s script.Selector, do func(s script.Selector) script.Action) {
	if left, some := r.choice(s); some {
		r.do = do(left)
	}
}

// between rewrites an action on the links between two choices.
func (r *renumber) between(from, to script.Selector, do func(from, to script.Selector) script.Action) {
	a, someFrom := r.choice(from)
	b, someTo := r.choice(to)
	if someFrom && someTo {
		r.do = do(a, b)
	}
}

// Crash implements [script.Performer], as the other methods do.
func (r *renumber) Crash(a script.CrashAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Restart(a script.RestartAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Pause(a script.PauseAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Resume(a script.ResumeAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Clock(a script.ClockAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Timeout(a script.TimeoutAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) ElectionTimeout(a script.ElectionTimeoutAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Disk(a script.DiskAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Compact(a script.CompactAction) {
	r.on(a.Nodes, func(s script.Selector) script.Action { a.Nodes = s; return a })
}
func (r *renumber) Transfer(a script.TransferAction) {
	r.on(a.To, func(s script.Selector) script.Action { a.To = s; return a })
}
func (r *renumber) Propose(a script.ProposeAction) {
	r.on(a.To, func(s script.Selector) script.Action { a.To = s; return a })
}
func (r *renumber) Read(a script.ReadAction) {
	r.on(a.To, func(s script.Selector) script.Action { a.To = s; return a })
}
func (r *renumber) Write(a script.WriteAction) {
	r.on(a.To, func(s script.Selector) script.Action { a.To = s; return a })
}
func (r *renumber) Append(a script.AppendAction) {
	r.on(a.To, func(s script.Selector) script.Action { a.To = s; return a })
}
func (r *renumber) HealLink(a script.HealLinkAction) {
	r.between(a.From, a.To, func(from, to script.Selector) script.Action { a.From, a.To = from, to; return a })
}
func (r *renumber) Cut(a script.CutAction) {
	r.between(a.From, a.To, func(from, to script.Selector) script.Action { a.From, a.To = from, to; return a })
}
func (r *renumber) Link(a script.LinkAction) {
	r.between(a.From, a.To, func(from, to script.Selector) script.Action { a.From, a.To = from, to; return a })
}
func (r *renumber) Partition(a script.PartitionAction) {
	var groups []script.Selector
	for _, group := range a.Groups {
		if left, some := r.choice(group); some {
			groups = append(groups, left)
		}
	}
	if len(groups) > 0 && groups[0].Kind == script.Named {
		r.do = script.PartitionAction{Groups: groups}
	}
}
func (r *renumber) Change(a script.ChangeAction) {
	a.Add, a.Learn, a.Remove = r.ids(a.Add), r.ids(a.Learn), r.ids(a.Remove)
	r.do = a
}
func (r *renumber) Heal(a script.HealAction)           { r.do = a }
func (r *renumber) Network(a script.NetworkAction)     { r.do = a }
func (r *renumber) Settle(a script.SettleAction)       { r.do = a }
func (r *renumber) Note(a script.NoteAction)           { r.do = a }
func (r *renumber) Drop(a script.DropAction)           { r.do = a }
func (r *renumber) Duplicate(a script.DuplicateAction) { r.do = a }
func (r *renumber) Hold(a script.HoldAction)           { r.do = a }
func (r *renumber) Deliver(a script.DeliverAction)     { r.do = a }
