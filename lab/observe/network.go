package observe

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"raftlab/lab/machine/wire"
	"raftlab/sim/trace"
)

// way is a direction between two members.
type way struct{ from, to trace.NodeID }

// network is what is wrong between the members; ways that are as they should be are not in it.
type network map[way]wire.Fault

// connected reports whether messages pass both ways between two members.
func (n network) connected(a, b trace.NodeID) bool {
	return !n[way{a, b}].Silent() && !n[way{b, a}].Silent()
}

// takeNetwork reads a line of the log of the network.
func (o *Observer) takeNetwork(text []byte) error {
	var r wire.Record
	if json.Unmarshal(text, &r) != nil {
		return nil // somebody wrote into it
	}
	now := network{}
	for _, f := range r.Faults {
		from, to := o.number(f.From), o.number(f.To)
		if from != 0 && to != 0 {
			now[way{from, to}] = f.Fault
		}
	}
	log := o.overall[1]
	o.stepBack(log, r.At)
	r.At = log.at
	o.last = later(o.last, r.At)
	o.pending = append(o.pending, happening{at: r.At, from: log, tell: func(c *converter) { c.change(r.At, now) }})
	return nil
}

func (o *Observer) number(name string) trace.NodeID {
	return trace.NodeID(slices.IndexFunc(o.logs, func(l *memberLog) bool { return l.name == name }) + 1)
}

// change tells how the network has become another: in one event, if it was divided or healed as a whole.
func (c *converter) change(at time.Time, now network) {
	c.reach(at)
	before := c.network
	c.network = now
	switch groups := c.groups(now); {
	case len(now) == 0 && len(before) > 0:
		c.add(at, trace.Event{Kind: trace.FaultMade, Fault: trace.HealNet})
	case len(groups) > 1 && len(before) == 0:
		c.add(at, trace.Event{Kind: trace.FaultMade, Fault: trace.PartitionNet, Groups: groups})
	default:
		c.changeWays(at, before, now)
	}
	c.follow(at)
}

func (c *converter) changeWays(at time.Time, before, now network) {
	for a := range len(c.servers) {
		for b := range len(c.servers) {
			w := way{trace.NodeID(a + 1), trace.NodeID(b + 1)}
			was, is := before[w], now[w]
			e := trace.Event{Kind: trace.FaultMade, Node: w.from, Term: c.servers[a].term, Peer: w.to}
			switch {
			case is.Silent() && !was.Silent():
				e.Fault = trace.CutLink
				c.add(at, e)
			case was.Silent() && !is.Silent():
				e.Fault = trace.HealLink
				c.add(at, e)
			}
			if is.Delay != was.Delay || is.Loss != was.Loss {
				e.Fault, e.Detail = trace.LinkChange, worse(is)
				c.add(at, e)
			}
		}
	}
}

// worse says what is added to a way of the network: how long it takes without is not known.
func worse(f wire.Fault) string {
	var words []string
	if f.Delay > 0 || f.Loss == 0 {
		words = append(words, "+"+f.Delay.String())
	}
	if f.Loss > 0 {
		words = append(words, fmt.Sprintf("loss %g%%", f.Loss*100))
	}
	return strings.Join(words, ", ")
}

// groups returns into which the network is divided, if nothing else is wrong with it; else nil.
func (c *converter) groups(n network) (groups [][]trace.NodeID) {
	for i := range c.servers {
		id := trace.NodeID(i + 1)
		at := slices.IndexFunc(groups, func(g []trace.NodeID) bool { return n.connected(g[0], id) })
		if at < 0 {
			groups, at = append(groups, nil), len(groups)
		}
		groups[at] = append(groups[at], id)
	}
	whole := network{}
	for i, one := range groups {
		for j, other := range groups {
			for _, a := range one {
				for _, b := range other {
					if i != j {
						whole[way{a, b}] = wire.Fault{Cut: true}
					}
				}
			}
		}
	}
	if !maps.Equal(whole, n) {
		return nil
	}
	return groups
}
