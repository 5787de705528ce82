package main

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"raftlab/docs"
	"raftlab/scenarios/course"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

func newCourseTask(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "task LESSON",
		Short: "Print the file with which the exercise of a lesson begins",
		Long: `Print the scenario file with which the exercise of a lesson begins: the scenario, and below expect: what is to be
shown. A directory of these files, named by their lessons, is what raftlab grade --tasks takes.`,
		Example:           examples("begin the exercise of lesson 2", "raftlab course task 2 > my.yaml"),
		Args:              oneArgument("a lesson", "一课"),
		ValidArgsFunction: completeLessons(c),
		RunE: func(_ *cobra.Command, args []string) error {
			_, x, err := findExerciseOf(args[0])
			if err == nil {
				c.out.asItIs().Write(x.Source())
			}
			return err
		},
	}
}

// findExerciseOf returns a lesson with its exercise about a scenario.
func findExerciseOf(word string) (*docs.Lesson, *course.Exercise, error) {
	lesson, err := findLesson(word)
	if err != nil {
		return nil, nil, err
	}
	if lesson.Number == measuredLesson {
		return lesson, nil, lang.Errorf("lesson %d has no file to begin with: its exercise is a measurement (raftlab lab elections -n %d -o json > elections.json)",
			"第 %d 课没有起始文件：它的练习是一次测量（raftlab lab elections -n %d -o json > elections.json）",
			lesson.Number, leastMeasured)
	}
	x := course.ExerciseOf(lesson.Number)
	switch {
	case lesson.Number == programLesson:
		return lesson, nil, lang.Errorf("lesson %d has no scenario to begin with: its exercise is a program (raftlab course %[1]d says how to begin and how to check it)",
			"第 %d 课没有起始场景：它的练习是一个程序（怎样开始、怎样检查，见 raftlab course %[1]d）", lesson.Number)
	case x == nil:
		return lesson, nil, lang.Errorf("lesson %d has no file to begin with: its exercise is done in the lab (raftlab lab show %s)",
			"第 %d 课没有起始文件：它的练习在实验环境中完成（raftlab lab show %s）",
			lesson.Number, labLessonExercises[0])
	}
	return lesson, x, nil
}

type courseCheckOptions struct {
	*console
	seed   seedFlag
	format format
	lab    *labOptions
}

func newCourseCheck(c *console, lab *labOptions) *cobra.Command {
	o := &courseCheckOptions{console: c, lab: lab}
	cmd := &cobra.Command{
		Use:   "check LESSON [FILE]",
		Short: "Check the exercise of a lesson",
		Long: `Check whether a scenario file is an answer to the exercise of a lesson, and keep it if it is. What the exercise
asks for counts, not what stands below expect: in the file. What must be so whatever the seed is asked of
` + fmt.Sprint(course.AllSeeds) + ` seeds; lesson 3 is about one run, and takes --seed. Lesson 8 is done in the lab, and has no file;
of lesson 9 the file is a program, and of lesson 11 a measurement, raftlab lab elections -n 20 -o json: the comparison is made again
from its elections.`,
		Example: examples("is this an answer?", "raftlab course task 1 > my.yaml; raftlab course check 1 my.yaml",
			"with a seed of your own", "raftlab course task 3 > my.yaml; raftlab course check 3 my.yaml --seed 14"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return lang.Errorf("write a lesson and a file: raftlab course check 1 my.yaml", "请写课和文件：raftlab course check 1 my.yaml")
			}
			return nil
		},
		ValidArgsFunction: completeLessons(c),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	cmd.Flags().Var(&o.seed, "seed", "seed of the run, where an exercise is about one run (default 1)")
	addFormat(cmd, &o.format)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
	return cmd
}

// checked is the result of a check as JSON.
type checked struct {
	Lesson  int       `json:"lesson"`
	Passed  bool      `json:"passed"`
	Changed lang.Text `json:"changed,omitzero"` // what must stay, and was changed
	Runs    any       `json:"runs,omitempty"`   // as raftlab run --seeds -o json has it
}

func (o *courseCheckOptions) run(ctx context.Context, args []string) error {
	lesson, err := findLesson(args[0])
	if err != nil {
		return err
	}
	switch lesson.Number {
	case labLesson:
		return o.checkLab(lesson, args[1:])
	case measuredLesson:
		return o.checkMeasured(ctx, lesson, args[1:])
	case programLesson:
		return o.checkProgram(ctx, lesson, args[1:])
	}
	_, x, err := findExerciseOf(args[0])
	if err != nil {
		return err
	}
	switch {
	case len(args) == 1:
		return lang.Errorf("write the file, too: raftlab course check %d my.yaml (raftlab course task %[1]d > my.yaml makes one)",
			"还要写文件：raftlab course check %d my.yaml（raftlab course task %[1]d > my.yaml 生成它）", lesson.Number)
	case o.seed.given && !x.OneSeed:
		return lang.Errorf("lesson %d asks for what holds whatever the seed: leave out --seed",
			"第 %d 课要求换任何种子都成立：请删去 --seed", lesson.Number)
	}
	own, err := o.open(run.Request{Word: args[1], Seed: o.seed.or(run.DefaultSeed), Engine: run.DefaultEngine()})
	if err != nil {
		return err
	}
	result, err := o.check(ctx, x, own)
	if err != nil {
		return err
	}
	if result.Passed() {
		if err := keepPassed(lesson.Number); err != nil {
			return err
		}
	}
	return o.print(lesson, result)
}

func (o *courseCheckOptions) check(ctx context.Context, x *course.Exercise, own *run.Simulation) (*course.Result, error) {
	ctx, stop := untilSignal(ctx)
	defer stop()
	done := new(atomic.Uint64)
	hide := o.showProgress(done, x.Runs(), lang.Text{EN: "runs", ZH: "运行"})
	defer hide()
	result, err := x.Check(ctx, own, runtime.GOMAXPROCS(0), done)
	return result, interrupted(err)
}

func keepPassed(lesson int) error {
	progress, err := loadProgress()
	if err != nil {
		return err
	}
	return progress.pass(lesson, time.Now())
}

func (o *courseCheckOptions) print(lesson *docs.Lesson, r *course.Result) error {
	if o.format == jsonFormat {
		document := checked{Lesson: lesson.Number, Passed: r.Passed(), Changed: r.Changed}
		if r.Runs != nil {
			document.Runs = r.Runs.Document()
		}
		if err := writeJSON(o.out, document); err != nil {
			return err
		}
		return o.verdictOf(r)
	}
	if r.Runs == nil {
		write(o.out, o.say("lesson %d: not an answer yet: %s\n", "第 %d 课：还不是答案：%s\n", lesson.Number, r.Changed))
		return o.verdictOf(r)
	}
	write(o.out, r.Runs.Text(o.lang), "\n", o.summary(lesson, r), "\n")
	return o.verdictOf(r)
}

func (o *courseCheckOptions) summary(lesson *docs.Lesson, r *course.Result) string {
	if r.Passed() {
		return o.say("lesson %d: done", "第 %d 课：完成", lesson.Number)
	}
	return o.say("lesson %d: not yet. Hints: raftlab course %[1]d    Answers: raftlab course --answers", "第 %d 课：尚未完成。提示：raftlab course %[1]d    答案：raftlab course --answers", lesson.Number)
}

func (o *courseCheckOptions) verdictOf(r *course.Result) error {
	if !r.Passed() {
		return verdict(exitViolated)
	}
	return nil
}

// checkLab says whether the exercises of a lesson in the lab are passed.
func (o *courseCheckOptions) checkLab(lesson *docs.Lesson, files []string) error {
	if len(files) > 0 {
		return lang.Errorf("lesson %d is done in the lab and has no file: leave out %s",
			"第 %d 课在实验环境中完成，没有文件：请删去 %s", lesson.Number, files[0])
	}
	_, progress, err := o.lab.progress()
	if err != nil {
		return err
	}
	passed := hasPassed(progress, labLessonExercises)
	if o.format == jsonFormat {
		if err := writeJSON(o.out, checked{Lesson: lesson.Number, Passed: passed}); err != nil {
			return err
		}
	} else if passed {
		write(o.out, o.say("lesson %d: done\n", "第 %d 课：完成\n", lesson.Number))
	} else {
		for _, id := range labLessonExercises {
			if progress.Of(id).Passed == nil {
				write(o.out, o.say("lesson %d: not yet: raftlab lab check %s has not passed\n", "第 %d 课：尚未完成：raftlab lab check %s 还没有通过\n", lesson.Number, id))
			}
		}
	}
	if !passed {
		return verdict(exitViolated)
	}
	return nil
}
