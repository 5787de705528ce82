package schedule

import (
	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// honest returns an action that no promise of Raft depends on.
func (d *dice) honest() script.Action {
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
	a := script.ProposeAction{Command: "x", To: d.asked(), Count: int(1 + d.below(4))}
	if a.Count > 1 {
		a.Every = d.upTo(10)
	}
	return a
}

// asked is the leader, or now and then somebody else.
func (d *dice) asked() script.Selector {
	if d.oneIn(5) {
		return d.one()
	}
	return script.Selector{}
}

// toServers undoes what was done more often than it does more. What cannot be undone yet is done.
func (d *dice) toServers() script.Action {
	crash := d.oneIn(2)
	undo := !d.oneIn(4)
	switch {
	case crash && undo && len(d.down) > 0:
		return script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}}
	case crash:
		return script.CrashAction{Nodes: d.some()}
	case undo && len(d.paused) > 0:
		return script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}}
	}
	return script.PauseAction{Nodes: d.one()}
}

// toTheNetwork also makes messages of one direction so slow that they arrive a term late.
func (d *dice) toTheNetwork() script.Action {
	late := network.Settings{Latency: chance.Uniform(0, d.upTo(2000))}
	others := script.Selector{Kind: script.Others}
	switch d.below(12) {
	case 0:
		return script.PartitionAction{Groups: []script.Selector{d.some(), others}}
	case 1, 2, 3, 4, 5:
		if d.divided {
			return script.HealAction{}
		}
		return script.PartitionAction{Groups: []script.Selector{d.some(), others}}
	case 6:
		if from, to := d.one(), d.one(); from.String() != to.String() {
			return script.CutAction{From: from, To: to}
		}
	case 7:
		if from, to := d.one(), d.one(); from.String() != to.String() {
			return script.LinkAction{From: from, To: to, Settings: late}
		}
	case 8:
		return script.LinkAction{From: d.one(), To: others, Settings: late}
	}
	return script.NetworkAction{Settings: d.cluster.Network}
}

func (d *dice) toTheMachine() script.Action {
	switch d.below(6) {
	case 0, 1:
		return script.TimeoutAction{Nodes: d.one()}
	case 2:
		return script.ClockAction{Nodes: d.some(), Rate: clock.Rate(500+d.below(1000)) * (clock.True / 1000)}
	case 3:
		low := (60 + d.upTo(200)/ms) * ms
		return script.ElectionTimeoutAction{Nodes: d.some(), Range: script.Range{Min: low, Max: low + d.upTo(200)}}
	}
	if d.oneIn(3) {
		return script.DiskAction{Nodes: d.some(), Stall: (1 + d.upTo(800)/ms) * ms}
	}
	fsync := chance.Uniform(0, d.upTo(40))
	return script.DiskAction{Nodes: d.some(), Fsync: &fsync}
}

func (d *dice) toTheLeader() script.Action {
	switch d.below(5) {
	case 0:
		return script.TransferAction{To: d.one()}
	case 1:
		return script.CompactAction{Nodes: d.some()}
	}
	return d.change()
}

// change returns a change of one server, or of several through joint consensus.
func (d *dice) change() script.ChangeAction {
	var c script.ChangeAction
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
