package report

import (
	"fmt"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Text returns the report for people, each line with its newline.
func Text(t *timeline.Timeline, l lang.Lang) string {
	p := &writer{lang.Printer{Lang: l}}
	p.properties(t)
	p.timers(t)
	p.elections(t)
	p.outages(t)
	p.contacts(t)
	p.repairs(t)
	p.commands(t.Commands)
	p.operations(t.Operations)
	p.remarks(t)
	return p.String()
}

func (w *writer) properties(t *timeline.Timeline) {
	w.heading(w.Say("Safety", "安全性"))
	var rows [][]string
	for _, v := range t.Verdicts {
		rows = append(rows, []string{text.Property(w.Lang, v.Property), text.Verdict(w.Lang, v.Verdict), text.Evidence(w.Lang, v.Evidence)})
	}
	if len(rows) == 0 {
		w.line(2, w.Say("the trace has no verdicts", "轨迹中没有结论"))
	}
	w.table(2, rows)
	if n := len(t.Violations); n > 0 {
		first := t.Violations[0]
		w.line(2, w.Say("violations seen: %d, the first at %s", "看到的违反：%d 次，第一次在 %s", n, w.moment(first.At)))
	}
}

// remarks tells what went otherwise than the script meant.
func (w *writer) remarks(t *timeline.Timeline) {
	if dead := ended(t.Servers); len(dead) > 0 {
		w.heading(w.Say("Servers that Raft's own code ended, because its assumptions were broken",
			"被 Raft 自己的代码终止的服务器（它的前提被破坏）"))
		var rows [][]string
		for _, s := range dead {
			rows = append(rows, []string{s.Node.String(), right + w.moment(s.EndedAt), lang.Clean(s.EndedWhy)})
		}
		w.table(2, rows)
	}
	if len(t.Skipped) > 0 {
		w.heading(w.Say("Steps that were not taken, because what they wait for never came",
			"没有执行的步骤（它们等待的条件从未出现）"))
		for _, s := range t.Skipped {
			w.line(2, w.Say("step %d: %s", "第 %d 步：%s", s.Step, lang.Clean(s.Detail)))
		}
	}
	if t.Stop == trace.EventLimit {
		w.heading(w.Say("The run was stopped after %d events, at %s of virtual time, before its end:\n"+
			"this report is about the part before that. More can be allowed (--set max_events=%d; a file: max_events).",
			"运行在 %d 个事件之后（虚拟时间 %s）被提前停止：\n本报告只涉及此前的部分。可以允许更多事件（--set max_events=%d；文件中：max_events）。",
			t.Events, w.duration(t.End), 10*t.Events))
	}
}

// mostCommands is how many of the commands with a bad end are told one by one.
const mostCommands = 8

func (w *writer) commands(list []timeline.Command) {
	if len(list) == 0 {
		return
	}
	sum := newCommands(list)
	w.heading(w.Say("Clients' commands: %d asked, %d committed, %d lost, %d refused, %d unknown",
		"客户端命令：提出 %d 条，提交 %d，丢失 %d，拒绝 %d，未知 %d",
		sum.Asked, sum.Committed, sum.Lost, sum.Refused, sum.Unknown))
	var told []timeline.Command
	for _, c := range list {
		if c.Outcome != trace.CommittedOK || c.Told != trace.CommittedOK {
			told = append(told, c)
		}
	}
	var rows [][]string
	headAndTail(len(told), mostCommands, func(i int) { rows = append(rows, w.command(told[i])) },
		func(from, to int) {
			rows = append(rows, []string{w.Say("... %d more", "……另有 %d 条", to-from)})
		})
	w.table(2, rows)
}

// command says what became of a command that was not simply committed.
func (w *writer) command(c timeline.Command) []string {
	asked := w.Say("asked of %v", "发给 %v", c.Node)
	if c.Node == 0 {
		asked = w.Say("no leader to ask", "没有领导者可问")
	}
	end := text.Outcome(w.Lang, c.Outcome)
	switch {
	case c.Told != 0 && c.Told != c.Outcome:
		end = w.Say("told %s, in the end %s", "先答复%s，最终%s", text.Outcome(w.Lang, c.Told), end)
	}
	if c.Reason != 0 && c.Node != 0 {
		end += w.Say(": %s", "：%s", w.reason(c.Reason))
	}
	if len(c.HeldBy) > 0 {
		end += w.Say("; at the end still in the log of %s", "；结束时仍在 %s 的日志中", text.Nodes(c.HeldBy))
	}
	return []string{right + w.moment(c.At), fmt.Sprintf("%d %q", c.ID, c.Command), asked, end}
}
