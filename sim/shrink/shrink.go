// Package shrink makes a script smaller while its run goes on showing the same: that a promise is broken, or whatever else a judge says.
// Steps, servers and settings are left out or made simpler, one after another, until nothing more can be.
//
//	small := shrink.Shrink(ctx, judge, found, at, shrink.Options{Pin: true, Settings: shrink.Usual})
//	fmt.Println(len(small.Script.Steps), "steps, after", small.Tried, "tries")
//
// The same judge, script and options give the same result; if the context ends, it is the smallest so far.
package shrink

import (
	"context"
	"time"

	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Judge says whether a script, which is valid, still shows what is to be shown.
type Judge interface {
	// Shows runs a script, and reports whether it shows the same, and when; 0: only the whole run shows it. The sinks see the run.
	Shows(s *script.Script, sinks ...trace.Sink) (at time.Duration, shows bool)
}

// Options are what is tried.
type Options struct {
	Pin      bool                      // what chance decided becomes steps, so that nothing is left to it
	Settings []func(c *script.Cluster) // that are made, one after another: [Usual] or [Recommended]
	Most     int                       // tries; 0: as many as it takes
}

// Small is what is left of a script.
type Small struct {
	Script  *script.Script
	Tried   int  // candidates
	Minimal bool // nothing more can be left out; else the shrinking was ended early
}

// Shrink makes a script smaller that shows something at a time; 0: only the whole run shows it. The script itself stays as it is.
func Shrink(ctx context.Context, judge Judge, found *script.Script, at time.Duration, options Options) Small {
	s := &shrinker{ctx: ctx, judge: judge, options: options, best: *found, at: at}
	s.toFixedPoint()
	return Small{Script: &s.best, Tried: s.tried, Minimal: !s.over()}
}

// shrinker is a script that is being made smaller.
type shrinker struct {
	ctx     context.Context
	judge   Judge
	options Options
	best    script.Script
	at      time.Duration // when the best shows it
	tried   int
}

// over reports whether nothing more is to be tried.
func (s *shrinker) over() bool {
	return s.ctx.Err() != nil || s.options.Most > 0 && s.tried >= s.options.Most
}

// mostRounds ends a shrinking whose moves of steps would go on making room for each other.
const mostRounds = 8

// toFixedPoint goes through all passes until nothing more can be left out.
func (s *shrinker) toFixedPoint() {
	s.cut()
	passes := []func() bool{s.leaveOutSteps, s.leaveOutServers, s.leaveOutPairs, s.simplifyCluster, s.simplifySteps}
	for range mostRounds {
		changed := s.options.Pin && s.pin() // once a round: what it cannot pin it would try for ever
		for _, pass := range passes {
			for !s.over() && pass() {
				changed = true
			}
		}
		if !s.moveSteps() && !changed {
			break
		}
		s.cut()
	}
}

// try takes a candidate for the best so far if it shows the same.
func (s *shrinker) try(candidate *script.Script) bool {
	if s.over() || candidate.Validate() != nil {
		return false
	}
	s.tried++
	at, shows := s.judge.Shows(candidate)
	if !shows {
		return false
	}
	s.best, s.at = *candidate, at
	return true
}

// copied returns the best so far, to be changed.
func (s *shrinker) copied() *script.Script {
	c := s.best
	c.Steps = append([]script.Step{}, s.best.Steps...)
	c.Cluster.Node = append([]script.NodeSettings{}, s.best.Cluster.Node...)
	return &c
}

// cut ends the run soon after it has shown it. Where only the whole run does there is no such moment.
func (s *shrinker) cut() {
	if s.at == 0 {
		return
	}
	c := s.copied()
	c.Until = roundUp(s.at+settling, settling)
	kept := c.Steps[:0]
	for _, step := range c.Steps {
		if step.At <= s.at {
			kept = append(kept, step)
		}
	}
	c.Steps = kept
	s.try(c)
}
