package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"raftlab/docs"
	"raftlab/docs/markdown"
	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/sim/lang"
)

// labLesson is the lesson whose exercises are done in the lab, and these exercises. measuredLesson is the one whose exercise is a
// measurement of real elections.
const labLesson, measuredLesson = 8, 11

var labLessonExercises = []string{"lose-one", "lose-two"}

type courseOptions struct {
	*console
	html    string
	reset   bool
	answers bool
	lab     labOptions
}

func newCourse(c *console) *cobra.Command {
	o := &courseOptions{console: c, lab: labOptions{console: c}}
	cmd := &cobra.Command{
		Use:   "course [LESSON]",
		Short: "Read the course, and see what you have done",
		Long: `Read a lesson of the course, by its number or its name; without one, list the lessons and the parts of the lab, and
say which of their exercises are done. With --html the whole course, the glossary and the reference are written as pages that
open in a browser without a network, with a page to play runs, if this program has one.`,
		Example: examples(
			"the lessons, and what is done", "raftlab course",
			"read the first", "raftlab course 1",
			"begin its exercise", "raftlab course task 1 > my.yaml",
			"is it done?", "raftlab course check 1 my.yaml",
			"all of it for a browser", "raftlab course --html course"),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				meant := lang.Text{}
				if near := lang.Nearest(args[0], []string{"task", "check"}); near != "" {
					meant = lang.Say(", did you mean raftlab course %s %s?", "，是不是 raftlab course %s %s？", near, args[1])
				}
				return lang.Errorf("course takes one lesson; unexpected %q%s (see raftlab course --help)",
					"course 只接受一课；多余的 %q%s（见 raftlab course --help）", args[1], meant)
			}
			return nil
		},
		ValidArgsFunction: completeLessons(c),
		RunE:              func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.html, "html", "", "write everything as pages into the directory `DIR`")
	flags.BoolVar(&o.reset, "reset", false, "forget which exercises are done, those of the lab, too")
	flags.BoolVar(&o.answers, "answers", false, "read the answers to the exercises")
	flags.StringVar(&o.lab.dir, "dir", "", "lab whose exercises are counted (default: as raftlab lab)")
	cmd.MarkFlagsMutuallyExclusive("html", "reset", "answers")
	cmd.AddCommand(newCourseTask(c), newCourseCheck(c, &o.lab))
	return cmd
}

func (o *courseOptions) run(args []string) error {
	switch {
	case len(args) > 0 && (o.html != "" || o.reset || o.answers):
		return lang.Errorf("write a lesson or a flag, not both", "请只写课或选项之一")
	case o.html != "":
		return o.writeSite(o.html)
	case o.reset:
		return o.forget()
	case o.answers:
		return o.leaf(markdown.Lines(docs.Page("course/answers.md", o.lang), o.terminal()))
	case len(args) == 0:
		return o.list()
	}
	lesson, err := findLesson(args[0])
	if err != nil {
		return err
	}
	return o.leaf(markdown.Lines(lesson.Page(o.lang), o.terminal()))
}

// list prints the lessons and the lab, with what is done.
func (o *courseOptions) list() error {
	done, err := loadProgress()
	if err != nil {
		return err
	}
	_, inLab, err := o.lab.progress()
	if err != nil {
		return err
	}
	lessons, passed := docs.Lessons(), 0
	title := 0
	for _, l := range lessons {
		title = max(title, lang.Width(l.Title.In(o.lang)))
	}
	t := o.terminal()
	for _, l := range lessons {
		mark := " "
		if _, ok := done.Passed[l.Number]; ok || l.Number == labLesson && hasPassed(inLab, labLessonExercises) {
			mark, passed = "*", passed+1
		}
		head := fmt.Sprintf("%s %2d  %s  ", mark, l.Number, lang.Pad(l.Title.In(o.lang), title))
		for i, line := range lang.Wrap(lang.Breakable(l.Question.In(o.lang)), max(t.Width-lang.Width(head), 20)) {
			if i > 0 {
				head = strings.Repeat(" ", lang.Width(head))
			}
			write(o.out, head, line, "\n")
		}
	}
	o.listLab(inLab)
	write(o.out, "\n")
	all := catalogue.All()
	for _, line := range []string{
		o.say("%d of %d lessons done (*). Exercises of the lab passed: %d of %d.",
			"已完成 %d 课，共 %d 课（*）。实验环境的练习：已通过 %d 个，共 %d 个。", passed, len(lessons), countPassed(inLab, all), len(all)),
		o.say("Read a lesson: ", "阅读一课：") + o.lang.InSameLanguage("raftlab course 1"),
		o.say("Do its exercise: ", "做练习：") + o.lang.InSameLanguage("raftlab course task 1") + " > my.yaml",
		o.say("Is it done? ", "检查：") + o.lang.InSameLanguage("raftlab course check 1 my.yaml"),
	} {
		write(o.out, strings.Join(lang.Wrap(lang.Breakable(line), t.Width), "\n"), "\n")
	}
	return nil
}

func hasPassed(p *exercise.Progress, ids []string) bool {
	for _, id := range ids {
		if p.Of(id).Passed == nil {
			return false
		}
	}
	return true
}

func countPassed(p *exercise.Progress, all []*exercise.Exercise) (n int) {
	for _, x := range all {
		if p.Of(x.ID).Passed != nil {
			n++
		}
	}
	return n
}

// findLesson returns the lesson of a number or a name.
func findLesson(word string) (*docs.Lesson, error) {
	lessons := docs.Lessons()
	var names []string
	for i, l := range lessons {
		number := strconv.Itoa(l.Number)
		if word == number || word == l.Name || word == number+"-"+l.Name {
			return &lessons[i], nil
		}
		names = append(names, l.Name)
	}
	meant := lang.Text{}
	if near := lang.Nearest(word, names); near != "" {
		meant = lang.Say(" (did you mean %s?)", "（是不是 %s？）", near)
	}
	return nil, lang.Errorf("there is no lesson %q%s\nraftlab course lists them: 1 to %d", "没有 %q 这一课%s\nraftlab course 列出各课：1 到 %d", word, meant, len(lessons))
}

func completeLessons(c *console) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) (words []cobra.Completion, _ cobra.ShellCompDirective) {
		if len(args) == 0 {
			for _, l := range docs.Lessons() {
				words = append(words, cobra.CompletionWithDesc(strconv.Itoa(l.Number), l.Title.In(c.lang)))
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
}
