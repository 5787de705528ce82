package ladder

import (
	"fmt"
	"time"

	"raftlab/scenarios"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// A schedule disturbs the cluster for some time and then leaves it alone, so that a correct Raft comes together again.
const (
	disturbedFrom  = 300 * ms
	disturbedUntil = 2500 * ms
	lastCommand    = 4 * time.Second
	scheduleEnd    = 6 * time.Second

	// mostEvents stops a program whose messages multiply. A run of one that does as the paper says has 3,000 to 6,000.
	mostEvents = 20_000
)

// drawing says what a part's schedules have. Without restarts nothing crashes: a program need not persist anything yet.
type drawing struct {
	clients, restarts bool
	extras            engine.Features // those of PreVote, CheckQuorum, Transfer and Compaction that come up
}

// dice draw one schedule.
type dice struct {
	drawing
	luck         chance.Stream
	script       script.Script
	down, paused bool // something may be
	divided      bool
	commands     int
}

func (d *dice) below(n uint64) uint64 { return d.luck.Below(n) }

// draft draws a schedule.
func (drawn drawing) draft(number uint64) *scenarios.Draft {
	d := &dice{drawing: drawn}
	d.luck.Seed(number, chance.Named("ladder", drawn.stream()))
	d.cluster()
	for at := disturbedFrom; at < disturbedUntil; at += time.Duration(40+d.below(200)) * ms {
		if do := d.fault(); do != nil {
			d.add(at, do)
		}
		if d.clients && d.below(2) == 0 {
			d.commands++
			d.add(at, script.ProposeAction{Command: fmt.Sprintf("c%d", d.commands)})
		}
	}
	d.calm()
	expect := []string{"leader: {by: " + chance.FormatDuration(scheduleEnd) + "}"}
	if d.clients {
		d.add(lastCommand, script.ProposeAction{Command: "last"})
		expect = append(expect, "command: {command: last, outcome: committed}", "same_log: all")
	}
	d.script.Until, d.script.MaxEvents = scheduleEnd, mostEvents
	return &scenarios.Draft{Script: &d.script, Expect: expect}
}

// stream names the chance of the schedules, for each part its own.
func (drawn drawing) stream() string {
	name := fmt.Sprint(drawn.clients, drawn.restarts)
	if drawn.extras != 0 {
		name += " extras"
	}
	return name
}

func (d *dice) add(at time.Duration, do script.Action) {
	d.script.Steps = append(d.script.Steps, script.Step{At: at, Do: do})
}

func (d *dice) cluster() {
	c := script.DefaultCluster()
	c.Nodes = int(3 + 2*d.below(2))
	c.Network = network.Settings{Latency: chance.Uniform(ms, time.Duration(5+d.below(25))*ms),
		Loss: chance.Share(d.below(3) * 50_000), Duplicate: chance.Share(d.below(3) * 50_000)}
	c.Fsync = chance.Uniform(ms, ms)
	if d.restarts {
		c.Fsync = chance.Uniform(0, time.Duration(1+d.below(12))*ms)
	}
	c.SingleAppend = d.clients && d.below(4) == 0
	if d.extras != 0 {
		c.PreVote, c.CheckQuorum = d.below(4) > 0 && d.extras&engine.PreVote != 0, d.below(4) > 0 && d.extras&engine.CheckQuorum != 0
	}
	d.script.Cluster = c
}

func (d *dice) server() script.Selector {
	return script.Selector{Kind: script.Named, Nodes: []trace.NodeID{d.id()}}
}

func (d *dice) id() trace.NodeID {
	return trace.NodeID(1 + d.below(uint64(d.script.Cluster.Nodes)))
}

// one is a server by its number, or the leader.
func (d *dice) one() script.Selector {
	if d.below(2) == 0 {
		return script.Selector{Kind: script.TheLeader}
	}
	return d.server()
}

// fault returns what happens next; nil: nothing, since there is nothing to end.
func (d *dice) fault() script.Action {
	if d.extras&engine.Transfer != 0 && d.below(6) == 0 {
		return script.TransferAction{To: d.server()}
	}
	if d.extras&engine.Compaction != 0 && d.below(5) == 0 {
		return script.CompactAction{Nodes: d.one()}
	}
	switch d.below(12) {
	case 0, 1:
		if d.restarts {
			d.down = true
			return script.CrashAction{Nodes: d.one()}
		}
		d.divided = true
		return script.PartitionAction{Groups: []script.Selector{d.one(), {Kind: script.Others}}}
	case 2, 3:
		if d.down {
			d.down = false
			return script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}}
		}
	case 4:
		d.divided = true
		return script.PartitionAction{Groups: []script.Selector{d.one(), {Kind: script.Others}}}
	case 5:
		d.divided = true
		return script.PartitionAction{Groups: []script.Selector{{Kind: script.Named, Nodes: []trace.NodeID{1, 2}}, {Kind: script.Others}}}
	case 6, 7:
		if d.divided {
			d.divided = false
			return script.HealAction{}
		}
	case 8:
		d.paused = true
		return script.PauseAction{Nodes: d.one()}
	case 9:
		if d.paused {
			d.paused = false
			return script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}}
		}
	default:
		return d.small()
	}
	return nil
}

func (d *dice) small() script.Action {
	from, to := d.id(), d.id()
	if from == to {
		return script.TimeoutAction{Nodes: d.server()}
	}
	d.divided = true
	return script.CutAction{From: script.Selector{Kind: script.Named, Nodes: []trace.NodeID{from}}, To: script.Selector{Kind: script.Named, Nodes: []trace.NodeID{to}}}
}

// calm ends all faults.
func (d *dice) calm() {
	if d.divided {
		d.add(disturbedUntil, script.HealAction{})
	}
	sound := d.script.Cluster.Network
	sound.Loss = 0
	if sound.Loss != d.script.Cluster.Network.Loss {
		d.add(disturbedUntil, script.NetworkAction{Settings: sound})
	}
	if d.paused {
		d.add(disturbedUntil, script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}})
	}
	if d.down {
		d.add(disturbedUntil, script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}})
	}
}
