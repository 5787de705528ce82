package main

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/history"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// worse returns what two verdicts come to: one that is violated, else one that is untested.
func worse(a, b trace.Verdict) trace.Verdict {
	for _, v := range []trace.Verdict{trace.Violated, trace.Untested} {
		if a == v || b == v {
			return v
		}
	}
	return trace.Holds
}

// history judges what clients were told: of their operations on the state machine, if there are any, else of their commands.
// Operations are commands as well, and places in the log that no order explains are worse.
func (o *checkOptions) history(run *timeline.Timeline) (trace.Verdict, string) {
	commands := history.Judge(history.Of(run), o.within)
	if len(run.Operations) == 0 || commands.Verdict == trace.Violated {
		return commands.Verdict, o.historyLine(commands)
	}
	operations := history.JudgeOperations(run, o.within)
	return operations.Verdict, o.operationsLine(operations)
}

// operationsLine says what the answers to operations showed.
func (o *checkOptions) operationsLine(j *history.Searched) string {
	line := lang.Pad(o.say("linearizable", "线性一致性"), 20) + "  " + lang.Pad(text.Verdict(o.lang, j.Verdict), 8) + "  "
	misfit, after := linear.Words(o.lang, &j.Misfit), linear.Words(o.lang, &j.After)
	switch {
	case j.Verdict == trace.Violated && j.After.ID == 0:
		return line + o.say("%s fits nowhere", "%s无处可放", misfit)
	case j.Verdict == trace.Violated:
		return line + o.say("%[1]s fits nowhere after %[2]s", "%[1]s无法排在%[2]s之后", misfit, after)
	case j.Unfinished:
		return line + o.say("not decided within %v (write --within with a longer time)", "在 %v 内没有得出结论（用 --within 给出更长的时间）", o.within)
	case j.Verdict == trace.Untested:
		return line + o.say("fewer than two operations were answered: %d", "得到答复的操作不足两个：%d", j.Answered)
	}
	return line + o.say("operations that were answered: %d; left open: %d", "得到答复的操作：%d；未得到答复：%d", j.Answered, j.Open)
}

// historyLine says what the answers to clients showed.
func (o *checkOptions) historyLine(j *history.Judgement) string {
	line := lang.Pad(o.say("linearizable", "线性一致性"), 20) + "  " + lang.Pad(text.Verdict(o.lang, j.Verdict), 8) + "  "
	switch {
	case j.Verdict == trace.Violated:
		return line + o.say("%[1]s fits nowhere after %[2]s", "%[1]s无法排在%[2]s之后", o.operation(&j.Misfit), o.operation(&j.After))
	case j.OutOfTime:
		return line + o.say("not decided within %v (write --within with a longer time)", "在 %v 内没有得出结论（用 --within 给出更长的时间）", o.within)
	case j.Verdict == trace.Untested:
		return line + o.say("fewer than two commands were answered: %d", "得到答复的命令不足两条：%d", j.Answered)
	}
	return line + o.say("commands that were answered: %d; left open: %d", "得到答复的命令：%d；未得到答复：%d", j.Answered, j.Open)
}

// operation names an operation with all that was judged of it.
func (o *checkOptions) operation(op *history.Operation) string {
	return o.say("command %d %q (asked of %v at %s, answered at %s: index %d)", "命令 %d %q（%[4]s 向 %[3]v 提出，%[5]s 得到答复：索引 %[6]d）",
		op.ID, op.Command, op.Server, lang.Moment(op.Asked), lang.Moment(op.Answered), op.Index)
}
