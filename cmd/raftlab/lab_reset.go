package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

type labResetOptions struct{ *labOptions }

func newLabReset(lab *labOptions) *cobra.Command {
	o := labResetOptions{lab}
	return &cobra.Command{
		Use:   "reset ID",
		Short: "Bring an exercise back to its beginning",
		Long: `Take away what an exercise leaves in the lab: its keys, files, alarms, users, members; nothing else. What it
has taken away comes back: a manifest, a member, the data directory. What was passed is forgotten, and only
what is done from now on counts.`,
		Example: examples("once more", "raftlab lab reset put-get-delete"),
		Args:    oneExercise("the name of an exercise", "一个练习的名字"), ValidArgsFunction: completeExercises,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args[0]) },
	}
}

func (o *labResetOptions) run(id string) error {
	x, err := findExercise(id)
	if err != nil {
		return err
	}
	h, err := o.running()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	if err := o.restart(ctx, h, x); err != nil {
		return labFailure(fmt.Errorf("%s: %w", id, err))
	}
	o.tellLines(o.say("%s begins anew", "%s 重新开始", id))
	return nil
}
