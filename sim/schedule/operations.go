package schedule

import (
	"fmt"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/clock"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// soundReads are the ways to read that are linearizable whatever happens.
var soundReads = []trace.ReadWay{trace.ReadIndex, trace.LogRead}

// WithOperations returns the schedule with clients that read and write the state machine, 4 to 23 times: mostly one key, by
// some ways to read. Who asks again has a session, if sessions is set. They are drawn from a stream of their own.
func WithOperations(s *script.Script, seed uint64, ways []trace.ReadWay, sessions bool) *script.Script {
	d := newDice(seed, "operations")
	d.cluster = s.Cluster
	drawn := &script.Script{Cluster: s.Cluster, Until: s.Until}
	gap := [...]uint64{20, 50, 100, 300}[d.below(4)]
	now := d.upTo(uint64(s.Until / ms / 2))
	for number := range 4 + d.below(20) {
		if now += ms + d.upTo(gap); now > s.Until {
			break
		}
		step := script.Step{At: now, Do: d.update(number, sessions)}
		if !d.oneIn(3) {
			step.Do = d.read(ways)
		}
		drawn.Steps = append(drawn.Steps, step)
	}
	return merged(s, drawn)
}

func (d *dice) key() string { return [...]string{"x", "x", "x", "y"}[d.below(4)] }

func (d *dice) read(ways []trace.ReadWay) script.Action {
	a := script.ReadAction{To: d.askedFor(), Key: d.key(), Way: ways[d.below(uint64(len(ways)))]}
	if d.oneIn(4) {
		a.Retry = 50*ms + d.upTo(300)
	}
	return a
}

// update returns a write of a value that no other writes, or an append.
func (d *dice) update(number uint64, sessions bool) script.Action {
	u := script.Update{To: d.askedFor(), Key: d.key(), Value: fmt.Sprint(number)}
	if d.oneIn(3) {
		u.Retry = 50*ms + d.upTo(300)
	}
	if sessions && (u.Retry > 0 || d.oneIn(3)) {
		u.Session = 1 + d.below(2)
	}
	if d.oneIn(4) {
		u.Value = "+" + u.Value
		return script.AppendAction{Update: u}
	}
	return script.WriteAction{Update: u}
}

// askedFor is the leader, or one server by its number.
func (d *dice) askedFor() script.Selector {
	if d.oneIn(2) {
		return script.Selector{Kind: script.Named, Nodes: []trace.NodeID{d.server()}}
	}
	return script.Selector{}
}

// served returns a schedule, and in one of four clients use the state machine: the seed decides, by a stream of its own.
func served(s *script.Script, seed uint64) *script.Script {
	d := newDice(seed, "clients")
	if !d.oneIn(4) {
		return s
	}
	return WithOperations(s, seed, soundReads, true)
}

// Drift returns a schedule in which the clock of a leader is slow, by up to a tenth, and clients read of it by lease about when its voters
// elect another. Nothing else that a lease rests on is broken.
func Drift(seed uint64) *script.Script {
	d := newDice(seed, "drift")
	c := &d.cluster
	c.Nodes, c.CheckQuorum = 3, true
	c.ElectionTimeout = script.Range{Min: 150 * ms, Max: 151*ms + d.upTo(20)}
	c.Heartbeat = 10*ms + d.upTo(40)
	c.Network = network.Settings{Latency: chance.Fixed(ms)}
	c.Fsync = chance.Fixed(0)
	c.Node = []script.NodeSettings{{Node: 1, ClockRate: clock.Rate(900+d.below(100)) * (clock.True / 1000)}}
	n1, others := script.Selector{Kind: script.Named, Nodes: []trace.NodeID{1}}, script.Selector{Kind: script.Named, Nodes: []trace.NodeID{2, 3}}
	s := &script.Script{Cluster: d.cluster}
	at := func(at time.Duration, do script.Action) { s.Steps = append(s.Steps, script.Step{At: at, Do: do}) }
	at(10*ms, script.TimeoutAction{Nodes: n1})
	at(100*ms, script.WriteAction{Update: script.Update{Key: "x", Value: "0"}})
	cut := 200*ms + d.upTo(50)
	at(cut, script.PartitionAction{Groups: []script.Selector{n1, others}})
	now := cut + 100*ms
	for number := 1; now < cut+170*ms; number++ {
		at(now, script.WriteAction{Update: script.Update{To: others, Key: "x", Value: fmt.Sprint(number)}})
		now += d.upTo(2)
		at(now, script.ReadAction{To: n1, Key: "x", Way: trace.LeaseRead})
		now += ms + d.upTo(2)
	}
	s.Until = now + 100*ms
	return s
}
