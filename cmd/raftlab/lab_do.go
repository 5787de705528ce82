package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/exercise"
	"raftlab/lab/labdir"
	"raftlab/lab/program"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type labDoOptions struct {
	*labOptions
	chosen
	timeout time.Duration
}

func newLabDo(lab *labOptions) *cobra.Command {
	o := labDoOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "do ID|--all",
		Short: "Do an exercise before your eyes, and grade it",
		Long: `Bring an exercise back to its beginning, type its lines one after the other, each with what to look at,
and grade what was done. The lines are those of the exercise's page. $2 is a second terminal.

Ctrl-C ends it, and brings the exercise back to its beginning.`,
		Example: examples("one exercise", "raftlab lab do put-get-delete", "the whole course", "raftlab lab do --all"),
		RunE:    func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	o.addFlag(cmd)
	addWait(cmd.Flags(), &o.timeout, "timeout", 5*time.Minute, "5m", "how long it may take in all")
	return cmd
}

func (o *labDoOptions) run(args []string) error {
	h, err := o.running()
	if err != nil {
		return err
	}
	exercises, err := o.of(h, args)
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(o.timeout)
	defer cancel()
	var all []exercise.State
	for _, x := range exercises {
		graded, err := o.do(ctx, h, x)
		if err != nil {
			return o.broken(ctx, h, x, err)
		}
		all = append(all, graded.Verdict.State)
	}
	if len(all) > 1 {
		write(o.out, "\n", o.countPassed(all), "\n")
	}
	return verdictOf(all)
}

// broken ends the command where an exercise was not done to its end. One that was cut short is brought back to
// its beginning: a lab may have been left without its data, or without a member. A second interrupt cuts this
// short too.
func (o *labDoOptions) broken(ctx context.Context, h *labdir.Dir, x *exercise.Exercise, err error) error {
	var why error = errInterrupted
	switch {
	case ctx.Err() == nil && gone(h):
		return environment(fmt.Errorf("%s: %s", x.ID, o.say("the lab was taken down meanwhile", "实验环境在此期间被关闭了")))
	case ctx.Err() == nil:
		return labFailure(fmt.Errorf("%s: %w", x.ID, err))
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		why = environment(lang.Errorf("%s took longer than %v (--timeout)", "%s 用时超过 %v（--timeout）", x.ID, o.timeout))
	}
	if err := o.out.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(o.err, o.say("raftlab: %v; bringing %s back to its beginning ...", "raftlab：%v；正在把 %s 恢复到开始状态……", why, x.ID))
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	if err := o.restart(ctx, h, x); err != nil {
		return &failure{exitCode(why), lang.Errorf("%s is half done: %v (raftlab lab reset %[1]s)", "%s 只做了一半：%v（raftlab lab reset %[1]s）", x.ID, err)}
	}
	return verdict(exitCode(why))
}

// gone reports whether a lab was taken down, or deleted.
func gone(h *labdir.Dir) bool {
	if _, err := labdir.Open(h.Path); err != nil {
		return true
	}
	_, err := supervisor.Read(h)
	return err != nil
}

// running opens a lab that is up.
func (o *labOptions) running() (*labdir.Dir, error) {
	h, err := o.open()
	if err != nil {
		return nil, err
	}
	_, err = supervisor.Read(h)
	return h, labFailure(err)
}

// do resets an exercise, performs it and grades it.
func (o *labDoOptions) do(ctx context.Context, h *labdir.Dir, x *exercise.Exercise) (exercise.Graded, error) {
	if err := o.restart(ctx, h, x); err != nil {
		return exercise.Graded{}, err
	}
	if h.Mode == labdir.Loopback {
		x = x.OnLoopback()
	}
	fmt.Fprintf(o.out, "\n== %s: %s\n", x.ID, x.Title().In(o.lang))
	lookAt := x.LookAt(o.lang)
	stage := exercise.Performer{Dir: h.Root(), Env: slices.Concat(os.Environ(), h.Env(), []string{"LC_ALL=C", lang.Variable + "=en", program.RemarksVariable + "=" + string(o.lang), program.ByVariable + "=raftlab lab do"}),
		Screen: flushing{o.out},
		Before: func(n int) {
			write(o.out, "\n")
			if lookAt[n] != "" {
				for _, line := range wrapMarkdown(lookAt[n], lang.TextWidth-2) {
					write(o.out, "# ", line, "\n")
				}
			}
		}}
	shown, err := stage.Perform(ctx, x.Steps)
	if err != nil {
		return exercise.Graded{}, err
	}
	for _, s := range shown {
		if !s.Expected {
			fmt.Fprintln(o.err, o.say("raftlab: this is not what the exercise expects of: %s (exit code %d)",
				"raftlab：这与练习对该命令的预期不同：%s（退出码 %d）", s.Step.Line, s.Exit))
		}
	}
	graded, err := o.grade(ctx, h, []*exercise.Exercise{x})
	if err != nil {
		return exercise.Graded{}, err
	}
	write(o.out, "\n")
	o.printVerdict(graded[0])
	return graded[0], o.out.Flush()
}

// restart brings an exercise back to its beginning.
func (o *labOptions) restart(ctx context.Context, h *labdir.Dir, x *exercise.Exercise) error {
	if err := h.Reload(); err != nil { // an exercise may have added a member
		return err
	}
	mark, err := x.Leftovers.Reset(ctx, h)
	if err != nil {
		return err
	}
	return exercise.ChangeProgress(ctx, h, func(p *exercise.Progress) { p.Forget(x.ID, mark) })
}

// flushing shows at once what is written: a step may take its time.
type flushing struct{ to *bufferedOutput }

func (f flushing) Write(b []byte) (int, error) {
	n, _ := f.to.Write(b)
	return n, f.to.Flush()
}

// verdictOf returns the exit code of several verdicts: one that is not passed decides, then one that is
// undecided.
func verdictOf(all []exercise.State) error {
	var worst error
	for _, state := range all {
		switch state {
		case exercise.NotPassed:
			return verdict(exitViolated)
		case exercise.NotYet:
			worst = verdict(exitUntested)
		}
	}
	return worst
}
