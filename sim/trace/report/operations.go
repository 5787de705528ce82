package report

import (
	"fmt"

	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// mostOperations is how many of the operations are told one by one.
const mostOperations = 12

// operations tells what clients asked of the key-value state machine, each with its interval and its result.
func (w *writer) operations(list []timeline.Operation) {
	if len(list) == 0 {
		return
	}
	var answered, refused int
	for i := range list {
		switch {
		case list[i].Answered:
			answered++
		case list[i].Refused:
			refused++
		}
	}
	w.heading(w.Say("Clients' operations: %d asked, %d answered, %d refused, %d without an answer", "客户端操作：请求 %d 个，得到答复 %d，被拒绝 %d，没有答复 %d",
		len(list), answered, refused, len(list)-answered-refused))
	var rows [][]string
	headAndTail(len(list), mostOperations, func(i int) { rows = append(rows, w.operation(&list[i])) },
		func(from, to int) {
			rows = append(rows, []string{w.Say("... %d more", "……另有 %d 个", to-from)})
		})
	w.table(2, rows)
}

func (w *writer) operation(o *timeline.Operation) []string {
	asked := w.Say("of %v", "向 %v", o.Node)
	if o.Node == 0 {
		asked = w.Say("no leader to ask", "没有领导者可问")
	}
	if o.Attempts > 1 {
		asked += w.Say(", asked %d times", "，请求了 %d 次", o.Attempts)
	}
	what := text.Operation(w.Lang, &trace.Operation{Op: o.Op, Key: o.Key, Value: o.Value, Way: o.Way, Session: o.Session})
	return []string{right + w.moment(o.Asked), fmt.Sprintf("%d %s", o.ID, what), asked, linear.Result(w.Lang, o)}
}

// newOperations returns nil if there are none: most runs have none, and say nothing of it.
func newOperations(list []timeline.Operation) (all []Operation) {
	for _, o := range list {
		all = append(all, Operation{o.ID, o.Op, o.Key, o.Value, o.Way, o.Session, o.Node, int64(o.Asked), o.Attempts, o.Answered,
			int64(o.AnswerAt), o.Result, o.Refused, o.Reason})
	}
	return all
}
