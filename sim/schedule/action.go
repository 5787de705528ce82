package schedule

import (
	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// honest returns an action that no promise of Raft depends on.
func (d *dice) honest() sim.Action {
	switch d.below(10) {
	case 0, 1:
		return d.toServers()
	case 2, 3:
		return d.toTheNetwork()
	case 4:
		return d.toTheMachine()
	case 5, 6, 7:
		return d.toTheLeader()
	}
	return sim.ProposeAction{Command: "x", To: d.asked(), Count: int(1 + d.below(4)), Every: d.upTo(10)}
}

// asked is the leader, or now and then somebody else.
func (d *dice) asked() sim.Selector {
	if d.oneIn(5) {
		return d.one()
	}
	return sim.Selector{}
}

func (d *dice) toServers() sim.Action {
	switch d.below(8) {
	case 0:
		return sim.CrashAction{Nodes: d.some()}
	case 1, 2, 3:
		return sim.RestartAction{Nodes: sim.Selector{Kind: sim.Crashed}}
	case 4:
		return sim.PauseAction{Nodes: d.one()}
	}
	return sim.ResumeAction{Nodes: sim.Selector{Kind: sim.Paused}}
}

// toTheNetwork also makes messages of one direction so slow that they arrive a term late.
func (d *dice) toTheNetwork() sim.Action {
	late := network.Settings{Latency: chance.Uniform(0, d.upTo(2000))}
	others := sim.Selector{Kind: sim.Others}
	switch d.below(12) {
	case 0:
		return sim.PartitionAction{Groups: []sim.Selector{d.some(), others}}
	case 1, 2, 3, 4, 5:
		return sim.HealAction{}
	case 6:
		return sim.CutAction{From: d.one(), To: d.one()}
	case 7:
		return sim.LinkAction{From: d.one(), To: d.one(), Settings: late}
	case 8:
		return sim.LinkAction{From: d.one(), To: others, Settings: late}
	}
	return sim.NetworkAction{Settings: d.cluster.Network}
}

func (d *dice) toTheMachine() sim.Action {
	switch d.below(6) {
	case 0, 1:
		return sim.TimeoutAction{Nodes: d.one()}
	case 2:
		return sim.ClockAction{Nodes: d.some(), Rate: clock.Rate(500 + d.below(1000))}
	case 3:
		low := (60 + d.upTo(200)/ms) * ms
		return sim.ElectionTimeoutAction{Nodes: d.some(), Range: sim.Range{Min: low, Max: low + d.upTo(200)}}
	}
	if d.oneIn(3) {
		return sim.DiskAction{Nodes: d.some(), Stall: (1 + d.upTo(800)/ms) * ms}
	}
	fsync := chance.Uniform(0, d.upTo(40))
	return sim.DiskAction{Nodes: d.some(), Fsync: &fsync}
}

func (d *dice) toTheLeader() sim.Action {
	switch d.below(5) {
	case 0:
		return sim.TransferAction{To: d.one()}
	case 1:
		return sim.CompactAction{Nodes: d.some()}
	}
	return d.change()
}

// change returns a change of one server, or of several through joint consensus.
func (d *dice) change() sim.ChangeAction {
	var c sim.ChangeAction
	for _, id := range d.servers() {
		switch d.below(6) {
		case 0, 1:
			c.Remove = append(c.Remove, id)
		case 2:
			c.Learn = append(c.Learn, id)
		default:
			c.Add = append(c.Add, id)
		}
		if d.oneIn(2) {
			break
		}
	}
	if len(c.Remove) == d.cluster.Nodes {
		c.Add, c.Remove = []trace.NodeID{1}, nil
	}
	c.Joint = len(c.Add)+len(c.Learn)+len(c.Remove) > 1 || d.oneIn(3)
	return c
}
