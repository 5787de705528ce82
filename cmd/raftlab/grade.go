package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
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

// graded is what one student handed in.
type graded struct {
	Student string   `json:"student"`
	Held    int      `json:"held"`              // tasks that hold; without tasks, runs
	Of      int      `json:"of"`                // of so many
	Missing []string `json:"missing,omitempty"` // tasks for which nothing was handed in
	Forged  int      `json:"forged"`            // files that say what a run or the evidence does not
	Copied  int      `json:"copied"`            // lab reports with another student's evidence
	Passed  []string `json:"passed"`            // exercises of the lab, by the evidence
	Results []handIn `json:"results"`
}

// handIn is one file that was handed in.
type handIn struct {
	File     string        `json:"file"`
	About    string        `json:"about"` // the scenario, or the lab
	Task     string        `json:"task,omitempty"`
	Standing standing      `json:"standing"`
	Verdict  trace.Verdict `json:"verdict,omitempty"` // by the run made again
	Changed  []string      `json:"changed,omitempty"` // from the task's file, as diff shows it
	Passed   []string      `json:"passed,omitempty"`  // exercises of a lab report
	Remark   lang.Text     `json:"remark"`

	isReport bool              // of a lab
	traces   map[string]string // in a lab report: by exercise, what only one lab can show
}

// standing says whether what was handed in is what it says it is.
type standing string

const (
	verified   standing = "verified"
	forged     standing = "forged"
	copied     standing = "copied"
	unverified standing = "unverified" // it could not be made again
	extra      standing = "extra"      // no task asks for it
)

func (o *gradeOptions) run(ctx context.Context, dir string) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	tasks, err := readTasks(o.tasks)
	if err != nil {
		return err
	}
	class, err := gradeClass(ctx, dir, tasks)
	if err != nil {
		return err
	}
	if o.format == jsonFormat {
		err = writeJSON(o.out, class)
	} else {
		o.print(class)
	}
	if err != nil {
		return err
	}
	for _, student := range class {
		if !student.isInOrder() {
			return verdict(exitViolated)
		}
	}
	return nil
}

// gradeClass grades the directories of a class in the order of their names.
func gradeClass(ctx context.Context, dir string, tasks tasks) ([]graded, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("there is no directory %s", dir)
	case err != nil:
		return nil, environment(fmt.Errorf("%s: %w", dir, cause(err)))
	}
	class := []graded{}
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		desk := &desk{dir: filepath.Join(dir, entry.Name()), student: entry.Name(), tasks: tasks}
		one, err := desk.gradeAll(ctx)
		if err != nil {
			return nil, err
		}
		class = append(class, one)
	}
	if len(class) == 0 {
		return nil, fmt.Errorf("%s has no directories of students (one for each, with what they handed in)", dir)
	}
	findCopies(class)
	for i := range class {
		class[i].count(len(tasks))
	}
	return class, nil
}

// count counts what was handed in.
func (g *graded) count(tasks int) {
	held, passed := map[string]bool{}, map[string]bool{}
	for _, r := range g.Results {
		if !r.isReport {
			g.Of++
			if r.Standing == verified && r.Verdict == trace.Holds {
				g.Held++
				held[r.Task] = true
			}
		}
		switch r.Standing {
		case forged:
			g.Forged++
		case copied:
			g.Copied++
		}
		for _, id := range r.Passed {
			passed[id] = true
		}
	}
	if tasks > 0 {
		g.Held, g.Of = len(held), tasks
	}
	g.Passed = append([]string{}, slices.Sorted(maps.Keys(passed))...)
}

// isInOrder reports whether the lecturer has nothing to look at.
func (g *graded) isInOrder() bool {
	for _, r := range g.Results {
		if r.Standing != verified && r.Standing != extra {
			return false
		}
	}
	return g.Held == g.Of && len(g.Results) > 0
}
