package hunt

import (
	"context"

	"raftlab/sim/script"
)

// Small is a find made smaller.
type Small struct {
	Find
	Steps, Servers int  // of the schedule that was found
	Tried          int  // candidates
	Minimal        bool // nothing more can be left out; else the shrinking was ended early
}

// Shrink makes a find smaller while the same property is the first to be broken, and by the same cause: with the sound engine,
// if the job has one, nothing is. The end of the context ends it with the smallest so far.
func Shrink(ctx context.Context, job *Job, find *Find) *Small {
	s := &shrinker{ctx: ctx, trier: newTrier(job), best: *find.Script, breach: find.Breach}
	s.toFixedPoint()
	small := &Small{Steps: len(job.Whole(find.Script).Steps), Servers: find.Script.Cluster.Nodes, Tried: s.tried, Minimal: ctx.Err() == nil}
	small.Find = Find{Number: find.Number, Script: job.Whole(&s.best), Breach: s.breach}
	return small
}

// shrinker is a find that is being made smaller.
type shrinker struct {
	ctx    context.Context
	trier  *trier
	best   script.Script
	breach Breach // of the best
	tried  int
}

// mostRounds ends a shrinking whose moves of steps would go on making room for each other.
const mostRounds = 8

// toFixedPoint goes through all passes until nothing more can be left out.
func (s *shrinker) toFixedPoint() {
	s.cut()
	passes := []func() bool{s.leaveOutSteps, s.leaveOutServers, s.leaveOutPairs, s.simplifyCluster, s.simplifySteps}
	for range mostRounds {
		changed := s.breach.Liveness == 0 && s.pin() // once a round: what it cannot pin it would try for ever
		for _, pass := range passes {
			for s.ctx.Err() == nil && pass() {
				changed = true
			}
		}
		if !s.moveSteps() && !changed {
			break
		}
		s.cut()
	}
}

// try takes a candidate for the best so far if the same property is broken first.
func (s *shrinker) try(candidate *script.Script) bool {
	if s.ctx.Err() != nil || candidate.Validate() != nil {
		return false
	}
	s.tried++
	breach, err := s.trier.try(candidate)
	if err != nil || breach == nil || !s.sameCause(breach) {
		return false
	}
	s.best, s.breach = *candidate, *breach
	return true
}

// sameCause reports whether a breach is the one that is being made smaller.
func (s *shrinker) sameCause(b *Breach) bool {
	return b.Property == s.breach.Property && b.Ended == s.breach.Ended && b.BySettings == s.breach.BySettings
}

// copied returns the best so far, to be changed.
func (s *shrinker) copied() *script.Script {
	c := s.best
	c.Steps = append([]script.Step{}, s.best.Steps...)
	c.Cluster.Node = append([]script.NodeSettings{}, s.best.Cluster.Node...)
	return &c
}

// cut ends the run soon after the breach. Of a cluster that does not get on there is no such moment.
func (s *shrinker) cut() {
	if s.breach.Liveness != 0 {
		return
	}
	c := s.copied()
	c.Until = roundUp(s.breach.At+settling, settling)
	kept := c.Steps[:0]
	for _, step := range c.Steps {
		if step.At <= s.breach.At {
			kept = append(kept, step)
		}
	}
	c.Steps = kept
	s.try(c)
}
