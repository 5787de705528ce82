package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

type labWaitOptions struct {
	*labOptions
	timeout time.Duration
}

// conditions are what can be waited for.
var conditions = map[string]func(context.Context, *labdir.Dir, string) error{
	"healthy": cluster.WaitHealthy,
	"stopped": cluster.WaitStopped,
}

func newLabWait(lab *labOptions) *cobra.Command {
	o := labWaitOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "wait healthy|stopped [MEMBER]",
		Short: "Wait until members serve, or have stopped",
		Long: `healthy: the member, or each one that has a manifest, runs as its manifest says and serves.
stopped: no process of the member, or of any, is left.`,
		Example: examples(
			"after a manifest was put back", "raftlab lab wait healthy",
			"before its data is touched", "raftlab lab wait stopped k8s-master01"),
		Args: cobra.RangeArgs(1, 2),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			switch len(args) {
			case 0:
				return []cobra.Completion{"healthy", "stopped"}, cobra.ShellCompDirectiveNoFileComp
			case 1:
				return o.labMembers(), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	addTimeout(cmd, &o.timeout)
	return cmd
}

func (o *labWaitOptions) run(args []string) error {
	wait, ok := conditions[args[0]]
	if !ok {
		return lang.Errorf("%q: write healthy or stopped", "%q：请写 healthy 或 stopped", args[0])
	}
	name := ""
	if len(args) > 1 {
		name = args[1]
	}
	h, err := o.open()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(o.timeout)
	defer cancel()
	return labFailure(wait(ctx, h, name))
}
