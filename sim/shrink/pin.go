package shrink

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// pin makes steps of what chance decided: each election timer that expired is made to expire then, each message takes as long as it
// took, and what was lost is lost. Nothing else is left to chance but the phases of clocks.
func (s *shrinker) pin() bool {
	if s.over() || s.isPinned() {
		return false
	}
	var r record
	if _, shows := s.judge.Shows(&s.best, &r); !shows {
		return false
	}
	c := s.copied()
	c.Cluster.ElectionTimeout = waits(&c.Cluster)
	c.Cluster.Network.Loss, c.Cluster.Network.Duplicate = 0, 0
	c.Cluster.Network.Latency = chance.Fixed(5 * ms)
	c.Cluster.Links = nil
	for i := range c.Cluster.Node {
		c.Cluster.Node[i].ElectionTimeout = script.Range{}
	}
	c.Cluster.Node = slices.DeleteFunc(c.Cluster.Node, func(own script.NodeSettings) bool { return own == script.NodeSettings{Node: own.Node} })
	c.Steps = slices.DeleteFunc(r.atMoments(c.Steps), isLeftToChance)
	c.Steps = append(append(c.Steps, r.timeouts...), r.links(c)...)
	slices.SortStableFunc(c.Steps, func(a, b script.Step) int { return int(a.At - b.At) })
	return s.try(c)
}

// staged is a wait that no run is long enough for.
var staged = script.Range{Min: 20 * time.Second, Max: 30 * time.Second}

// waits returns waits that are hardly ever so short that a timer expires by itself. Leases last as long as the least of them, which stays.
func waits(c *script.Cluster) script.Range {
	if c.PreVote || c.CheckQuorum {
		return script.Range{Min: c.ElectionTimeout.Min, Max: chance.Longest}
	}
	return staged
}

// isPinned reports whether steps alone decide who stands, and how long messages take.
func (s *shrinker) isPinned() bool {
	c := &s.best.Cluster
	_, certain := c.Network.Latency.Certain()
	return certain && c.ElectionTimeout.Max >= staged.Max && (c.Network.Loss == 0 || c.Network.Loss == chance.Always) && !slices.ContainsFunc(s.best.Steps, isRandom)
}

// isLeftToChance reports whether a step is about what pinned steps decide: the waits of timers, and how messages fare.
func isLeftToChance(step script.Step) bool {
	switch step.Do.(type) {
	case script.ElectionTimeoutAction, script.NetworkAction, script.LinkAction:
		return true
	}
	return false
}

// isRandom reports whether the moment of a step is drawn, or depends on the run.
func isRandom(step script.Step) bool { return step.When.Kind != 0 || step.Within > 0 }

// record is a sink that keeps what chance decided in a run.
type record struct {
	timeouts []script.Step
	taken    map[int]time.Duration // when a step was taken, by its number from 1; those that say so
	sent     []flight
	flights  map[uint64]int // the place in sent of a message
}

// flight is a message and what became of it.
type flight struct {
	from, to trace.NodeID
	at, took time.Duration
	lost     bool // by chance
	twice    bool
}

// Observe implements [trace.Sink].
func (r *record) Observe(e *trace.Event) {
	if r.flights == nil {
		r.flights, r.taken = map[uint64]int{}, map[int]time.Duration{}
	}
	if _, known := r.taken[e.Step]; e.Step > 0 && !known && e.Kind != trace.Skipped {
		r.taken[e.Step] = e.At
	}
	switch e.Kind {
	case trace.TimerFired:
		if e.Reason == trace.ElectionTimeout {
			who := script.Selector{Kind: script.Named, Nodes: []trace.NodeID{e.Node}}
			r.timeouts = append(r.timeouts, script.Step{At: e.At, Do: script.TimeoutAction{Nodes: who}})
		}
	case trace.Sent:
		r.flights[e.ID] = len(r.sent)
		r.sent = append(r.sent, flight{from: e.Node, to: e.Peer, at: e.At, took: -1})
	case trace.Delivered, trace.Lost:
		if at, ok := r.flights[e.ID]; ok {
			r.sent[at].end(e)
		}
	}
}

// end notes how a message, or its copy, ended.
func (f *flight) end(e *trace.Event) {
	switch {
	case e.Copy:
		f.twice = true
	case e.Kind == trace.Lost && e.Reason == trace.Loss:
		f.lost = true
	case f.took < 0 && e.At > f.at:
		f.took = e.At - f.at
	}
}

// atMoments returns steps that waited for an event, or for a moment that was drawn, at the time at which they were taken.
func (r *record) atMoments(steps []script.Step) []script.Step {
	for i := range steps {
		if at, known := r.taken[i+1]; known && isRandom(steps[i]) {
			steps[i] = script.Step{At: at, Do: steps[i].Do, Note: steps[i].Note}
		}
	}
	return steps
}

// links returns steps by which every message fares as it did: the setting of its link changes right before it is sent.
func (r *record) links(c *script.Script) (steps []script.Step) {
	last := map[[2]trace.NodeID]flight{}
	for _, f := range r.sent {
		link := [2]trace.NodeID{f.from, f.to}
		before, known := last[link]
		if f.took < 0 && !f.lost || known && before.took == f.took && before.lost == f.lost && before.twice == f.twice {
			continue
		}
		last[link] = f
		settings := c.Cluster.Network
		switch {
		case f.lost:
			settings.Loss = chance.Always
		case f.twice:
			settings.Duplicate = chance.Always
			fallthrough
		default:
			settings.Latency = chance.Fixed(f.took)
		}
		steps = append(steps, script.Step{At: max(f.at-1, 0), Do: script.LinkAction{
			From: script.Selector{Kind: script.Named, Nodes: []trace.NodeID{f.from}},
			To:   script.Selector{Kind: script.Named, Nodes: []trace.NodeID{f.to}}, Settings: settings}})
	}
	return steps
}
