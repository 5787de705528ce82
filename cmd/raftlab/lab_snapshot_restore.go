package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/lab/snapshot"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type snapshotRestoreOptions struct {
	*labOptions
	members []string
	bump    uint64
	timeout time.Duration
}

func newSnapshotRestore(lab *labOptions) *cobra.Command {
	o := &snapshotRestoreOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Restore a snapshot, and keep the old data until you remove it",
		Long: `Make new data directories of a whole snapshot with etcdutl snapshot restore, each beside the old one, with
the member's own name and address, and exchange them when all are whole. The old ones are kept as
DIR.old-DATE-TIME. Every member must be stopped first: take its manifest away, or crash it.

All members are restored: with one snapshot for all of them they are a new cluster. --member restores
some, if others are restored elsewhere.`,
		Example: examples(
			"the drill", "mv /etc/kubernetes/manifests/etcd.yaml .\n  raftlab lab snapshot restore backup/snapshot.db\n  mv etcd.yaml /etc/kubernetes/manifests/"),
		Args: oneArgument("a snapshot", "一个快照"),
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args[0]) },
	}
	cmd.Flags().Var(repeated{&o.members, "NAME"}, "member", "restore this member only; may be given several times (default: all)")
	cmd.Flags().Uint64Var(&o.bump, "bump-revision", 0,
		"add `N` to the revision and mark what is older as compacted, so that watchers notice (1000000000 is usual)")
	mustComplete(cmd, "member", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return o.labMembers(), cobra.ShellCompDirectiveNoFileComp
	})
	addTimeout(cmd, &o.timeout)
	return cmd
}

func (o *snapshotRestoreOptions) run(file string) error {
	if h, err := o.closedDoor(); err != nil {
		return err
	} else if h != nil {
		return o.carryIn(h, file)
	}
	h, err := o.open()
	if err != nil {
		return err
	}
	if _, err := snapshot.Verify(h.Host(file)); err != nil { // before members are spoken of
		return snapshotFailure(o.console, err)
	}
	file = h.Host(file)
	ctx, stop := interruptible(o.timeout)
	defer stop()
	plan, err := o.plan(h, file)
	if err != nil {
		return err
	}
	unlock, err := h.Lock(ctx)
	if err != nil {
		return labFailure(err)
	}
	defer unlock()
	if err := o.stopped(ctx, h, plan); err != nil {
		return err
	}
	plan.Stopped = func() error { return o.stopped(ctx, h, plan) }
	restored, err := snapshot.Restore(ctx, *plan)
	if err != nil {
		return snapshotFailure(o.console, err)
	}
	for _, r := range restored {
		o.tellLines(o.say("%s: restored to %s", "%s：已恢复到 %s", r.Name, r.Data))
		if r.Old != "" {
			o.tellLines(o.say("  the old data is in %s; when the member is healthy: rm -r %s",
				"  旧数据在 %s；成员恢复健康后：rm -r %s", r.Old, lang.ShellWord(r.Old)))
		}
	}
	o.tellLines(o.say("Start it: put the manifest back, or raftlab lab member NAME restart, or raftlab lab up; then raftlab lab wait healthy",
		"启动：放回 manifest，或 raftlab lab member 名称 restart，或 raftlab lab up；然后 raftlab lab wait healthy"))
	return nil
}

// carryIn restores a snapshot of the host in the machine: it is verified and opened outside.
func (o *snapshotRestoreOptions) carryIn(h *labdir.Dir, file string) error {
	if _, err := snapshot.Verify(file); err != nil {
		return snapshotFailure(o.console, err)
	}
	opened, err := labdir.OpenRegular(file)
	if err != nil {
		return environment(err)
	}
	defer opened.Close()
	args := []string{"lab", "snapshot", "restore", "/proc/self/fd/3", fmt.Sprintf("--bump-revision=%d", o.bump), "--timeout=" + o.timeout.String()}
	for _, name := range o.members {
		args = append(args, "--member="+name)
	}
	return o.enter(h, args, opened)
}

// plan says which directories become what. The data directory is the one in the member's manifest, if it
// has one.
func (o *snapshotRestoreOptions) plan(h *labdir.Dir, file string) (*snapshot.Plan, error) {
	plan := &snapshot.Plan{Snapshot: file, Bump: o.bump}
	pods, _, _ := manifest.ReadAll(h)
	for _, m := range h.Members {
		one := snapshot.Member{Name: m.Name, PeerURL: m.PeerURL(), Data: h.Data(m.Name)}
		if pod := pods[m.Name]; pod != nil {
			one.Data = pod.Data
		}
		plan.Cluster = append(plan.Cluster, one)
		if len(o.members) == 0 || slices.Contains(o.members, m.Name) {
			plan.Restore = append(plan.Restore, one)
		}
	}
	for _, name := range o.members {
		if _, ok := h.Member(name); !ok {
			return nil, lang.Errorf("there is no member %q (there are: %s)", "没有成员 %q（有：%s）", name, strings.Join(h.Names(), ", "))
		}
	}
	return plan, nil
}

// stopped refuses members that run, or would be started while their data is exchanged. One that was told
// to stop is waited for.
func (o *snapshotRestoreOptions) stopped(ctx context.Context, h *labdir.Dir, plan *snapshot.Plan) error {
	pods, files, _ := manifest.ReadAll(h)
	state, err := supervisor.Read(h)
	if errors.Is(err, supervisor.ErrDown) {
		return nil
	}
	if err != nil {
		return labFailure(err)
	}
	for _, one := range plan.Restore {
		m, known := state.Member(one.Name)
		if pods[one.Name] != nil && (!known || m.Phase != supervisor.Crashed) {
			return lang.Errorf("%s runs on %s: stop it first (mv %s ., or: raftlab lab member %s crash)",
				"%s 正在 %s 上运行：请先停止它（mv %s .，或 raftlab lab member %s crash）",
				one.Name, one.Data, lang.ShellWord(h.Shown(one.Name, files[one.Name].Path)), one.Name)
		}
		if err := cluster.WaitStopped(ctx, h, one.Name); err != nil {
			return labFailure(err)
		}
	}
	return nil
}
