package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/exercise"
	"raftlab/lab/exercise/catalogue"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

// exerciseWork are the commands about exercises that look into a lab.
func exerciseWork(o *labOptions) []*cobra.Command {
	return []*cobra.Command{newLabDo(o), newLabCheck(o), newLabReport(o), newLabReset(o)}
}

type labExercisesOptions struct {
	*labOptions
	format format
}

func newLabExercises(lab *labOptions) *cobra.Command {
	o := labExercisesOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "exercises",
		Short: "List the exercises, with your progress",
		Long: `List the exercises in the order of the course, with what has been passed in this lab. H1 to H7 are the parts
of the course's handout. Some need a lab with three members.`,
		Example: examples("all", "raftlab lab exercises", "their names, for a script", "raftlab lab exercises -o json | jq -r '.[].id'"),
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return o.run() },
	}
	addFormat(cmd, &o.format)
	return cmd
}

// listedExercise is an exercise in the list.
type listedExercise struct {
	ID      string        `json:"id"`
	Part    exercise.Part `json:"part"`
	Row     string        `json:"row,omitempty"` // of the handout's table
	Title   lang.Text     `json:"title"`
	Members int           `json:"members"` // how many it needs
	Need    lang.Text     `json:"need"`
	Fits    bool          `json:"fits"`             // the lab has enough members
	Passed  *time.Time    `json:"passed,omitempty"` // when
}

func (o *labExercisesOptions) run() error {
	members, progress, err := o.progress()
	if err != nil {
		return err
	}
	var all []listedExercise
	for _, x := range catalogue.All() {
		one := listedExercise{ID: x.ID, Part: x.Part, Row: x.Row, Title: x.Title(), Members: x.Members, Need: x.Need(), Fits: x.Fits(members)}
		if passed := progress.Of(x.ID).Passed; passed != nil {
			one.Passed = &passed.At
		}
		all = append(all, one)
	}
	if o.format == jsonFormat {
		return writeJSON(o.out, all)
	}
	o.print(all, members)
	return nil
}

// progress returns the members of the lab and what was passed in it. Without a lab all can be read.
func (o *labOptions) progress() (members int, p *exercise.Progress, err error) {
	dir, err := o.directory()
	if err != nil {
		return 0, nil, err
	}
	h, err := labdir.Open(dir)
	if errors.Is(err, labdir.ErrNoLab) {
		return 0, &exercise.Progress{}, nil
	}
	if err != nil {
		return 0, nil, labFailure(err)
	}
	p, err = exercise.Load(h)
	return h.Size, p, environment(err)
}

func (o *labExercisesOptions) print(all []listedExercise, members int) {
	longest, passed, larger := 0, 0, false
	for _, one := range all {
		longest = max(longest, len(one.ID))
	}
	part := exercise.Part("")
	for _, one := range all {
		if one.Part != part {
			part = one.Part
			write(o.out, "\n", part.Heading().In(o.lang), "\n")
		}
		mark := " "
		if one.Passed != nil {
			mark, passed = "*", passed+1
		}
		needs := ""
		if members > 0 && !one.Fits {
			needs, larger = o.say("  (needs %s)", "（需要%s）", one.Need.In(o.lang)), true
		}
		fmt.Fprintf(o.out, "  %s %-*s  %s%s\n", mark, longest, one.ID, one.Title.In(o.lang), needs)
	}
	write(o.out, "\n", o.say("%d of %d passed (*).", "已通过 %d 个，共 %d 个（*）。", passed, len(all)), "\n",
		o.say("Read one: raftlab lab show ID    Work: raftlab lab shell    Be graded: raftlab lab check ID\n",
			"阅读：raftlab lab show ID    操作：raftlab lab shell    评分：raftlab lab check ID\n"))
	if larger {
		write(o.out, o.say("Another lab: raftlab lab up --members N --dir DIR\n", "另一个实验环境：raftlab lab up --members N --dir DIR\n"))
	}
}

// completeExercises completes the name of an exercise.
func completeExercises(_ *cobra.Command, args []string, _ string) (ids []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		for _, x := range catalogue.All() {
			ids = append(ids, cobra.CompletionWithDesc(x.ID, x.Title().EN))
		}
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// chosen are the exercises that a command is about.
type chosen struct{ all bool }

func (c *chosen) addFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.all, "all", false, "all exercises that fit the lab")
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if c.all && len(args) > 0 {
			return lang.Errorf("--all and %s: write one or the other", "--all 和 %s：请只写一个", args[0])
		}
		if c.all {
			return nil
		}
		return oneExercise("the name of an exercise, or --all", "一个练习的名字，或 --all")(cmd, args)
	}
	cmd.ValidArgsFunction = completeExercises
}

// of returns the exercises: the one that is named, or all that fit. One that is named must fit.
func (c *chosen) of(h *labdir.Dir, args []string) ([]*exercise.Exercise, error) {
	if !c.all {
		x, err := findExercise(args[0])
		if err != nil {
			return nil, err
		}
		if !x.Fits(h.Size) {
			return nil, lang.Errorf("%s needs %s, this one has %d (start another: raftlab lab up --members %d --dir DIR)",
				"%s 需要%s，而这个有 %d 个（请另起一个：raftlab lab up --members %d --dir DIR）",
				x.ID, x.Need(), h.Size, x.Members)
		}
		return []*exercise.Exercise{x}, nil
	}
	return fitting(h), nil
}

// fitting returns the exercises that fit a lab.
func fitting(h *labdir.Dir) (fit []*exercise.Exercise) {
	for _, x := range catalogue.All() {
		if x.Fits(h.Size) {
			fit = append(fit, x)
		}
	}
	return fit
}

// oneExercise refuses a command line that does not have the name of one exercise: before a lab is looked for.
func oneExercise(en, zh string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := oneArgument(en, zh)(cmd, args); err != nil {
			return err
		}
		_, err := findExercise(args[0])
		return err
	}
}

func findExercise(id string) (*exercise.Exercise, error) {
	x, err := catalogue.ByID(id)
	if err == nil {
		return x, nil
	}
	meant := lang.Text{}
	if near := nearExercises(id); len(near) > 0 {
		meant = lang.Say(" (did you mean %s?)", "（是不是 %s？）",
			lang.InAll(func(l lang.Lang) string { return strings.Join(near, l.Say(" or ", " 或 ")) }))
	}
	return nil, lang.Errorf("%v%s\nraftlab lab exercises lists all", "%v%s\nraftlab lab exercises 列出全部", err, meant)
}

// nearExercises returns the names that a word is a part of, or else the one that is most like it.
func nearExercises(word string) (near []string) {
	var all []string
	for _, x := range catalogue.All() {
		all = append(all, x.ID)
		if len(word) > 2 && strings.Contains(x.ID, word) {
			near = append(near, x.ID)
		}
	}
	if one := lang.Nearest(word, all); len(near) == 0 && one != "" {
		near = []string{one}
	}
	return near
}
