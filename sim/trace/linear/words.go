package linear

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Words names an operation with all that is judged of it: operation 3, read x by ReadIndex (asked of n1 at 1 s, answered at 1.1 s: 2).
func Words(l lang.Lang, o *timeline.Operation) string {
	what := text.Operation(l, &trace.Operation{Op: o.Op, Key: o.Key, Value: o.Value, Way: o.Way, Session: o.Session})
	asked := l.Say("asked at %s", "%s 请求", lang.Moment(o.Asked))
	switch {
	case o.Node != 0 && o.Attempts > 1:
		asked = l.Say("asked at %[2]s, the last time of %[1]v", "%[2]s 请求，最后一次向 %[1]v", o.Node, lang.Moment(o.Asked))
	case o.Node != 0:
		asked = l.Say("asked of %v at %s", "%[2]s 向 %[1]v 请求", o.Node, lang.Moment(o.Asked))
	}
	return l.Say("operation %d, %s (%s, %s)", "操作 %d“%s”（%s，%s）", o.ID, what, asked, Result(l, o))
}

// Result says what the client of an operation was told, and when.
func Result(l lang.Lang, o *timeline.Operation) string {
	at := lang.Moment(o.AnswerAt)
	switch {
	case o.Refused:
		return l.Say("refused: %s", "被拒绝：%s", text.Reason(l, o.Reason))
	case !o.Answered && o.Reason != 0:
		return l.Say("no answer: %s", "没有得到答复：%s", text.Reason(l, o.Reason))
	case !o.Answered:
		return l.Say("no answer", "没有得到答复")
	case o.Op != trace.ReadKey:
		return l.Say("done at %s", "%s 完成", at)
	case o.Result == "":
		return l.Say("answered at %s: nothing there", "%s 得到答复：没有值", at)
	}
	return l.Say("answered at %s: %s", "%s 得到答复：%s", at, lang.Clean(o.Result))
}
