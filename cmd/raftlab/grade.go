package main

import (
	"context"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/class"
)

type gradeOptions struct {
	*console
	tasks  string
	format format
}

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
are, it is the file with the name of the result: 3.yaml for 3.json.

Exit code 1 if a run or task does not hold, or anything is missing, forged, copied or cannot be
verified. How many exercises of the lab are passed does not change it.`,
		Example: examples(
			"a class of one, who hands in one run",
			"mkdir -p class/anna && raftlab run leader-crash -o json > class/anna/crash.json && raftlab grade class",
			"by the lecturer's expectations",
			"mkdir -p tasks && raftlab show leader-crash > tasks/crash.yaml && raftlab grade class --tasks tasks",
			"for a spreadsheet", "raftlab grade class -o json | jq -r '.[] | [.student, .held] | @csv'"),
		Args: oneArgument("a directory"),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args[0]) },
	}
	cmd.Flags().StringVar(&o.tasks, "tasks", "", "`DIR` with the scenario files whose expectations count")
	addFormat(cmd, &o.format)
	return cmd
}

func (o *gradeOptions) run(ctx context.Context, dir string) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	students, err := class.Grade(ctx, class.Options{Dir: dir, Tasks: o.tasks, Raftlab: buildInfo().raftlab, Read: readFile})
	if err != nil {
		return interrupted(fileError(err))
	}
	if o.format == jsonFormat {
		err = writeJSON(o.out, students)
	} else {
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
