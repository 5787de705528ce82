package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"raftlab/cmd/raftlab/class"
	"raftlab/plots"
	"raftlab/plots/player"
	"raftlab/scenarios/quiz"
	"raftlab/scenarios/run"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
)

type quizOptions struct {
	*console
	seed   seedFlag
	answer string
	free   bool
	plots  []string
	page   string
	format format

	question int // of the bank; 0: it is about a rule
	list     bool
}

func newQuiz(c *console) *cobra.Command {
	o := quizOptions{console: c}
	cmd := &cobra.Command{
		Use:   "quiz",
		Short: "Which rule of Raft does this engine leave out? A run, four rules, one answer",
		Long: `Which rule of Raft does this engine leave out? A short run is shown in which a promise of Raft is broken, and four rules to
choose from. The answer is graded and explained, with the section of the paper and the run.

The answer is asked at a terminal, and else read from standard input or taken from --answer: the number of the choice, or
the name of a rule. Without an answer only the question is printed. With --free no rules are named, and each without which the
same run breaks the same promise is right. A seed is a question; another seed asks another.

--plot draws the run, and -f makes a page that plays it. Both show neither engine nor title nor command until the question is
answered. With -o json the answer is a document, which raftlab grade takes.

--list lists the question bank, and --question asks one of its questions: what happens in a scenario of the course? The run of
that scenario decides it.

The exit code is 1 if the answer is wrong.`,
		Example: examples(
			"a question", "raftlab quiz --seed 4",
			"its answer", "raftlab quiz --seed 4 --answer 1 || true",
			"a picture for a slide, which does not tell", "raftlab quiz --seed 4 --plot quiz.svg",
			"a question of the bank", "raftlab quiz --question 3 --answer 1 || true",
			"without a choice", "echo up-to-date-check | raftlab quiz --seed 4 --free || true",
			"to hand in", "mkdir -p class/anna && raftlab quiz --seed 4 --answer 2 -o json > class/anna/quiz.json; raftlab grade class || true"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asks := cmd.Flags().Changed("question")
			if !asks && !o.list {
				return o.run(cmd.Context())
			}
			if err := o.refuseWithBank(); err != nil {
				return err
			}
			if o.list {
				return o.listBank()
			}
			return o.askOfBank(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.Var(&o.seed, "seed", "of the question (default 1)")
	flags.StringVar(&o.answer, "answer", "", "the `RULE`, or the number of the choice")
	flags.IntVar(&o.question, "question", 0, "ask the question of the bank with this `NUMBER`")
	flags.BoolVar(&o.list, "list", false, "list the question bank")
	flags.BoolVar(&o.free, "free", false, "name no rules to choose from")
	flags.Var(repeated{&o.plots, "FILE.{svg,png,pdf}"}, "plot", "draw the run; can be repeated")
	flags.StringVarP(&o.page, "file", "f", "", "write a page that plays the run to `FILE`")
	addFormat(cmd, &o.format)
	mustComplete(cmd, "seed", cobra.NoFileCompletions)
	mustComplete(cmd, "answer", cobra.FixedCompletions(ruleNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (o *quizOptions) run(ctx context.Context) error {
	q, err := quiz.New(o.seed.or(run.DefaultSeed))
	if err != nil {
		return err
	}
	var files outputs
	defer files.discard()
	page, err := o.begin(&files)
	if err != nil {
		return err
	}
	word, err := o.ask(ctx, q)
	if err != nil {
		return err
	}
	var answer textbook.Rule
	if word != "" {
		if answer, err = q.Answer(word); err != nil {
			return err
		}
	}
	if err := o.draw(ctx, q, answer != 0, page, &files); err != nil {
		return err
	}
	return o.grade(q, answer)
}

// begin begins the page, if one is wanted, and the pictures.
func (o *quizOptions) begin(files *outputs) (page *atomicFile, err error) {
	if o.page != "" {
		if page, err = files.add(o.page); err != nil {
			return nil, err
		}
	}
	return page, files.beginPictures("--plot", o.plots)
}

// ask returns the answer: that of the flag, or one that is typed after the question. It is "" if nobody answers.
func (o *quizOptions) ask(ctx context.Context, q *quiz.Question) (string, error) {
	if o.answer == "" && o.format != jsonFormat {
		question, err := q.Text(ctx, o.lang, o.free)
		if err != nil {
			return "", err
		}
		write(o.out, question, "\n")
	}
	if o.answer != "" {
		return o.answer, nil
	}
	return o.typed()
}

// flushed brings what was printed to the reader before a question is asked.
func (o *quizOptions) flushed() string {
	o.out.Flush()
	return ""
}

// draw draws the run, and makes the page: with all that it is once the question is answered.
func (o *quizOptions) draw(ctx context.Context, q *quiz.Question, answered bool, page *atomicFile, files *outputs) error {
	s, err := q.Simulation()
	if answered {
		s, err = q.Solution()
	}
	if err != nil {
		return err
	}
	var saved bytes.Buffer
	outcome, err := s.Run(ctx, &saved)
	if err != nil {
		return err
	}
	command := ""
	if answered {
		command = o.lang.InSameLanguage(o.hunt(q).String())
	}
	for _, p := range files.pictures {
		if err := plots.Draw(p.file, outcome.Timeline, p.format, plots.Options{Lang: o.lang, Command: command}); err != nil {
			return err
		}
	}
	if page != nil {
		options, err := (&playOptions{console: o.console}).pageOfTrace(&saved, o.page)
		if err != nil {
			return err
		}
		if !answered {
			options.Start.Engines = []string{s.Header.Engine} // the names of the others have the rules in them
		}
		if err := player.Write(page, options); err != nil {
			return err
		}
	}
	return files.commit()
}

// hunt returns the command that finds the run of a question.
func (o *quizOptions) hunt(q *quiz.Question) run.Command {
	return run.NewCommand("hunt", "", []string{"--break", q.Rule.String()}, run.DefaultEngine(), nil)
}

// grade prints whether an answer is right, and why.
func (o *quizOptions) grade(q *quiz.Question, answer textbook.Rule) error {
	if answer == 0 {
		if o.format == jsonFormat {
			return writeJSON(o.out, class.QuizOf(q, 0, false))
		}
		write(o.out, o.say("Answer: ", "回答："), o.lang.InSameLanguage(fmt.Sprintf("raftlab quiz --seed %d --answer 1", q.Seed)), "\n")
		return nil
	}
	right, err := q.Grade(answer)
	if err != nil {
		return err
	}
	if o.format == jsonFormat {
		err = writeJSON(o.out, class.QuizOf(q, answer, right))
	} else {
		file := q.Rule.String() + ".yaml"
		write(o.out, q.Explanation(o.lang, answer, right), "\n",
			o.say("Keep it: ", "保存："), o.lang.InSameLanguage(o.hunt(q).With("--save", file).String()), "\n",
			o.say("Run it:  ", "运行："), o.lang.InSameLanguage(run.NewCommand("run", file, run.SeedFlags(hunt.RunSeed), textbook.Engine{Broken: q.Rule}, nil).String()), "\n",
			o.say("Next:    ", "下一题："), o.lang.InSameLanguage(fmt.Sprintf("raftlab quiz --seed %d", q.Seed+1)), "\n")
	}
	if err == nil && !right {
		err = verdict(exitViolated)
	}
	return err
}
