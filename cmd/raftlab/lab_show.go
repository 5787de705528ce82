package main

import (
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"raftlab/lab/exercise"
	"raftlab/sim/lang"
)

type labShowOptions struct {
	*labOptions
	steps bool
}

func newLabShow(lab *labOptions) *cobra.Command {
	o := labShowOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Print the task of an exercise, and its hints",
		Long: `Print an exercise: its task, the handout's own lines, how today's etcd differs, and hints. With --steps also the
lines that do it, what to look at in each, and the explanation.`,
		Example: examples("the task", "raftlab lab show put-get-delete", "all of it", "raftlab lab show put-get-delete --steps"),
		Args:    oneExercise("the name of an exercise", "一个练习的名字"), ValidArgsFunction: completeExercises,
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := findExercise(args[0])
			if err != nil {
				return err
			}
			o.print(x)
			return nil
		},
	}
	cmd.Flags().BoolVar(&o.steps, "steps", false, "print the solution as well")
	return cmd
}

func (o *labShowOptions) print(x *exercise.Exercise) {
	w := x.Words[o.lang]
	write(o.out, x.ID, ": ", w.Title, "\n", x.Place(o.lang), o.say(", ", "，"), x.Need().In(o.lang), "\n")
	o.section(o.say("Task", "任务"), w.Task)
	if len(x.Handout) > 0 {
		o.section(o.say("The handout's lines", "讲义中的命令"), "```\n"+strings.Join(x.Handout, "\n")+"\n```")
	}
	o.section(o.say("Today", "今昔差异"), w.Today)
	o.section(o.say("Hints", "提示"), list(w.Hints))
	if o.steps {
		o.printSteps(x)
		o.section(o.say("Explanation", "解释"), w.Why)
	}
	write(o.out, "\n", o.say("Graded by: raftlab lab check %s    Done before your eyes: raftlab lab do %[1]s\n",
		"评分：raftlab lab check %s    演示：raftlab lab do %[1]s\n", x.ID))
}

func (o *labShowOptions) printSteps(x *exercise.Exercise) {
	write(o.out, "\n", o.say("Step by step", "逐步操作"), "\n")
	lookAt := x.LookAt(o.lang)
	for i := range x.Steps {
		write(o.out, "\n")
		for _, line := range wrapMarkdown(lookAt[i], lang.TextWidth-2) {
			write(o.out, "  ", line, "\n")
		}
		write(o.out, "    ", strings.ReplaceAll(exercise.Typed(&x.Steps[i]), "\n", "\n    "), "\n")
	}
}

func (o *labShowOptions) section(title, body string) {
	if body == "" {
		return
	}
	write(o.out, "\n", title, "\n")
	for _, line := range wrapMarkdown(body, lang.TextWidth-2) {
		write(o.out, "  ", line, "\n")
	}
}

func list(items []string) string {
	var b strings.Builder
	for _, item := range items {
		b.WriteString("- " + item + "\n")
	}
	return b.String()
}

// wrapMarkdown folds paragraphs and list items to a width. What stands between ``` stays as it is.
func wrapMarkdown(body string, width int) (lines []string) {
	paragraph, inside := "", false
	end := func() {
		for i, line := range lang.Wrap(lang.Breakable(paragraph), width-2) {
			if i > 0 && strings.HasPrefix(paragraph, "- ") {
				line = "  " + line
			}
			if paragraph != "" {
				lines = append(lines, line)
			}
		}
		paragraph = ""
	}
	for _, line := range strings.Split(strings.TrimSpace(body), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			end()
			inside = !inside
		case inside:
			lines = append(lines, line)
		case strings.TrimSpace(line) == "":
			end()
			lines = append(lines, "")
		case strings.HasPrefix(line, "- "):
			end()
			paragraph = line
		default:
			paragraph = joinLines(paragraph, line)
		}
	}
	end()
	return lines
}

// joinLines joins a line that was folded: with a space, but not between Chinese characters.
func joinLines(a, b string) string {
	before, after := []rune(a), []rune(b)
	if a == "" {
		return b
	}
	if last := before[len(before)-1]; lang.IsWide(last) && (lang.IsWide(after[0]) || unicode.IsPunct(last)) {
		return a + b
	}
	return a + " " + b
}
