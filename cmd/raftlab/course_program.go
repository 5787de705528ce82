package main

import (
	"context"
	"runtime"
	"strings"

	"raftlab/cmd/raftlab/process"
	"raftlab/cmd/raftlab/starter"
	"raftlab/docs"
	"raftlab/scenarios"
	"raftlab/scenarios/ladder"
	"raftlab/sim/lang"
)

// programLesson is the lesson whose exercise is a program, and programSeeds is how many schedules it is tried with.
const (
	programLesson = 9
	programSeeds  = 50
)

// checkProgram tries a program with the elections of the ladder, and with the runs that came with it.
func (o *courseCheckOptions) checkProgram(ctx context.Context, lesson *docs.Lesson, files []string) error {
	if len(files) == 0 {
		return lang.Errorf("write the program, too: raftlab course check %d vote/raft (raftlab course %[1]d says how to make it)",
			"还要写程序：raftlab course check %d vote/raft（怎样生成它，见 raftlab course %[1]d）", lesson.Number)
	}
	patience := process.Patience
	own, err := ownProgramOf(titleOf(files), &patience)
	if err != nil {
		return err
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	own.host.CloseWith(ctx)
	defer own.host.Close()
	if err := o.greet(own); err != nil {
		return err
	}
	all := ladder.Parts()
	elections, runs := all[0], all[2] // of C, since that is where disks are judged
	runs.Scenarios = runsOfVoteRule()
	report := &ladder.Report{}
	for _, try := range []struct {
		part  ladder.Part
		seeds uint64
	}{{elections, programSeeds}, {runs, 0}} {
		one, err := ladder.Try(ctx, []ladder.Part{try.part}, ladder.Options{Host: own.host, Title: own.engine.Title, Seeds: try.seeds, Workers: runtime.GOMAXPROCS(0)})
		if err != nil {
			return interrupted(err)
		}
		report.Parts = append(report.Parts, one.Parts...)
		report.Differs, report.NoAnswer = one.Differs, report.NoAnswer || one.NoAnswer
	}
	return o.printProgram(lesson, report)
}

// runsOfVoteRule are the scenarios beside the program with which the exercise begins.
func runsOfVoteRule() (all []*scenarios.Scenario) {
	for _, file := range starter.Files("vote-rule", lang.English) {
		if strings.HasSuffix(file.Name, ".yaml") {
			s, err := scenarios.Load(file.Name, file.Content)
			if err != nil {
				panic(err) // a test loads them
			}
			all = append(all, s)
		}
	}
	return all
}

func (o *courseCheckOptions) printProgram(lesson *docs.Lesson, report *ladder.Report) error {
	passed := report.Held()
	if passed {
		if err := keepPassed(lesson.Number); err != nil {
			return err
		}
	}
	switch {
	case o.format == jsonFormat:
		if err := writeJSON(o.out, checked{Lesson: lesson.Number, Passed: passed, Runs: report}); err != nil {
			return err
		}
	case passed:
		write(o.out, o.say("lesson %d: done\n", "第 %d 课：完成\n", lesson.Number))
	default:
		for _, part := range report.Parts {
			if first := part.First; first != nil {
				write(o.out, o.say("lesson %d: not yet: %s: %s\n", "第 %d 课：尚未完成：%s：%s\n", lesson.Number, first.Name, first.Words))
			}
		}
		if differs := report.Differs.In(o.lang); differs != "" {
			write(o.out, differs, "\n")
		}
	}
	switch {
	case report.NoAnswer:
		return verdict(exitEnvironment)
	case !passed:
		return verdict(exitViolated)
	}
	return nil
}
