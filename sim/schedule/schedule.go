// Package schedule makes random schedules of faults and requests, for the tests of the simulator and of
// its engines. A schedule is a function of its seed.
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

const ms = time.Millisecond

// most is how many servers a schedule has at most. More make runs slower and find nothing else.
const most = 9

// Honest returns a schedule whose disks keep their promise, so that an engine that keeps the rules of Raft
// keeps its promises.
func Honest(seed uint64) *script.Script {
	d := newDice(seed, "honest schedule")
	return served(d.script(d.honest), seed)
}

// Timed returns an honest schedule that is the same whatever the servers do: no step waits for an event, and
// none means the leader, but for requests.
func Timed(seed uint64) *script.Script {
	d := newDice(seed, "timed schedule")
	d.timed = true
	return d.script(d.honest)
}

// Lying returns a schedule whose disks forget and lie as well. What Raft promises then need not hold.
func Lying(seed uint64) *script.Script {
	d := newDice(seed, "lying schedule")
	return served(d.script(func() script.Action {
		if d.oneIn(8) {
			return script.DiskAction{Nodes: d.some(), Fault: trace.DiskFault(1 + d.below(3))}
		}
		return d.honest()
	}), seed)
}

// For returns the schedule without what an engine does not have.
func For(e engine.Engine, s *script.Script) *script.Script {
	has := e.Features()
	if has&engine.NonVoters == 0 {
		s.Cluster.Voters, s.Cluster.Learners = nil, nil
	}
	s.Cluster.PreVote = s.Cluster.PreVote && has&engine.PreVote != 0
	s.Cluster.CheckQuorum = s.Cluster.CheckQuorum && has&engine.CheckQuorum != 0
	if s.Cluster.Nodes == 1 && has&engine.OneServer == 0 {
		s.Cluster.Nodes = 3
	}
	s.Steps = slices.DeleteFunc(s.Steps, func(step script.Step) bool { return step.Do.Needs().Without(has) != 0 })
	return s
}

// Calm ends all faults of a timed schedule but lost packets, and adds a time in which the cluster can come together.
func Calm(s *script.Script, after time.Duration) *script.Script {
	all := script.Selector{Kind: script.All}
	for _, do := range []script.Action{
		script.HealAction{},
		script.NetworkAction{Settings: s.Cluster.Network},
		script.DiskAction{Nodes: all, Fault: trace.HonestDisk, Fsync: &s.Cluster.Fsync},
		script.ClockAction{Nodes: all, Rate: clock.True},
		script.ElectionTimeoutAction{Nodes: all, Range: s.Cluster.ElectionTimeout},
		script.ResumeAction{Nodes: script.Selector{Kind: script.Paused}},
		script.RestartAction{Nodes: script.Selector{Kind: script.Crashed}},
	} {
		s.Steps = append(s.Steps, script.Step{At: s.Until, Do: do})
	}
	s.Until += after
	return s
}

// dice are the chance of one schedule.
type dice struct {
	random  chance.Stream
	timed   bool // nothing depends on what the servers do
	cluster script.Cluster
	history
}

func newDice(seed uint64, name string) *dice {
	d := &dice{cluster: script.DefaultCluster()}
	d.history.cluster = &d.cluster
	d.random.Seed(seed, chance.Named(name))
	return d
}

func (d *dice) below(n uint64) uint64 { return d.random.Below(n) }

func (d *dice) oneIn(n uint64) bool { return d.below(n) == 0 }

// upTo returns a duration of 0 to the given whole number of milliseconds.
func (d *dice) upTo(milliseconds uint64) time.Duration {
	return time.Duration(d.below(milliseconds+1)) * ms
}

// script returns a cluster to which something happens every 100 ms on the average, for six seconds.
func (d *dice) script(action func() script.Action) *script.Script {
	d.drawCluster()
	s := &script.Script{Cluster: d.cluster, Until: 6 * time.Second}
	chained := false // the last step waits for an event
	for now := 300 * ms; now < s.Until; now += time.Duration(1+d.below(200)) * ms {
		if d.oneIn(15) {
			s.Steps = append(s.Steps, d.comeback(now, s.Until)...)
			now, chained = s.Steps[len(s.Steps)-1].At, false
			continue
		}
		step := script.Step{At: now, Do: action()}
		if d.oneIn(6) && !d.timed {
			step = script.Step{When: d.condition(chained), After: d.upTo(6), Within: d.upTo(3), Do: step.Do}
		}
		chained = step.When.Kind != 0
		s.Steps = append(s.Steps, step)
		d.history.note(step.Do)
	}
	return s
}

// comeback lets servers crash and start again where they hear nobody, or only each other, and stand for election
// with what their disks hold.
func (d *dice) comeback(now, until time.Duration) (steps []script.Step) {
	who := script.Selector{Kind: script.Named, Nodes: d.servers()}
	for _, do := range []script.Action{
		script.CrashAction{Nodes: who},
		script.PartitionAction{Groups: []script.Selector{who, {Kind: script.Others}}},
		script.RestartAction{Nodes: who},
		script.TimeoutAction{Nodes: who},
		script.ProposeAction{Command: "alone", To: who},
	} {
		steps = append(steps, script.Step{At: min(now, until), Do: do})
		d.history.note(do)
		now += ms + d.upTo(29)
	}
	return steps
}

func (d *dice) drawCluster() {
	c := &d.cluster
	c.Nodes = int(1 + d.below(most))
	if d.oneIn(2) {
		c.Nodes = int(3 + d.below(3))
	}
	c.PreVote, c.CheckQuorum = d.oneIn(2), d.oneIn(2)
	c.SingleAppend = d.oneIn(4)
	c.Network = network.Settings{Latency: chance.Exponential(time.Duration(1+d.below(20)) * ms),
		Loss: chance.Share(d.below(100_000)), Duplicate: chance.Share(d.below(100_000))}
	c.Fsync = chance.Uniform(0, d.upTo(20))
	if !d.oneIn(3) {
		d.drawMembers()
	}
}

// drawMembers makes some servers learners, and lets most wait to be added: who starts again with the first
// configuration then finds a quorum that is none any more.
func (d *dice) drawMembers() {
	c := &d.cluster
	for id := trace.NodeID(1); int(id) <= c.Nodes; id++ {
		switch roll := d.below(6); {
		case id == 1 || roll == 0:
			c.Voters = append(c.Voters, id)
		case roll == 1:
			c.Learners = append(c.Learners, id)
		}
	}
}

// one chooses a server, mostly by its number.
func (d *dice) one() script.Selector {
	if d.oneIn(5) && !d.timed {
		return script.Selector{Kind: script.TheLeader}
	}
	return script.Selector{Kind: script.Named, Nodes: []trace.NodeID{d.server()}}
}

// some chooses a server, or several.
func (d *dice) some() script.Selector {
	if !d.oneIn(4) {
		return d.one()
	}
	if d.oneIn(3) {
		return script.Selector{Kind: script.All}
	}
	return script.Selector{Kind: script.Named, Nodes: d.servers()}
}

func (d *dice) server() trace.NodeID { return trace.NodeID(1 + d.below(uint64(d.cluster.Nodes))) }

// servers returns up to half of the servers and one more, in order.
func (d *dice) servers() (ids []trace.NodeID) {
	for range 1 + d.below(uint64(d.cluster.Nodes/2+1)) {
		ids = append(ids, d.server())
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// condition returns something that comes about in most runs. That the step before is taken is a condition behind a step
// that waits itself.
func (d *dice) condition(chained bool) script.Condition {
	kinds := []script.ConditionKind{script.Elected, script.LeaderLost, script.BecameCandidate, script.StepsDown, script.Votes,
		script.Appends, script.Commits, script.ReachesTerm}
	if chained {
		kinds = append(kinds, script.StepBefore)
	}
	c := script.Condition{Kind: kinds[d.below(uint64(len(kinds)))]}
	switch c.Kind {
	case script.Appends, script.Commits:
		c.Index = trace.Index(1 + d.below(40))
	case script.ReachesTerm:
		c.Term = trace.Term(1 + d.below(12))
	}
	return c
}
