package course

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/scenarios/survey"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Result is what the check of an exercise showed.
type Result struct {
	Changed lang.Text      // what was changed that must stay; empty if nothing, and then there are
	Runs    *survey.Survey // runs of the student's script, judged by the exercise's expectations
}

// Passed reports whether the exercise is done.
func (r *Result) Passed() bool { return r.Changed == lang.Text{} && r.Runs.Verdict() == trace.Holds }

// Check judges a student's run by the exercise: the script of that run, with the seed that was chosen if the exercise asks
// for one run, and else with all its seeds. What the student's file expects does not count. It counts the runs in done; the
// end of ctx ends it with the error of ctx.
func (x *Exercise) Check(ctx context.Context, own *run.Simulation, workers int, done *atomic.Uint64) (*Result, error) {
	task := x.task()
	if changed := x.keep(task, own.Scenario); changed != (lang.Text{}) {
		return &Result{Changed: changed}, nil
	}
	lines, err := x.lines(task, own)
	if err != nil {
		return nil, err
	}
	r := &Result{Runs: &survey.Survey{Lines: lines, Runs: x.Runs(), Workers: workers,
		Seed: func(number uint64) uint64 { return 1 + number }}}
	r.Runs.Seeds = lang.Say("seeds 1 to %d", "种子 1 到 %d", AllSeeds)
	if x.OneSeed {
		seed := own.Header.Seed
		r.Runs.Seed = func(uint64) uint64 { return uint64(seed) }
		r.Runs.Seeds = lang.Say("seed %s", "种子 %s", fmt.Sprint(uint64(seed)))
	}
	var seed []string
	if x.OneSeed {
		seed = run.SeedFlags(uint64(own.Header.Seed))
	}
	r.Runs.Command = run.NewCommand(fmt.Sprintf("course check %d", x.Lesson), own.Word, seed, own.Engine, own.Header.Overrides)
	return r, r.Runs.Run(ctx, done)
}

// lines returns the student's script judged by the task; where it is about a rule, on the engine without that rule, and on the whole one.
func (x *Exercise) lines(task *scenarios.Scenario, own *run.Simulation) ([]run.Line, error) {
	judged := *own
	judged.Scenario = task
	if x.broken == 0 {
		return []run.Line{{Simulation: &judged}}, nil
	}
	sound, err := scenarios.Load("task.yaml", []byte(strings.Replace(x.own, "expect:\n", "", 1))) // only safety is expected
	if err != nil {
		return nil, err
	}
	var lines []run.Line
	for _, one := range []struct {
		scenario *scenarios.Scenario
		engine   textbook.Engine
	}{{task, textbook.Engine{Broken: x.broken}}, {sound, textbook.Engine{}}} {
		s, err := run.New(own.Scenario, own.Word, uint64(own.Header.Seed), one.engine)
		if err != nil {
			return nil, err
		}
		s.Scenario = one.scenario
		lines = append(lines, run.Line{Simulation: s, Value: one.engine.Name()})
	}
	return lines, nil
}

// Runs returns how many runs each line is judged by.
func (x *Exercise) Runs() uint64 {
	if x.OneSeed {
		return 1
	}
	return AllSeeds
}
