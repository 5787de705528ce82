package main

import (
	"context"
	"fmt"

	"raftlab/scenarios/survey"
	"raftlab/sim/lang"
	"raftlab/sim/trials"
)

// refuseWithExpect refuses what is about measuring.
func (o *trialsOptions) refuseWithExpect() error {
	if len(o.steps) > 0 {
		return lang.Errorf("--expect judges the expectations of the script as it is, and --step changes it (leave one out, or write the step into a file of your own)",
			"--expect 判定原来脚本的预期，而 --step 改变脚本（请删去一个，或把这一步写到自己的文件中）")
	}
	for _, flag := range []struct {
		given bool
		name  string
	}{
		{o.shard.Of > 0, "--shard"}, {o.result != "", "--result"}, {o.samples != "", "--samples"}, {len(o.plots) > 0, "--plot"},
		{o.figure != "", "--figure"}, {o.seedOf != "", "--seed-of"}, {o.emit != "", "--emit"},
	} {
		if flag.given {
			return lang.Errorf("--expect judges, and measures nothing that %s could take (leave one out)",
				"--expect 只作判定，不测量 %s 所需的（请删去一个）", flag.name)
		}
	}
	return nil
}

// judge runs the trials to the end of the scenario and judges its expectations.
func (o *trialsOptions) judge(ctx context.Context) error {
	_, lines, err := o.lines()
	if err != nil {
		return err
	}
	seed := o.seed.value
	s := &survey.Survey{Lines: lines, Runs: o.number, Workers: o.workers, Command: o.command().With("--expect"),
		Seed:  func(number uint64) uint64 { return trials.SeedOf(seed, number) },
		Seeds: lang.Text{EN: fmt.Sprintf("trials of seed %d", seed), ZH: fmt.Sprintf("种子 %d 的试验", seed)}}
	return o.engine.survey(ctx, o.console, s, o.format)
}
