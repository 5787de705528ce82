package main

import (
	"fmt"

	"raftlab/scenarios/run"
	"raftlab/sim/engine"
	"raftlab/sim/trials"
	"raftlab/sim/trials/study"
)

// trialsReport is what trials showed, and what is needed to tell it.
type trialsReport struct {
	*console
	study   *study.Study // nil: nothing to compare with
	lines   []trialLine
	file    *trials.File
	engine  engine.Engine
	command run.Command
	figure  figure
	partial bool
}

// verdict returns violated safety as what a command returns, and untested if no trial measured
// anything. A shard may have no trials.
func (r *trialsReport) verdict() error {
	finished, tried := uint64(0), uint64(0)
	for i := range r.file.Lines {
		result := r.file.Lines[i].Result
		finished, tried = finished+result.Finished, tried+result.Trials
		if result.Broken+result.Ended > 0 {
			return verdict(exitViolated)
		}
	}
	if finished == 0 && tried > 0 {
		return verdict(exitUntested)
	}
	return nil
}

// replay returns the command that runs one trial.
func (r *trialsReport) replay(line *trialLine, seed uint64) string {
	return run.NewCommand("run", r.lines[0].word, run.SeedFlags(seed), r.engine, line.scenario.Overrides()).String()
}

func (r *trialsReport) seedOf(number uint64) uint64 { return trials.SeedOf(uint64(r.file.Seed), number) }

// print prints the report in the form that was asked for.
func (o *trialsOptions) print(r *trialsReport) error {
	switch {
	case o.seedOf != "":
		return r.printSeeds(o.seedOf)
	case o.format == jsonFormat:
		return r.printJSON()
	}
	r.printText()
	return nil
}

// printSeeds prints the commands that run the trials asked for, one for each line.
func (r *trialsReport) printSeeds(which seedOf) error {
	for i := range r.file.Lines {
		result := r.file.Lines[i].Result
		number := result.Slowest
		switch {
		case which == "unfinished" && result.UnfinishedCount() == 0:
			return fmt.Errorf("no trial is unfinished")
		case which == "unfinished":
			number = result.Unfinished
		case result.Finished == 0:
			return fmt.Errorf("no trial is finished (see --seed-of unfinished)")
		}
		put(r.out, r.replay(&r.lines[i], r.seedOf(number)), "\n")
	}
	return nil
}

// quantiles are those that are told.
var quantiles = []struct {
	parts, whole uint64
	en, zh, key  string
}{
	{1, 2, "median", "中位数", "median_ms"}, {9, 10, "p90", "p90", "p90_ms"}, {99, 100, "p99", "p99", "p99_ms"},
	{999, 1000, "p99.9", "p99.9", "p999_ms"}, {9999, 10000, "p99.99", "p99.99", "p9999_ms"},
}
