package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

type labDownOptions struct {
	*labOptions
	purge   bool
	force   bool
	timeout time.Duration
}

func newLabDown(lab *labOptions) *cobra.Command {
	o := labDownOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "down",
		Short: "Stop everything that runs in the lab",
		Long: `Stop the supervisor and all members. The directory keeps its data, certificates and ports, so that
raftlab lab up goes on from there; --purge deletes what the lab made.`,
		Example: examples("stop", "raftlab lab down", "stop, and delete everything", "raftlab lab down --purge"),
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.purge, "purge", false, "delete the lab's directory too")
	cmd.Flags().BoolVar(&o.force, "force", false, "end what runs in the lab's shells too")
	addTimeout(cmd, &o.timeout)
	return cmd
}

func (o *labDownOptions) run() error {
	if err := o.outsideOnly("down"); err != nil {
		return err
	}
	dir, err := o.directory()
	if err != nil {
		return err
	}
	h, err := labdir.Open(dir)
	if errors.Is(err, labdir.ErrNoLab) {
		o.tellLines(o.say("There is no lab in %s: nothing to stop.", "%s 中没有实验环境，无需停止。", dir))
		return nil
	}
	if h == nil || err != nil && !errors.Is(err, labdir.ErrRecord) { // what runs is found without the record
		return labFailure(err)
	}
	ctx, cancel := interruptible(o.timeout)
	defer cancel()
	down, purge := cluster.Down, cluster.Purge
	if h.Mode == labdir.Machine {
		if err := o.refuseVisitors(h); err != nil {
			return err
		}
		down, purge = cluster.DownMachine, cluster.PurgeMachine
	}
	if !o.purge {
		if err := down(ctx, h); err != nil {
			return labFailure(err)
		}
		o.tellLines(o.say("The lab in %s is down. Its data stays: raftlab lab up goes on from there.",
			"%s 中的实验环境已停止，数据保留：raftlab lab up 可继续。", h.Path))
		return nil
	}
	kept, err := purge(ctx, h)
	if err != nil {
		return labFailure(err)
	}
	o.tellLines(o.say("The lab in %s is down and deleted.", "%s 中的实验环境已停止并删除。", h.Path))
	if len(kept) > 0 {
		o.tellLines(o.say("Kept, because the lab did not make it: %s", "以下内容不是实验环境创建的，已保留：%s", lang.Clean(strings.Join(kept, ", "))))
	}
	return nil
}
