package main

import (
	"context"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/class"
	"raftlab/scenarios/ladder"
	"raftlab/sim/lang"
)

type gradeOptions struct {
	*console
	tasks     string
	taskSeeds seedRange
	programs  bool
	seeds     uint64
	patience  time.Duration
	format    format
}

// csvFormat is the form for a spreadsheet.
const csvFormat format = "csv"

func newGrade(c *console) *cobra.Command {
	o := gradeOptions{console: c}
	cmd := &cobra.Command{
		Use:   "grade DIR",
		Short: "Grade what a class handed in",
		Long: `Grade what a class handed in. DIR has one directory for each student, with the results of their runs
(raftlab run my.yaml -o json > my.json), the scenario files that they ran, and their lab reports
(raftlab lab report -o json > report.json).

Every run is run again: with the student's file, or the built-in scenario, and the seed, engine and
overrides that the result names. A result that the run does not give is told as forged. A lab report
is graded again from the evidence in it, and evidence that several students hand in is told as copied.

With --tasks the expectations in the lecturer's files count instead of those in the student's, and what
the student changed is told. The task of a result is about the scenario of the same name; if several
are, it is the file with the name of the result: 3.yaml for 3.json. A task of the course
(raftlab course task 2 > tasks/2.yaml) is graded as raftlab course check does: what must be so
whatever the seed is asked of 200 seeds. --task-seeds asks the same of other tasks.

Results, scenario files and programs with the same bytes are told: the same file as another student's. Equal scripts
give equal results, so look at the scenario files, too. A file that is still as it was given out is nobody's. Exercises of the lab that raftlab lab do did are shown, not done: they do not
count.

A Raft of a student's own is not run. With --programs one that is handed in as a WebAssembly module (raft.wasm) is tried in a
sandbox, as raftlab try does it, and its points are told; for one in another form, raft.py or raft.go, the command is
printed that tries it in a container, without a network.

Exit code 1 if a run or task does not hold, or anything is missing, forged, copied or cannot be
verified, or a module cannot be tried. How many exercises of the lab are passed, and how many points a program has, does not
change it.`,
		Example: examples(
			"a class of one, who hands in one run",
			"mkdir -p class/anna && raftlab run leader-crash -o json > class/anna/crash.json && raftlab grade class",
			"by the lecturer's expectations",
			"mkdir -p tasks && raftlab show leader-crash > tasks/crash.yaml && raftlab grade class --tasks tasks",
			"whatever the seed", "mkdir -p class/anna tasks && raftlab run leader-crash -o json > class/anna/crash.json && raftlab show leader-crash > tasks/crash.yaml && raftlab grade class --tasks tasks --task-seeds 1-50",
			"with the students' own programs", "mkdir -p class/anna && raftlab try --starter python class/anna && raftlab grade class --programs",
			"for a spreadsheet", "mkdir -p class/anna && raftlab run leader-crash -o json > class/anna/crash.json && raftlab grade class -o csv > class.csv"),
		Args: oneArgument("a directory", "一个目录"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().StringVar(&o.tasks, "tasks", "", "`DIR` with the scenario files whose expectations count")
	cmd.Flags().Var(&o.taskSeeds, "task-seeds", "run the scripts of tasks with each of these seeds, too")
	cmd.Flags().BoolVar(&o.programs, "programs", false, "try modules that students hand in, and say how to try other programs")
	cmd.Flags().Uint64Var(&o.seeds, "seeds", 50, "random schedules of each part for a program")
	addPatience(cmd, &o.patience)
	o.format = textFormat
	formats := []format{textFormat, jsonFormat, csvFormat}
	addChoice(cmd.Flags(), &o.format, formats, "output", "o", "form of the result")
	completeWords(cmd, "output", formats)
	mustComplete(cmd, "task-seeds", cobra.NoFileCompletions)
	mustComplete(cmd, "seeds", cobra.NoFileCompletions)
	return cmd
}

func (o *gradeOptions) run(ctx context.Context, dir string) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	if o.taskSeeds.given && o.tasks == "" {
		return lang.Errorf("--task-seeds is about tasks: write --tasks DIR, too", "--task-seeds 针对题目：还要写 --tasks DIR")
	}
	done := new(atomic.Uint64)
	options := class.Options{Dir: dir, Tasks: o.tasks, Raftlab: buildInfo().raftlab, Read: readFile,
		TaskSeeds: class.Seeds{From: o.taskSeeds.from, To: o.taskSeeds.to}, Workers: runtime.GOMAXPROCS(0), Done: done}
	if err := o.addPrograms(&options); err != nil {
		return err
	}
	hide := o.showProgress(done, class.CountStudents(dir), lang.Text{EN: "students", ZH: "学生"})
	students, err := class.Grade(ctx, options)
	hide()
	if err != nil {
		return interrupted(fileError(err))
	}
	switch o.format {
	case jsonFormat:
		err = writeJSON(o.out, students)
	case csvFormat:
		err = class.CSV(o.out.asItIs(), students)
	default:
		write(o.out, class.Text(students, o.lang))
	}
	if err != nil {
		return err
	}
	for i := range students {
		if !students[i].IsInOrder() {
			return verdict(exitViolated)
		}
	}
	return nil
}

// addPrograms lets modules be tried, if that is asked for.
func (o *gradeOptions) addPrograms(options *class.Options) error {
	if o.seeds > mostSchedules {
		return lang.Errorf("--seeds %d are too many (at most %d)", "--seeds %d 太多（至多 %d）", o.seeds, mostSchedules)
	}
	if !o.programs {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return environment(err)
	}
	options.Try, options.Self, options.Seeds = o.tryModule, self, o.seeds
	return nil
}

// tryModule tries a module with all parts of the ladder.
func (o *gradeOptions) tryModule(ctx context.Context, module string) (*ladder.Report, error) {
	own, err := newOwnModule(module, &o.patience)
	if err != nil {
		return nil, err
	}
	defer own.host.Close()
	own.host.CloseWith(ctx)
	if err := o.greet(own); err != nil {
		return nil, err
	}
	return ladder.Try(ctx, ladder.Fit(ladder.Parts(), own.engine.Features()),
		ladder.Options{Host: own.host, Title: own.engine.Title, Seeds: o.seeds, Workers: runtime.GOMAXPROCS(0)})
}
