package scenarios

import (
	"cmp"
	"slices"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/timeline"
)

var historyKinds = []kind{
	kindOf("linearizable", "verdict", linearizableTable, (*linearizable).check),
	kindOf("read", "", readResultTable, (*readResult).check),
}

// linearizable expects that one log which takes one command after the other could have given the answers that clients
// got, or that none could. Where clients read and write the key-value state machine, that is asked of their operations too.
//
// An answer is a place in the log. So an order of the commands exists exactly if no two answers name one place, and a command
// that was asked for after another was answered has the higher one. That is decided here, also in a page and for
// many runs; raftlab check --linearizable has Porcupine find it by search.
type linearizable struct{ verdict trace.Verdict }

var linearizableTable = table[linearizable]{
	example: "linearizable: holds", must: []string{"verdict: holds"},
	fields: []field[linearizable]{
		{"verdict", func(d *decoder, n *node, e *linearizable) { e.verdict = d.verdict(n) }},
	},
}

func verdictWords() []string { return []string{trace.Holds.String(), trace.Violated.String()} }

func (d *decoder) verdict(n *node) trace.Verdict {
	if i, _ := d.oneOf(n, lang.Say("a verdict", "判定"), verdictWords()); i == 1 {
		return trace.Violated
	}
	return trace.Holds
}

func (e *linearizable) check(*decoder, *node) {}

func (e *linearizable) expected() lang.Text {
	if e.verdict == trace.Violated {
		return lang.Say("what clients were told is not linearizable", "客户端得到的答复不满足线性一致性")
	}
	return lang.Say("what clients were told is linearizable", "客户端得到的答复满足线性一致性")
}

func (e *linearizable) judge(t *timeline.Timeline) (trace.Verdict, lang.Text) {
	answered := answeredCommands(t)
	operations := linear.Judge(t.Operations)
	if len(t.Operations) > 0 && (operations.Verdict != trace.Holds || len(answered) < 2) {
		return verdict(operations.Verdict == e.verdict, operations.Verdict == trace.Untested), sayJudgement(&operations)
	}
	if len(answered) < 2 {
		return trace.Untested, lang.Say("fewer than two commands were answered: %d", "得到答复的命令不足两条：%d", len(answered))
	}
	seen, words := trace.Holds, lang.Say("commands that were answered: %d", "得到答复的命令：%d", len(answered))
	if len(t.Operations) > 0 {
		words = sayJudgement(&operations)
	}
	if same, other := atOnePlace(answered); same != nil {
		seen, words = trace.Violated, lang.Say("%s and %s were given the same place", "%s与%s得到了同一个位置", sayAnswered(same), sayAnswered(other))
	} else if before, late := outOfOrder(answered); before != nil {
		seen, words = trace.Violated, lang.Say("%s was asked for after %s, and has the lower place", "%s在%s之后提出，位置却更靠前",
			sayAnswered(late), sayAnswered(before))
	}
	return verdict(seen == e.verdict, false), words
}

// answeredCommands returns the commands whose clients were told a place in the log, by when they were told. A command without an
// answer stays open to the end of the run, and nobody was told its place.
func answeredCommands(t *timeline.Timeline) (all []*timeline.Command) {
	for i := range t.Commands {
		if c := &t.Commands[i]; c.Told == trace.CommittedOK && c.Index > 0 {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b *timeline.Command) int { return cmp.Compare(a.ToldAt, b.ToldAt) })
	return all
}

// atOnePlace returns the first two commands whose answers name one place.
func atOnePlace(answered []*timeline.Command) (first, second *timeline.Command) {
	at := map[trace.Index]*timeline.Command{}
	for _, c := range answered {
		if other := at[c.Index]; other != nil {
			return other, c
		}
		at[c.Index] = c
	}
	return nil, nil
}

// outOfOrder returns the first command that has a lower place than one which was answered before it was asked for, and that one.
func outOfOrder(answered []*timeline.Command) (before, late *timeline.Command) {
	asked := slices.Clone(answered)
	slices.SortStableFunc(asked, func(a, b *timeline.Command) int { return cmp.Compare(a.At, b.At) })
	next, highest := 0, (*timeline.Command)(nil)
	for _, c := range asked {
		for ; answered[next].ToldAt < c.At; next++ {
			if highest == nil || answered[next].Index > highest.Index {
				highest = answered[next]
			}
		}
		if highest != nil && highest.Index > c.Index {
			return highest, c
		}
	}
	return nil, nil
}

// sayAnswered names a command with all that was judged of it.
func sayAnswered(c *timeline.Command) lang.Text {
	return lang.Say("%q (asked of %v at %s, answered at %s: index %d)", "%q（%[3]s 向 %[2]v 提出，%[4]s 得到答复：索引 %[5]d）",
		c.Command, c.Node, lang.Moment(c.At), lang.Moment(c.ToldAt), c.Index)
}

// sayJudgement says what the operations of clients showed.
func sayJudgement(j *linear.Judgement) lang.Text {
	switch {
	case j.Verdict == trace.Violated && j.After.ID == 0:
		return lang.Say("%s fits nowhere", "%s无处可放", sayOperation(&j.Misfit))
	case j.Verdict == trace.Violated:
		return lang.Say("%s fits nowhere after %s", "%s无法排在%s之后", sayOperation(&j.Misfit), sayOperation(&j.After))
	case j.Unfinished:
		return lang.Say("not decided: there are too many orders of the operations", "没有得出结论：操作的可能顺序太多")
	case j.Verdict == trace.Untested:
		return lang.Say("fewer than two operations were answered: %d", "得到答复的操作不足两个：%d", j.Answered)
	}
	return lang.Say("operations that were answered: %d; left open: %d", "得到答复的操作：%d；未得到答复：%d", j.Answered, j.Open)
}

// sayOperation names an operation with all that was judged of it.
func sayOperation(o *timeline.Operation) lang.Text {
	return lang.Text{EN: linear.Words(lang.English, o), ZH: linear.Words(lang.Chinese, o)}
}
