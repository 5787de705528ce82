package diagnosis

import (
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// WrongAnswer is an answer to a client that makes a history not linearizable: the operation fits nowhere after another (ID 0:
// there is none). See [linear.Judgement].
type WrongAnswer struct{ After, Misfit timeline.Operation }

// wrongAnswerOf returns the answer that is wrong, if one is.
func wrongAnswerOf(t *timeline.Timeline) (WrongAnswer, bool) {
	j := linear.Judge(t.Operations)
	return WrongAnswer{j.After, j.Misfit}, j.Verdict == trace.Violated
}

// wrongAnswerIn returns the answer that is wrong if it came in a part of a run.
func wrongAnswerIn(t *timeline.Timeline, part Window) (WrongAnswer, bool) {
	w, ok := wrongAnswerOf(t)
	return w, ok && part.Shows(w.Misfit.AnswerAt)
}

// aroundAnswer returns both operations, and how the leader went of whom a client still heard: the last time without a leader that
// ended before the answer, if all of it can be read in one picture.
func aroundAnswer(t *timeline.Timeline, w WrongAnswer) Window {
	from, to := w.Misfit.Asked, w.Misfit.AnswerAt
	if w.After.ID != 0 {
		from = min(from, w.After.Asked)
	}
	for _, o := range t.Outages {
		if o.Old != 0 && o.To <= to && to-o.From <= readable {
			from = min(from, o.From)
		}
	}
	return around(t, max(from, to-2*time.Second), to)
}

// In says which answer it is, of whom, and what it does not fit.
func (w WrongAnswer) In(l lang.Lang) string {
	if w.After.ID == 0 {
		return l.Say("Not linearizable: %s fits nowhere", "不满足线性一致性：%s无处可放", told(l, &w.Misfit))
	}
	return l.Say("Not linearizable: %s, after %s", "不满足线性一致性：%[2]s之后，出现 %[1]s", told(l, &w.Misfit), told(l, &w.After))
}

// told says what a client was told, and by whom: read x → 1 of n1.
func told(l lang.Lang, o *timeline.Operation) string {
	words := text.Operation(l, &trace.Operation{Op: o.Op, Key: o.Key, Value: o.Value, Session: o.Session})
	switch {
	case o.Op == trace.ReadKey && o.Result == "":
		words += l.Say(" → nothing", " → 没有值")
	case o.Op == trace.ReadKey:
		words += " → " + lang.Clean(o.Result)
	}
	if o.Node == 0 {
		return words
	}
	return l.Say("%s of %v", "%[2]v 的“%[1]s”", words, o.Node)
}
