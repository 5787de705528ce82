package schedule

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Progress returns a schedule of a swarm for the question whether a cluster gets on when the faults end. Timers expire by
// themselves; a quarter of the clusters have fixed election timeouts, and half PreVote, half CheckQuorum. Nobody changes the members.
func Progress(seed uint64, has engine.Features) *script.Script {
	s := progressSwarm(seed, has)
	s.drawSettings()
	s.leaveOutSettings()
	s.script = &script.Script{Cluster: s.cluster}
	return s.fill(0)
}

// ProgressAround returns such a schedule on the cluster of a script, whose steps it keeps.
func ProgressAround(base *script.Script, seed uint64, has engine.Features) *script.Script {
	s := progressSwarm(seed, has)
	s.cluster = base.Cluster
	s.script = &script.Script{Cluster: base.Cluster}
	return merged(base, s.fill(base.Until))
}

func progressSwarm(seed uint64, has engine.Features) *swarm {
	return &swarm{dice: newDice(seed, "progress"), has: has &^ (engine.Membership | engine.NonVoters)}
}

func (s *swarm) drawSettings() {
	c := &s.cluster
	c.Nodes = [...]int{3, 3, 3, 3, 5, 5, 5, 4, 2, 1}[s.below(10)]
	c.PreVote, c.CheckQuorum = s.oneIn(2), s.oneIn(2)
	c.SingleAppend = s.oneIn(4)
	c.Network = network.Settings{Latency: chance.Fixed([...]time.Duration{ms, 5 * ms, 10 * ms, 20 * ms}[s.below(4)])}
	if s.oneIn(2) {
		c.Network.Latency = chance.Uniform(5*ms, 15*ms)
	}
	c.Fsync = chance.Fixed([...]time.Duration{ms, ms, 5 * ms}[s.below(3)])
	if s.oneIn(4) {
		c.ElectionTimeout = script.Range{Min: c.ElectionTimeout.Max, Max: c.ElectionTimeout.Max}
	}
}

// Partial returns the schedule with links cut between the servers of a majority and the others, each direction of its own: what
// remains is a network in which not everybody hears the same.
func Partial(s *script.Script, seed uint64) *script.Script {
	d := newDice(seed, "partial partition")
	quorum := trace.NodeID(s.Cluster.Nodes/2 + 1)
	for outside := quorum + 1; int(outside) <= s.Cluster.Nodes; outside++ {
		for inside := trace.NodeID(1); inside <= quorum; inside++ {
			for _, link := range [...][2]trace.NodeID{{inside, outside}, {outside, inside}} {
				if d.oneIn(2) {
					s.Steps = append(s.Steps, script.Step{At: s.Until, Do: script.CutAction{From: one(link[0]), To: one(link[1])}})
				}
			}
		}
	}
	return s
}

func one(id trace.NodeID) script.Selector {
	return script.Selector{Kind: script.Named, Nodes: []trace.NodeID{id}}
}

// Healed returns a schedule with further steps at its end that undo what its steps have done to some servers and to the links among
// them. Their forced elections, transfers and commands stay as they were.
func Healed(s *script.Script, who []trace.NodeID) *script.Script {
	h := healing{script: *s, who: script.Selector{Kind: script.Named, Nodes: who}, all: len(who) == s.Cluster.Nodes}
	h.history.cluster = &s.Cluster
	for _, step := range s.Steps {
		h.note(step.Do)
	}
	h.script.Steps = slices.Clone(s.Steps)
	h.links()
	h.servers()
	return &h.script
}

// healing adds what undoes the steps of a script.
type healing struct {
	script script.Script
	who    script.Selector
	all    bool
	history
}

func (h *healing) add(do script.Action) {
	h.script.Steps = append(h.script.Steps, script.Step{At: h.script.Until, Do: do})
}

// did reports whether a step of the script is of a kind.
func did[A script.Action](s *script.Script) bool {
	return slices.ContainsFunc(s.Steps, func(step script.Step) bool { _, is := step.Do.(A); return is })
}

func (h *healing) links() {
	settings := h.script.Cluster.Network
	changed := did[script.NetworkAction](&h.script) || did[script.LinkAction](&h.script)
	switch {
	case h.all && h.divided:
		h.add(script.HealAction{})
	case len(h.who.Nodes) > 1 && h.dividedAmong(h.who.Nodes):
		h.add(script.HealLinkAction{From: h.who, To: h.who})
	}
	switch {
	case changed && h.all:
		h.add(script.NetworkAction{Settings: settings})
	case changed && len(h.who.Nodes) > 1:
		h.add(script.LinkAction{From: h.who, To: h.who, Settings: settings})
	}
}

// dividedAmong reports whether some servers may not hear each other.
func (h *healing) dividedAmong(ids []trace.NodeID) bool {
	within := func(s script.Selector) bool {
		return s.Kind != script.Named || slices.ContainsFunc(s.Nodes, func(id trace.NodeID) bool { return slices.Contains(ids, id) })
	}
	return slices.ContainsFunc(h.script.Steps, func(step script.Step) bool {
		cut, is := step.Do.(script.CutAction)
		return is && within(cut.From) && within(cut.To)
	}) || did[script.PartitionAction](&h.script)
}

func (h *healing) servers() {
	cluster := h.script.Cluster
	if did[script.DiskAction](&h.script) {
		h.add(script.DiskAction{Nodes: h.who, Fault: trace.HonestDisk, Fsync: &cluster.Fsync})
	}
	if did[script.ClockAction](&h.script) {
		h.add(script.ClockAction{Nodes: h.who, Rate: clock.True})
	}
	if did[script.ElectionTimeoutAction](&h.script) {
		h.add(script.ElectionTimeoutAction{Nodes: h.who, Range: cluster.ElectionTimeout})
	}
	if paused := h.among(h.paused); len(paused) > 0 {
		h.add(script.ResumeAction{Nodes: script.Selector{Kind: script.Named, Nodes: paused}})
	}
	if down := h.among(h.down); len(down) > 0 {
		h.add(script.RestartAction{Nodes: script.Selector{Kind: script.Named, Nodes: down}})
	}
}

func (h *healing) among(ids []trace.NodeID) []trace.NodeID {
	return slices.DeleteFunc(slices.Clone(ids), func(id trace.NodeID) bool { return !slices.Contains(h.who.Nodes, id) })
}
