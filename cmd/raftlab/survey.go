package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
	"raftlab/sim/trials"
)

// survey is many runs of a scenario, to its end, judged by its expectations.
type survey struct {
	*console
	lines   []surveyLine
	runs    uint64 // of each line
	workers int
	seed    func(number uint64) uint64
	whence  lang.Text // says which seeds these are
	command run.Command
	partial bool
}

// surveyLine is one set of settings.
type surveyLine struct {
	value string // what was varied, in words; "" if nothing was
	*run.Simulation
	tally scenarios.Tally
}

// run runs and judges all lines. An interrupt leaves what there is in the tallies.
func (s *survey) run(ctx context.Context) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	done := new(atomic.Uint64)
	hide := s.showProgress(done, s.runs*uint64(len(s.lines)), lang.Text{EN: "runs", ZH: "运行"})
	defer hide()
	for i := range s.lines {
		err := s.judge(ctx, &s.lines[i], done)
		if errors.Is(err, context.Canceled) {
			s.partial = true
			return errInterrupted
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// judge runs one line.
func (s *survey) judge(ctx context.Context, line *surveyLine, done *atomic.Uint64) error {
	whole := trials.Whole{Engine: line.Engine, Script: &line.Script, Header: line.Header, Seed: s.seed, Runs: s.runs}
	var tallying sync.Mutex
	return whole.Each(ctx, trials.Options{Workers: s.workers, Done: done}, func(number uint64, t *timeline.Timeline) {
		findings := line.Scenario.Judge(t)
		all := run.Overall(findings, t)
		tallying.Lock()
		defer tallying.Unlock()
		line.tally.Add(number, all, findings)
	})
}

// replay returns the command that runs one of the runs of a line.
func (s *survey) replay(line *surveyLine, number uint64) run.Command {
	return line.CommandOf(s.seed(number))
}

// verdict returns the verdict on all runs of all lines.
func (s *survey) verdict() trace.Verdict {
	all := trace.Holds
	for i := range s.lines {
		switch s.lines[i].tally.All.Verdict() {
		case trace.Violated:
			return trace.Violated
		case trace.Untested:
			all = trace.Untested
		}
	}
	return all
}

// tell runs everything and prints the result. The exit code is that of the verdict on all runs.
func (s *survey) tell(ctx context.Context, as format) error {
	ran := s.run(ctx)
	if ran != nil && !errors.Is(ran, errInterrupted) {
		return ran
	}
	if as == jsonFormat {
		if err := s.printJSON(); err != nil {
			return err
		}
	} else {
		s.printText()
	}
	if ran != nil {
		return ran
	}
	return codeOf(s.verdict())
}

// seedRange is a flag: the seeds from one to another.
type seedRange struct {
	from, to uint64
	given    bool
}

// mostSeeds is how many runs can be asked for: nobody waits for more.
const mostSeeds = 1_000_000_000

func (r *seedRange) String() string {
	if !r.given {
		return ""
	}
	return fmt.Sprintf("%d-%d", r.from, r.to)
}

func (r *seedRange) Type() string { return "A-B" }

func (r *seedRange) count() uint64 { return r.to - r.from + 1 }
