package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"raftlab/lab/cluster"
	"raftlab/lab/labdir"
)

// demoExercise is the exercise of the lab that the tour shows: the shortest.
const demoExercise = "put-get-delete"

// lab starts a real etcd in a directory of its own, does one exercise in it, and removes everything. A
// tour on a machine without the lab is still a tour.
func (t *tour) lab() error {
	t.heading("6. The same with real etcd", "6. 在真实的 etcd 上")
	t.sentences("The lab starts the etcd of a kubeadm control plane in a temporary directory, with mutual TLS on loopback. One "+
		"of its exercises is now done and graded with the real etcdctl; then everything is removed again.",
		"实验环境在一个临时目录里启动 kubeadm 控制平面的 etcd，使用双向 TLS，只监听本机回环地址。"+
			"现在用真实的 etcdctl 完成其中一个练习并评分，然后全部清除。")
	err := t.exercise()
	if errors.Is(err, errInterrupted) {
		return err
	}
	if err != nil {
		write(t.out, t.say("There is none here: %v\n", "这里无法运行：%v\n", err))
	}
	t.try("raftlab lab up")
	return nil
}

func (t *tour) exercise() (err error) {
	parent, err := os.MkdirTemp("", "raftlab-demo-")
	if err != nil {
		return environment(err)
	}
	defer os.RemoveAll(parent)
	o := &labOptions{console: t.console, dir: filepath.Join(parent, "lab")}
	ctx, cancel := interruptible(time.Minute)
	defer cancel()
	h, err := cluster.Up(ctx, o.dir, 1, labdir.Timers{})
	if h != nil {
		defer func() {
			// Not with ctx: after an interrupt there is as much to remove.
			ending, done := context.WithTimeout(context.Background(), 30*time.Second)
			defer done()
			if _, purged := cluster.Purge(ending, h); err == nil {
				err = labFailure(purged)
			}
		}()
	}
	if err != nil {
		return labFailure(err)
	}
	if err := o.link(h); err != nil {
		return err
	}
	x, err := findExercise(demoExercise)
	if err != nil {
		return err
	}
	do := labDoOptions{labOptions: o}
	_, err = do.do(ctx, h, x)
	return labFailure(err)
}
