package hunt

import (
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Liveness is a promise of progress: when the faults of a schedule have ended, a leader is elected, and a command of those that
// clients then send to all servers is committed, within [ProgressTime]. The zero value is none.
type Liveness uint8

// What has ended.
const (
	AfterHeal    Liveness = iota + 1 // all faults
	WithMajority                     // those of a majority of the servers, n1 and so on, which hear each other; others may hear some of them
)

// Livenesses are all, the weaker first.
var Livenesses = []Liveness{AfterHeal, WithMajority}

// ProgressTime is how long a command may take: 33 of the longest usual election timeouts. A sound cluster with random ones does not
// split its votes so often.
const ProgressTime = 10 * time.Second

const ms = time.Millisecond

// askEvery is how often clients send a command to every server.
const askEvery = 200 * ms

// String returns the name that people use, "" for none.
func (l Liveness) String() string {
	return [...]string{"", "liveness", "liveness with a majority"}[l]
}

// schedule returns a schedule of faults, without their end.
func (l Liveness) schedule(base *script.Script, seed uint64, has engine.Features) *script.Script {
	var s *script.Script
	if base != nil {
		s = schedule.ProgressAround(base, seed, has)
	} else {
		s = schedule.Progress(seed, has)
	}
	if l == WithMajority {
		s = schedule.Partial(s, seed)
	}
	return s
}

// whole returns a schedule of faults with their end, and with what clients then send.
func (l Liveness) whole(s *script.Script) *script.Script {
	all := &script.Selector{Kind: script.All}
	w := schedule.Healed(s, l.members(s.Cluster.Nodes))
	w.Until += ProgressTime
	w.Steps = append(w.Steps, script.Step{At: s.Until, Do: script.ProposeAction{Command: "x", To: *all, Count: int(ProgressTime/askEvery) - 1, Every: askEvery}})
	return w
}

// members returns the servers whose faults end.
func (l Liveness) members(servers int) (ids []trace.NodeID) {
	if l == WithMajority {
		servers = servers/2 + 1
	}
	for id := range servers {
		ids = append(ids, trace.NodeID(id+1))
	}
	return ids
}

// livenessSeeds are the seeds of the runs of one schedule. What keeps a cluster from getting on with all of them is no bad luck.
var livenessSeeds = [...]uint64{RunSeed, 2, 3}

// recommended returns a script with the settings with which both engines keep this promise: PreVote, CheckQuorum, and random timeouts.
func recommended(s *script.Script) *script.Script {
	r := withRandomTimeouts(s)
	r.Cluster.PreVote, r.Cluster.CheckQuorum = true, true
	return r
}

// withRandomTimeouts returns a script whose election timeouts are apart, if they are not.
func withRandomTimeouts(s *script.Script) *script.Script {
	r := *s
	if t := r.Cluster.ElectionTimeout; t.Max-t.Min < t.Min/2 {
		r.Cluster.ElectionTimeout = script.Range{Min: t.Min, Max: 2 * t.Min}
	}
	return &r
}

// standsStill reports whether no command is committed in time, with any seed. Sinks see the first run.
func (l Liveness) standsStill(w *sim.World, s *script.Script, sinks []trace.Sink) (bool, error) {
	for _, seed := range livenessSeeds {
		if committed, err := l.committed(w, s, seed, sinks); committed || err != nil {
			return false, err
		}
		sinks = nil
	}
	return true, nil
}

// getsOn reports whether a command is committed in time, with every seed.
func (l Liveness) getsOn(w *sim.World, s *script.Script) (bool, error) {
	for _, seed := range livenessSeeds {
		if committed, err := l.committed(w, s, seed, nil); !committed || err != nil {
			return false, err
		}
	}
	return true, nil
}

// committed runs a schedule with the end of its faults, and reports whether a command is committed in time. A run that was too
// long, or in which nobody was asked, does not say that it was not.
func (l Liveness) committed(w *sim.World, s *script.Script, seed uint64, sinks []trace.Sink) (bool, error) {
	whole := l.whole(s)
	watch := &progress{world: w, from: s.Until}
	if err := w.Run(whole, seed, append(sinks, watch)...); err != nil {
		return false, err
	}
	return watch.committed || watch.first == 0 || w.Now() < whole.Until, nil
}

// progress is a sink that ends the run when a command is committed that a client sent after a time.
type progress struct {
	world     *sim.World
	from      time.Duration
	first     uint64 // the id of the first such command; 0: none was sent
	committed bool
}

// Kinds implements [trace.FilteredSink].
func (p *progress) Kinds() trace.Kinds { return trace.KindsOf(trace.Client) }

// Observe implements [trace.Sink].
func (p *progress) Observe(e *trace.Event) {
	switch {
	case e.Outcome == trace.Proposed && e.At >= p.from && p.first == 0:
		p.first = e.ID
	case e.Outcome == trace.CommittedOK && p.first > 0 && e.ID >= p.first:
		p.committed = true
		p.world.Halt()
	}
}
