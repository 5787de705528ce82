package schedule

import (
	"fmt"

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
