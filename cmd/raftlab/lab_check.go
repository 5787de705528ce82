package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/exercise"
	"raftlab/lab/home"
)

type labCheckOptions struct {
	*labOptions
	chosen
	format format
}

func newLabCheck(lab *labOptions) *cobra.Command {
	o := labCheckOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "check ID|--all",
		Short: "Grade an exercise by what is seen in the lab",
		Long: `Grade an exercise. What counts is evidence: etcd's own history, its members, the lab's files, and the
journal of the commands that were run in the lab's shell. A check changes nothing in the cluster.

What was passed stays passed: a later exercise may take its evidence away. raftlab lab reset begins anew.

Exit codes: 0 passed, 1 not passed, 4 not yet decided.`,
		Example: examples("one", "raftlab lab check put-get-delete", "all, for a program", "raftlab lab check --all -o json"),
		RunE:    func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	o.addFlag(cmd)
	addFormat(cmd, &o.format)
	return cmd
}

func (o *labCheckOptions) run(args []string) error {
	h, err := o.open()
	if err != nil {
		return err
	}
	exercises, err := o.of(h, args)
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	graded, err := o.grade(ctx, h, exercises)
	if err != nil {
		return labFailure(err)
	}
	states := make([]exercise.State, len(graded))
	for i, g := range graded {
		states[i] = g.Verdict.State
	}
	if o.format == jsonFormat {
		if err := writeJSON(o.out, graded); err != nil {
			return err
		}
		return verdictOf(states)
	}
	for _, g := range graded {
		o.printVerdict(g)
	}
	if len(graded) > 1 {
		put(o.out, "\n", o.countPassed(states), "\n")
	}
	return verdictOf(states)
}

// grade grades exercises by the evidence that is there now, and keeps what is passed. Of an exercise that
// was passed before and no longer shows it, the earlier grading is returned.
func (o *labOptions) grade(ctx context.Context, h *home.Home, exercises []*exercise.Exercise) (graded []exercise.Graded, err error) {
	e, err := gather(ctx, h)
	if err != nil {
		return nil, err
	}
	err = o.changeProgress(ctx, h, func(p *exercise.Progress) {
		for _, x := range exercises {
			record := p.Of(x.ID)
			g := x.Grade(e, record.Since)
			p.Note(g)
			if err := x.Traces.ForgetGone(h, e); err != nil {
				fmt.Fprintf(o.err, "raftlab: %v\n", err)
			}
			if g.Verdict.State != exercise.Passed && record.Passed != nil {
				g = *record.Passed
			}
			graded = append(graded, g)
		}
	})
	return graded, err
}

// printVerdict prints a grading for people.
func (o *labOptions) printVerdict(g exercise.Graded) {
	v := g.Verdict
	fmt.Fprintf(o.out, "%s: %s\n", g.Exercise, v.State.Word().In(o.lang))
	for _, seen := range v.Seen {
		o.printPoint(o.say("seen", "看到"), seen.In(o.lang))
	}
	if v.Expected != nil {
		o.printPoint(o.say("expected", "期望"), v.Expected.In(o.lang))
	}
	if v.Hint != nil {
		o.printPoint(o.say("hint", "提示"), v.Hint.In(o.lang))
	}
}

func (o *labOptions) printPoint(what, text string) {
	for i, line := range wrapMarkdown(text, textWidth-13) {
		if i > 0 {
			what = ""
		}
		put(o.out, "  ", pad(what, 10), " ", line, "\n")
	}
}

func (o *labOptions) countPassed(states []exercise.State) string {
	passed := 0
	for _, state := range states {
		if state == exercise.Passed {
			passed++
		}
	}
	return o.say("%d of %d passed", "通过 %d 个，共 %d 个", passed, len(states))
}
