package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
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
is graded again from the evidence in it.

With --tasks the expectations in the lecturer's files count instead of those in the student's: the
task of a scenario is the file in which the same name stands.

Exit code 1 if anything was forged or is not passed.`,
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
	Held    int      `json:"held"`   // handed in, verified, and passed
	Files   int      `json:"files"`  // handed in
	Forged  int      `json:"forged"` // say what a run or the evidence does not
	Passed  int      `json:"passed"` // exercises of the lab, by the evidence
	Results []handIn `json:"results"`
}

// handIn is one file that was handed in.
type handIn struct {
	File     string        `json:"file"`
	About    string        `json:"about"` // the scenario, or the lab
	Standing standing      `json:"standing"`
	Verdict  trace.Verdict `json:"verdict,omitempty"` // by the run made again
	Passed   int           `json:"passed,omitempty"`  // exercises of a lab report
	Remark   trace.Text    `json:"remark"`
}

// standing says whether what was handed in is what it says it is.
type standing string

const (
	verified   standing = "verified"
	forged     standing = "forged"
	unverified standing = "unverified" // it could not be made again
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
		if student.Held < student.Files || student.Files == 0 {
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
	evidence := map[string]string{}
	for _, entry := range entries {
		if !entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		desk := &desk{dir: filepath.Join(dir, entry.Name()), student: entry.Name(), tasks: tasks, evidence: evidence}
		one, err := desk.gradeAll(ctx)
		if err != nil {
			return nil, err
		}
		class = append(class, one)
	}
	if len(class) == 0 {
		return nil, fmt.Errorf("%s has no directories of students (one for each, with what they handed in)", dir)
	}
	return class, nil
}

// gradeAll grades what is in a student's directory.
func (d *desk) gradeAll(ctx context.Context) (graded, error) {
	one := graded{Student: d.student, Results: []handIn{}}
	files, err := filepath.Glob(filepath.Join(escapeGlob(d.dir), "*.json"))
	if err != nil {
		return one, err
	}
	for _, file := range files {
		result := d.grade(ctx, file)
		if ctx.Err() != nil {
			return one, errInterrupted
		}
		one.Results = append(one.Results, result)
		one.Passed += result.Passed
		one.Files++
		if result.Standing == verified && result.Verdict == trace.Holds {
			one.Held++
		}
		if result.Standing == forged {
			one.Forged++
		}
	}
	return one, nil
}

// escapeGlob keeps the special characters of a directory's name from being a pattern.
func escapeGlob(dir string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(dir)
}

// print prints a line for each student, and below it what is not as it should be.
func (o *gradeOptions) print(class []graded) {
	longest := text.Width(o.say("student", "学生"))
	for _, student := range class {
		longest = max(longest, text.Width(text.Clean(student.Student)))
	}
	fmt.Fprintf(o.out, "%s  %s  %s  %s\n", pad(o.say("student", "学生"), longest),
		pad(o.say("held", "成立"), 8), pad(o.say("forged", "伪造"), 6), o.say("lab exercises", "实验练习"))
	for _, student := range class {
		fmt.Fprintf(o.out, "%s  %s  %-6d  %d\n", pad(text.Clean(student.Student), longest),
			pad(o.say("%d of %d", "%d/%d", student.Held, student.Files), 8), student.Forged, student.Passed)
		for _, r := range student.Results {
			if r.Standing != verified || r.Verdict != trace.Holds {
				fmt.Fprintf(o.out, "  %s: %s: %s\n", text.Clean(r.File), text.Clean(r.About), text.Clean(r.Remark.In(o.lang)))
			}
		}
		if student.Files == 0 {
			put(o.out, o.say("  nothing handed in: no .json file\n", "  没有交任何东西：没有 .json 文件\n"))
		}
	}
}
