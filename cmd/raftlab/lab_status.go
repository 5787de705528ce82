package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"raftlab/lab/cluster"
	"raftlab/lab/supervisor"
	"raftlab/sim/lang"
)

type labStatusOptions struct {
	*labOptions
	format format
}

func newLabStatus(lab *labOptions) *cobra.Command {
	o := labStatusOptions{labOptions: lab}
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what runs where",
		Example: examples(
			"a table", "raftlab lab status",
			"who leads, for a script", `raftlab lab status -o json | jq -r '.members[] | select(.status.id == .status.leader_id) | .name'`),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.run() },
	}
	addFormat(cmd, &o.format)
	return cmd
}

func (o *labStatusOptions) run() error {
	h, err := o.open()
	if err != nil {
		return err
	}
	ctx, cancel := interruptible(10 * time.Second)
	defer cancel()
	status, err := cluster.Look(ctx, h)
	if err != nil {
		return labFailure(err)
	}
	if o.format == jsonFormat {
		return writeJSON(o.out, status)
	}
	o.print(status)
	return nil
}

func (o *labStatusOptions) print(s cluster.Status) {
	rows := [][]string{{
		o.say("MEMBER", "成员"), o.say("STATE", "状态"), "PID", o.say("LEADER", "领导者"), o.say("TERM", "任期"),
		o.say("REVISION", "修订版本"), o.say("DB SIZE", "数据库"), "URL",
	}}
	for _, m := range s.Members {
		rows = append(rows, o.row(m))
	}
	o.table(rows)
	o.tellLines(o.timerLines(s.Members)...)
	for _, m := range s.Members {
		if m.Reason != "" {
			o.tellLines(fmt.Sprintf("%s: %s (%s)", m.Name, m.Reason, m.Log))
		}
		if m.Status != nil && len(m.Status.Errors) > 0 {
			o.tellLines(m.Name + ": " + strings.Join(m.Status.Errors, "; "))
		}
	}
	if k := s.Server; k != nil {
		o.tellLines(o.serverLine(k))
	}
	for _, file := range slices.Sorted(maps.Keys(s.Broken)) {
		o.tellLines(file + ": " + s.Broken[file])
	}
	if !s.Up {
		o.tellLines(o.say("The lab in %s is down: raftlab lab up", "%s 中的实验环境未运行：raftlab lab up", s.Dir))
	}
}

// serverLine is what is known of kube-apiserver.
func (o *labStatusOptions) serverLine(k *cluster.Server) string {
	state := phaseWords[k.State].In(o.lang)
	switch {
	case k.Reason != "":
		return o.say("kube-apiserver is %s: %s (%s)", "kube-apiserver %s：%s（%s）", state, k.Reason, k.Log)
	case k.PID != 0:
		return o.say("kube-apiserver is %s, process %d: %s", "kube-apiserver %s，进程 %d：%s", state, k.PID, k.URL)
	}
	return o.say("kube-apiserver is %s", "kube-apiserver %s", state)
}

// row is a member in the table. A dash is what nobody can tell now.
func (o *labStatusOptions) row(m cluster.Member) []string {
	row := []string{m.Name, phaseWords[m.State].In(o.lang), "-", "-", "-", "-", "-", m.URL}
	if m.PID != 0 {
		row[2] = strconv.Itoa(m.PID)
	}
	if m.Status != nil {
		role := o.say("no", "否")
		switch {
		case m.Status.Leader():
			role = o.say("yes", "是")
		case m.Status.Learner:
			role = o.say("learner", "学习者")
		}
		row[3], row[4] = role, strconv.FormatUint(m.Status.Term, 10)
		row[5], row[6] = strconv.FormatInt(m.Status.Revision, 10), fmt.Sprintf("%d kB", m.Status.DBBytes/1000)
	}
	return row
}

// table prints rows in columns.
func (o *labOptions) table(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], lang.Width(cell))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += lang.Pad(cell, widths[i]+2)
		}
		o.tellLines(strings.TrimRight(line, " "))
	}
}

var phaseWords = map[supervisor.Phase]lang.Text{
	supervisor.Starting: {EN: "starting", ZH: "启动中"},
	supervisor.Running:  {EN: "running", ZH: "运行"},
	supervisor.Paused:   {EN: "paused", ZH: "暂停"},
	supervisor.Crashed:  {EN: "crashed", ZH: "已宕机"},
	supervisor.Failing:  {EN: "failing", ZH: "反复失败"},
	supervisor.Stopping: {EN: "stopping", ZH: "停止中"},
	cluster.Stopped:     {EN: "stopped", ZH: "已停止"},
}
