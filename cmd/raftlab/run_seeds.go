package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"

	"raftlab/scenarios/run"
	"raftlab/scenarios/survey"
	"raftlab/sim/lang"
)

// Set implements [pflag.Value].
func (r *seedRange) Set(text string) error {
	left, right, found := strings.Cut(text, "-")
	from, err1 := strconv.ParseUint(left, 10, 64)
	to, err2 := strconv.ParseUint(right, 10, 64)
	switch {
	case !found && err1 == nil:
		return lang.Errorf("this is one seed (write %s-%s for a range, or --seed %s)", "这是一个种子（范围请写 %s-%s，或用 --seed %s）", text, text, text)
	case errors.Is(err1, strconv.ErrRange) || errors.Is(err2, strconv.ErrRange):
		return lang.Errorf("a seed is at most %d (write 1-300)", "种子至多是 %d（请写 1-300）", uint64(1<<64-1))
	case err1 != nil || err2 != nil:
		return lang.Errorf("write the first and the last seed, as 1-300", "请写第一个和最后一个种子，如 1-300")
	case from > to:
		return lang.Errorf("the first seed is greater than the last (write %d-%d)", "第一个种子大于最后一个（请写 %d-%d）", to, from)
	case to-from >= mostSeeds:
		return lang.Errorf("at most %d runs (write 1-300)", "至多 %d 次运行（请写 1-300）", mostSeeds)
	}
	*r = seedRange{from, to, true}
	return nil
}

// refuseWithSeeds refuses what is about one run.
func (o *runOptions) refuseWithSeeds() error {
	for _, flag := range []struct {
		given     bool
		name, why string
	}{
		{o.seed.given, "--seed", "is one run, and --seeds are many (leave one out)"},
		{len(o.steps) > 0, "--step", "changes the run, and the expectations that --seeds judges are of the script as it is (leave one out, or write the step into a file of your own)"},
		{o.trace != "", "--trace", "saves one run, and --seeds are many (choose one of them: --seed 12 --trace run.trace)"},
		{len(o.plots) > 0, "--plot", "draws one run, and --seeds are many (choose one of them: --seed 12 --plot run.svg)"},
		{o.verbose, "--verbose", "prints the events of one run, and --seeds are many (choose one of them: --seed 12 --verbose)"},
	} {
		if flag.given {
			return fmt.Errorf("%s %s", flag.name, flag.why)
		}
	}
	return nil
}

// runSeeds runs the scenario with many seeds and judges its expectations.
func (o *runOptions) runSeeds(ctx context.Context) error {
	if err := o.refuseWithSeeds(); err != nil {
		return err
	}
	simulation, err := o.open(o.request())
	if err != nil {
		return err
	}
	if err := simulation.RefuseMany(); err != nil {
		return err
	}
	from, to := o.seeds.from, o.seeds.to
	command := run.NewCommand("run", simulation.Word, []string{"--seeds", o.seeds.String()}, simulation.Engine, simulation.Header.Overrides)
	s := &survey.Survey{Lines: []run.Line{{Simulation: simulation}}, Runs: o.seeds.count(),
		Workers: runtime.GOMAXPROCS(0), Seed: func(number uint64) uint64 { return from + number }, Command: command,
		Seeds: lang.Text{EN: fmt.Sprintf("seeds %d to %d", from, to), ZH: fmt.Sprintf("种子 %d 到 %d", from, to)}}
	return o.engine.survey(ctx, o.console, s, o.format)
}
