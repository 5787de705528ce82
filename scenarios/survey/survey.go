// Package survey runs a scenario many times, each run to its end and with a seed of its own, and tells in how many
// each of its expectations held, with the first run in which it did not.
//
//	s := survey.Survey{Lines: lines, Runs: 300, Workers: 2, Seed: func(number uint64) uint64 { return 1 + number }}
//	err := s.Run(ctx, new(atomic.Uint64))
//	fmt.Print(s.Text(lang.English))
package survey

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
	"raftlab/sim/trials"
)

// Survey is many runs of a scenario, judged by its expectations.
type Survey struct {
	Lines   []run.Line                 // the sets of settings; at least one
	Runs    uint64                     // of each line
	Workers int                        // runs at a time; at least 1
	Seed    func(number uint64) uint64 // of a run; numbers count from 0
	Seeds   lang.Text                  // says which seeds these are
	Command run.Command                // repeats the survey

	tallies []scenarios.Tally // by line
	partial bool
}

// Run runs and judges all lines, and counts the runs in done. The end of ctx ends it with the error of ctx; what was
// judged until then stays, and is said to be a part.
func (s *Survey) Run(ctx context.Context, done *atomic.Uint64) error {
	s.tallies = make([]scenarios.Tally, len(s.Lines))
	for i := range s.Lines {
		err := s.judge(ctx, i, done)
		if errors.Is(err, context.Canceled) {
			s.partial = true
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// judge runs one line.
func (s *Survey) judge(ctx context.Context, i int, done *atomic.Uint64) error {
	line, tally := &s.Lines[i], &s.tallies[i]
	whole := trials.Whole{Engine: line.Engine, Script: &line.Script, Header: line.Header, Seed: s.Seed, Runs: s.Runs}
	var tallying sync.Mutex
	return whole.Each(ctx, trials.Options{Workers: s.Workers, Done: done}, func(number uint64, t *timeline.Timeline) {
		findings := line.Scenario.Judge(t)
		all := run.Overall(findings, t)
		tallying.Lock()
		defer tallying.Unlock()
		tally.Add(number, all, findings)
	})
}

// Verdict returns the verdict on all runs of all lines: one violation violates it, and it holds if all held.
func (s *Survey) Verdict() trace.Verdict {
	all := trace.Holds
	for i := range s.tallies {
		switch s.tallies[i].All.Verdict() {
		case trace.Violated:
			return trace.Violated
		case trace.Untested:
			all = trace.Untested
		}
	}
	return all
}

// FirstFailed returns the seed of the first run in which not all held, and in what share of the runs of its line all did.
func (s *Survey) FirstFailed() (seed uint64, held string) {
	for i := range s.tallies {
		all := &s.tallies[i].All
		switch share := heldShare(all.Held, all.Runs()); {
		case all.Violated > 0:
			return s.Seed(all.FirstViolated.Number), share
		case all.Untested > 0:
			return s.Seed(all.FirstUntested.Number), share
		}
	}
	return 0, heldShare(1, 1)
}

// replay returns the command that runs one of the runs of a line.
func (s *Survey) replay(line *run.Line, number uint64) run.Command {
	return line.CommandOf(s.Seed(number))
}
