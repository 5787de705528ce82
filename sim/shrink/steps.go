package shrink

import (
	"slices"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

const ms = time.Millisecond

// settling is how long a run goes on behind the moment that shows it.
const settling = 50 * ms

// apart is how far from each other steps are where that is possible: one after the other can be followed.
const apart = 10 * ms

// leaveOutSteps leaves out steps: many at a time, then fewer, then one.
func (s *shrinker) leaveOutSteps() (changed bool) {
	for size := max(len(s.best.Steps)/2, 1); size > 0; size /= 2 {
		for at := 0; at < len(s.best.Steps); {
			c := s.copied()
			c.Steps = slices.Delete(c.Steps, at, min(at+size, len(c.Steps)))
			if s.try(c) {
				changed = true
			} else {
				at += size
			}
		}
	}
	return changed
}

// mostForPairs is how many steps a script may have for all pairs to be tried.
const mostForPairs = 40

// leaveOutPairs leaves out two steps that need each other: a crash and the restart.
func (s *shrinker) leaveOutPairs() (changed bool) {
	if len(s.best.Steps) > mostForPairs {
		return false
	}
	for i := 0; i < len(s.best.Steps); i++ {
		for j := i + 1; j < len(s.best.Steps); j++ {
			c := s.copied()
			c.Steps = slices.Delete(slices.Delete(c.Steps, j, j+1), i, i+1)
			if s.try(c) {
				changed, j = true, i
			}
		}
	}
	return changed
}

// simplifySteps makes single steps simpler: fewer servers, one command, usual settings.
func (s *shrinker) simplifySteps() (changed bool) {
	for i := 0; i < len(s.best.Steps); i++ {
		for _, do := range simpler(s.best.Steps[i].Do, s.best.Cluster.Nodes) {
			c := s.copied()
			c.Steps[i].Do = do
			if s.try(c) {
				changed = true
				break
			}
		}
	}
	return changed
}

// simpler returns actions that do less than another, or say it more plainly.
func simpler(do script.Action, servers int) (all []script.Action) {
	switch do := do.(type) {
	case script.CrashAction:
		for _, nodes := range fewer(do.Nodes) {
			all = append(all, script.CrashAction{Nodes: nodes})
		}
	case script.RestartAction:
		for _, nodes := range fewer(do.Nodes) {
			all = append(all, script.RestartAction{Nodes: nodes})
		}
	case script.TimeoutAction:
		for _, nodes := range fewer(do.Nodes) {
			all = append(all, script.TimeoutAction{Nodes: nodes})
		}
	case script.ProposeAction:
		all = simplerCommands(do)
	case script.PartitionAction:
		all = simplerPartitions(do, servers)
	case script.LinkAction:
		if do.Settings.Loss == chance.Always {
			all = append(all, script.CutAction{From: do.From, To: do.To})
		}
		if late, certain := do.Settings.Latency.Certain(); certain {
			for _, round := range rounder(late) {
				less := do
				less.Settings.Latency = chance.Fixed(round)
				all = append(all, less)
			}
		}
	case script.DiskAction:
		all = simplerDisks(do)
	case script.ReadAction:
		if do.Retry > 0 {
			do.Retry = 0
			all = append(all, do)
		}
	case script.WriteAction:
		for _, u := range simplerUpdates(do.Update) {
			all = append(all, script.WriteAction{Update: u})
		}
	case script.AppendAction:
		for _, u := range simplerUpdates(do.Update) {
			all = append(all, script.AppendAction{Update: u})
		}
	}
	return all
}

func simplerUpdates(u script.Update) (all []script.Update) {
	if u.Retry > 0 {
		once := u
		once.Retry = 0
		all = append(all, once)
	}
	if u.Session > 0 {
		alone := u
		alone.Session = 0
		all = append(all, alone)
	}
	return all
}

// fewer returns a choice of servers without one of them.
func fewer(s script.Selector) (all []script.Selector) {
	if s.Kind != script.Named || len(s.Nodes) < 2 {
		return nil
	}
	for i := range s.Nodes {
		all = append(all, script.Selector{Kind: script.Named, Nodes: slices.Delete(slices.Clone(s.Nodes), i, i+1)})
	}
	return all
}

func simplerCommands(do script.ProposeAction) (all []script.Action) {
	if do.Count > 1 {
		one := do
		one.Count, one.Every = 0, 0
		fewer := do
		if fewer.Count--; fewer.Count == 1 {
			fewer.Every = 0
		}
		all = append(all, one, fewer)
	}
	if do.Every > 0 {
		atOnce := do
		atOnce.Every = 0
		all = append(all, atOnce)
	}
	return all
}

// simplerPartitions returns no partition, partitions that leave the others together, such as name the smaller side, and such with a
// server less on its side.
func simplerPartitions(do script.PartitionAction, servers int) (all []script.Action) {
	others := script.Selector{Kind: script.Others}
	all = append(all, script.HealAction{})
	if len(do.Groups) == 1 {
		all = append(all, script.PartitionAction{Groups: []script.Selector{do.Groups[0], others}})
	}
	if rest := complement(do.Groups[0].Nodes, servers); len(do.Groups) == 2 && len(rest) > 0 && len(rest) < len(do.Groups[0].Nodes) {
		all = append(all, script.PartitionAction{Groups: []script.Selector{{Kind: script.Named, Nodes: rest}, others}})
	}
	for _, group := range fewer(do.Groups[0]) {
		groups := slices.Clone(do.Groups)
		groups[0] = group
		all = append(all, script.PartitionAction{Groups: groups})
	}
	return all
}

// complement returns the servers that are not among some.
func complement(some []trace.NodeID, servers int) (rest []trace.NodeID) {
	for id := trace.NodeID(1); int(id) <= servers; id++ {
		if !slices.Contains(some, id) {
			rest = append(rest, id)
		}
	}
	return rest
}

func simplerDisks(do script.DiskAction) (all []script.Action) {
	if do.Stall > 0 {
		for _, round := range rounder(do.Stall) {
			less := do
			less.Stall = round
			all = append(all, less)
		}
	}
	return all
}

// rounder returns durations that are easier to read than a duration, the simplest first.
func rounder(d time.Duration) (all []time.Duration) {
	for _, unit := range []time.Duration{time.Second, 500 * ms, 100 * ms, 50 * ms, 10 * ms, 5 * ms, ms} {
		if d%unit == 0 {
			return all
		}
		all = append(all, roundUp(d, unit))
		if down := d / unit * unit; down > 0 {
			all = append(all, down)
		}
	}
	return all
}

func roundUp(d, unit time.Duration) time.Duration { return (d + unit - 1) / unit * unit }

// moveSteps brings steps together and to round times. What a step waits for stays before it.
func (s *shrinker) moveSteps() (changed bool) {
	for i := range s.best.Steps {
		for _, gap := range []time.Duration{10 * ms, 50 * ms, 100 * ms, 200 * ms} {
			if to := s.timeBefore(i) + gap; to < s.best.Steps[i].At && s.moveFrom(i, to) {
				changed = true
				break
			}
		}
		if i > 0 && s.best.Steps[i].At-s.timeBefore(i) < apart && s.moveFrom(i, s.timeBefore(i)+apart) {
			changed = true
		}
		for _, at := range rounder(s.best.Steps[i].At) {
			if s.moveOne(i, at) {
				changed = true
				break
			}
		}
	}
	return changed
}

func (s *shrinker) timeBefore(i int) time.Duration {
	if i == 0 {
		return 0
	}
	return s.best.Steps[i-1].At
}

// moveFrom moves a step to another time, and all behind it as far.
func (s *shrinker) moveFrom(i int, to time.Duration) bool {
	by := s.best.Steps[i].At - to
	c := s.copied()
	for k := i; k < len(c.Steps); k++ {
		c.Steps[k].At -= by
	}
	c.Until -= by
	return s.try(c)
}

// moveOne moves one step, without passing another.
func (s *shrinker) moveOne(i int, to time.Duration) bool {
	if to < s.timeBefore(i) || to > s.best.Until || i+1 < len(s.best.Steps) && to > s.best.Steps[i+1].At {
		return false
	}
	c := s.copied()
	c.Steps[i].At = to
	return s.try(c)
}
