package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/sim/lang"
)

type labUpOptions struct {
	*labOptions
	members  int
	timeout  time.Duration
	loopback bool
	server   bool
	timers   labUpTimers
}

func newLabUp(lab *labOptions) *cobra.Command {
	o := labUpOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Start the lab, or repair it; returns when the members serve",
		Long: `Start the lab: certificates, manifests, members. A lab that runs is repaired: members that were crashed
or paused come back, and what a killed supervisor left is cleaned up. A lab that was down goes on with its
data. A member whose manifest was taken away stays stopped.

With --kubernetes the lab has Kubernetes' own kube-apiserver before etcd from then on, and its shell Kubernetes' own
kubectl. Both programs are looked for beside raftlab, or in the directory that RAFTLAB_KUBE names; make kube builds
them.`,
		Example: examples(
			"one member, k8s-master01", "raftlab lab up",
			"three members, elsewhere", "raftlab lab up --members 3 --dir ~/three",
			"three members with kubeadm's timers, 100 ms and 1 s", "raftlab lab up --members 3 --heartbeat 100ms --dir ~/slow"),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	cmd.Flags().BoolVar(&o.loopback, "loopback", false, "make no machine: a new lab runs on the host's loopback interface")
	cmd.Flags().IntVar(&o.members, "members", 0, "size of a new cluster: 1, 3 or 5 (default 1)")
	completeWords(cmd, "members", []string{"1", "3", "5"})
	cmd.Flags().BoolVar(&o.server, "kubernetes", false, "with Kubernetes' own kube-apiserver before etcd, for good; needs the programs that make kube builds")
	o.timers.add(cmd)
	addTimeout(cmd, &o.timeout)
	return cmd
}

func (o *labUpOptions) run() error {
	if err := o.outsideOnly("up"); err != nil {
		return err
	}
	dir, err := o.directory()
	if err != nil {
		return err
	}
	timers := o.timers.asked()
	if err := cluster.Check(o.members, timers); err != nil {
		return err
	}
	if err := o.checkServer(); err != nil {
		return environment(err)
	}
	ctx, cancel := interruptible(o.timeout)
	defer cancel()
	if _, _, inside := labdir.WhereAmI(); !inside {
		h, err := o.begin(ctx, dir)
		if err != nil {
			return err
		}
		if h.Mode == labdir.Machine {
			if err := ctx.Err(); err != nil { // an interrupt until now is heard here, and from now on inside
				return labFailure(err)
			}
			cancel()
			return o.enter(h, withoutDir(os.Args[1:]))
		}
	}
	h, err := cluster.Up(ctx, dir, o.members, timers)
	if err != nil {
		return labFailure(err)
	}
	if err := o.link(h); err != nil {
		return err
	}
	if o.server {
		if err := cluster.AddKubernetes(ctx, h); err != nil {
			return labFailure(err)
		}
	}
	o.welcome(h)
	if cluster.LostObjects(ctx, h) {
		fmt.Fprintln(o.err, o.say("raftlab: etcd is up, and empty: what was in it is gone. Was a restore refused, or the data deleted? Restore a snapshot, or begin anew: raftlab lab down --purge",
			"raftlab：etcd 已启动，但里面是空的：原来的内容不见了。恢复被拒绝了，还是数据被删除了？请恢复快照，或重新开始：raftlab lab down --purge"))
	}
	return nil
}

// checkServer looks for what kube-apiserver needs before anything is made.
func (o *labUpOptions) checkServer() error {
	if _, _, inside := labdir.WhereAmI(); inside || !o.server {
		return nil
	}
	if _, _, err := cluster.FindPrograms(); err != nil {
		return err
	}
	if little := cluster.LittleMemory(); little > 0 {
		fmt.Fprintln(o.err, o.say("raftlab: %d MB of memory are free, and kube-apiserver takes 300 MB: end programs that need much",
			"raftlab：空闲内存 %d MB，而 kube-apiserver 需要 300 MB：请结束占用内存多的程序", little))
	}
	return nil
}

// begin makes a directory a lab's, if it is none yet, and starts the machine of a lab that is one.
func (o *labUpOptions) begin(ctx context.Context, dir string) (*labdir.Dir, error) {
	h, err := labdir.Create(dir)
	if err != nil {
		return nil, labFailure(err)
	}
	return o.settleMode(ctx, h)
}

func (o *labUpOptions) welcome(h *labdir.Dir) {
	o.tellLines(o.say("The lab is up in %s", "实验环境已启动：%s", h.Path))
	pods, _, _ := manifest.ReadAll(h)
	width := 14
	if h.Kubernetes.Complete {
		width = len(labdir.APIServer) + 2
	}
	for _, m := range h.Members {
		where := m.ClientURL()
		if pods[m.Name] == nil {
			where = o.say("stopped: it has no manifest that can be used", "已停止：没有可用的清单")
		}
		o.tellLines("  " + lang.Pad(m.Name, width) + where)
	}
	if h.Kubernetes.Complete {
		where := h.ServerURL()
		if manifest.Server(h) == nil {
			where = o.say("stopped: it has no manifest that can be used", "已停止：没有可用的清单")
		}
		o.tellLines("  " + lang.Pad(labdir.APIServer, width) + where)
	}
	where := ""
	if o.dir != "" {
		where = " --dir " + lang.ShellWord(o.dir)
	}
	o.tellLines("", o.say("Work in it: raftlab lab shell%[1]s    Look at it: raftlab lab status%[1]s    Stop it: raftlab lab down%[1]s",
		"进入：raftlab lab shell%[1]s    查看：raftlab lab status%[1]s    停止：raftlab lab down%[1]s", where))
}
