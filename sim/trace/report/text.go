package report

import (
	"fmt"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Text returns the report for people, each line with its newline.
func Text(t *timeline.Timeline, lang trace.Lang) string {
	p := &page{lang: lang}
	p.properties(t)
	p.elections(t)
	p.outages(t)
	p.commands(t.Commands)
	p.remarks(t)
	return p.String()
}

func (p *page) properties(t *timeline.Timeline) {
	p.heading(p.say("Safety", "安全性"))
	var rows [][]string
	for _, v := range t.Verdicts {
		rows = append(rows, []string{text.Property(p.lang, v.Property), text.Verdict(p.lang, v.Verdict), text.Evidence(v.Property, v.Evidence)})
	}
	if len(rows) == 0 {
		p.line(2, p.say("the trace has no verdicts", "轨迹中没有结论"))
	}
	p.table(2, rows)
	if n := len(t.Breaches); n > 0 {
		first := t.Breaches[0]
		p.line(2, p.say("violations seen: %d, the first at %s", "看到的违反：%d 次，第一次在 %s", n, p.moment(first.At)))
	}
}

// remarks tells what went otherwise than the script meant.
func (p *page) remarks(t *timeline.Timeline) {
	if dead := ended(t.Servers); len(dead) > 0 {
		p.heading(p.say("Servers that Raft's own code ended, because its assumptions were broken",
			"被 Raft 自己的代码终止的服务器（它的前提被破坏）"))
		var rows [][]string
		for _, s := range dead {
			rows = append(rows, []string{s.Node.String(), right + p.moment(s.EndedAt), text.Clean(s.EndedWhy)})
		}
		p.table(2, rows)
	}
	if len(t.Skipped) > 0 {
		p.heading(p.say("Steps that were not taken, because what they wait for never came",
			"没有执行的步骤（它们等待的条件从未出现）"))
		for _, s := range t.Skipped {
			p.line(2, p.say("step %d: %s", "第 %d 步：%s", s.Step, text.Clean(s.Detail)))
		}
	}
	if t.Stop == trace.EventLimit {
		p.heading(p.say("The run was stopped after %d events, at %s of virtual time, before its end:\n"+
			"this report is about the part before that. Most likely something repeats without end.",
			"运行在 %d 个事件之后（虚拟时间 %s）被提前停止：\n本报告只涉及此前的部分。很可能有什么在无休止地重复。",
			t.Events, p.duration(t.End)))
	}
}

// mostCommands is how many of the commands with a bad end are told one by one.
const mostCommands = 8

func (p *page) commands(list []timeline.Command) {
	if len(list) == 0 {
		return
	}
	sum := newCommands(list)
	p.heading(p.say("Clients' commands: %d asked, %d committed, %d lost, %d refused, %d unknown",
		"客户端命令：提出 %d 条，提交 %d，丢失 %d，拒绝 %d，未知 %d",
		sum.Asked, sum.Committed, sum.Lost, sum.Refused, sum.Unknown))
	var told []timeline.Command
	for _, c := range list {
		if c.Outcome != trace.CommittedOK || c.Told != trace.CommittedOK {
			told = append(told, c)
		}
	}
	var rows [][]string
	ends(len(told), mostCommands, func(i int) { rows = append(rows, p.command(told[i])) },
		func(from, to int) {
			rows = append(rows, []string{p.say("... %d more", "……另有 %d 条", to-from)})
		})
	p.table(2, rows)
}

// command says what became of a command that was not simply committed.
func (p *page) command(c timeline.Command) []string {
	asked := p.say("asked of %v", "发给 %v", c.Node)
	if c.Node == 0 {
		asked = p.say("no leader to ask", "没有领导者可问")
	}
	end := p.outcome(c.Outcome)
	if c.Told != 0 && c.Told != c.Outcome {
		end = p.say("told %s, in the end %s", "先答复%s，最终%s", p.outcome(c.Told), end)
	}
	if c.Reason != 0 {
		end += p.say(": %s", "：%s", p.reason(c.Reason))
	}
	return []string{right + p.moment(c.At), fmt.Sprintf("%d %q", c.ID, c.Command), asked, end}
}

func (p *page) outcome(o trace.Outcome) string {
	switch o {
	case trace.CommittedOK:
		return p.say("committed", "已提交")
	case trace.LostForGood:
		return p.say("lost", "丢失")
	case trace.RefusedNow:
		return p.say("refused", "被拒绝")
	}
	return p.say("unknown", "未知")
}

// mostOutages is how many intervals without a leader are told one by one, and mostPhases how many
// phases of one.
const mostOutages, mostPhases = 6, 6

func (p *page) outages(t *timeline.Timeline) {
	if len(t.Outages) == 0 {
		p.heading(p.say("Without a leader: never", "无领导者的时间：没有"))
		return
	}
	var sum time.Duration
	for _, o := range t.Outages {
		sum += o.To - o.From
	}
	p.heading(p.say("Without a leader: %[1]s of %[2]s (%[3]s), intervals: %[4]d",
		"无领导者的时间：%[2]s 中的 %[1]s（%[3]s），共 %[4]d 段",
		p.duration(sum), p.duration(t.End), percent(sum, t.End), len(t.Outages)))
	ends(len(t.Outages), mostOutages, func(i int) { p.outage(t, &t.Outages[i]) },
		func(from, to int) { p.line(2, p.say("... %d more intervals", "……另有 %d 段", to-from)) })
}

func (p *page) outage(t *timeline.Timeline, o *timeline.Outage) {
	end := p.say("nobody until the end", "直到结束都没有领导者")
	if o.New != 0 {
		end = p.say("%v leads in term %d", "之后 %v 在任期 %d 领导", o.New, o.Term)
	}
	p.line(2, p.say("%[1]s from %[2]s to %[3]s: %[4]s, then %[5]s", "%[1]s，从 %[2]s 到 %[3]s：%[4]s，%[5]s",
		p.duration(o.To-o.From), p.moment(o.From), p.moment(o.To), p.reason(o.Reason), end))
	var rows [][]string
	row := func(from, to time.Duration, what string) {
		rows = append(rows, []string{right + p.duration(to-from), right + percent(to-from, o.To-o.From), what})
	}
	ends(len(o.Phases), mostPhases, func(i int) {
		phase := &o.Phases[i]
		row(phase.From, phase.To, p.phase(t, o, phase))
	}, func(from, to int) {
		row(o.Phases[from].From, o.Phases[to-1].To, p.say("... %d more elections", "……另有 %d 次选举", to-from))
	})
	p.table(4, rows)
}

// phase says what an outage waited for.
func (p *page) phase(t *timeline.Timeline, o *timeline.Outage, phase *timeline.Phase) string {
	switch phase.Kind {
	case timeline.Detection:
		return p.say("until the first election timer expired", "直到第一个选举计时器到期")
	case timeline.Return:
		return p.say("%v leads again, without an election", "%v 未经选举重新领导", o.New)
	case timeline.WinningRound:
		return p.say("the election for term %d, until %v won", "任期 %d 的选举，直到 %v 当选", phase.Term, o.New)
	case timeline.LastRound:
		return p.say("the election for term %d, until the run ended", "任期 %d 的选举，直到运行结束", phase.Term)
	}
	return p.say("the election for term %d, which nobody won (votes: %s)", "任期 %d 的选举，无人当选（票数：%s）",
		phase.Term, p.votes(&t.Elections[phase.Election]))
}
