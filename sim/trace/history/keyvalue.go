package history

import (
	"io"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Searched is what the history of a key-value state machine showed. Unfinished: the time was over before it was decided.
type Searched struct {
	linear.Judgement
	found porcupine.LinearizationInfo
}

// JudgeOperations judges what clients were told of their operations in a run, and takes no longer than a time of the computer's
// clock; 0: as long as it takes.
func JudgeOperations(run *timeline.Timeline, within time.Duration) *Searched {
	s := &Searched{Judgement: linear.Count(run.Operations)}
	keys := linear.ByKey(run.Operations)
	var result porcupine.CheckResult
	result, s.found = porcupine.CheckOperationsVerbose(keyValue, asPorcupine(keys, run.End), within)
	switch {
	case result == porcupine.Unknown:
		s.Unfinished = true
	case result == porcupine.Illegal:
		s.Verdict = trace.Violated
		s.explain(keys)
	case s.Answered >= 2:
		s.Verdict = trace.Holds
	}
	return s
}

// Draw writes the picture that Porcupine draws of the history: a page of HTML, with the orders that it tried.
func (s *Searched) Draw(w io.Writer) error { return porcupine.Visualize(keyValue, s.found, w) }

// explain names what does not fit, of the first key that is to blame.
func (s *Searched) explain(keys [][]timeline.Operation) {
	for i, orders := range s.found.PartialLinearizations() {
		longest := longestOf(orders)
		if s.After, s.Misfit = linear.Explain(keys[i], longest); s.Misfit.ID != 0 {
			return
		}
	}
}

func longestOf(orders [][]int) (longest []int) {
	for _, order := range orders {
		if len(order) > len(longest) || len(order) == len(longest) && slices.Compare(order, longest) < 0 {
			longest = order
		}
	}
	return longest
}

// keyValue is one key of the state machine. Its state is the value.
var keyValue = porcupine.Model{
	Partition: func(all []porcupine.Operation) (keys [][]porcupine.Operation) {
		last := ""
		for i, o := range all {
			if key := o.Input.(timeline.Operation).Key; i == 0 || key != last {
				keys, last = append(keys, nil), key
			}
			keys[len(keys)-1] = append(keys[len(keys)-1], o)
		}
		return keys
	},
	Init: func() any { return "" },
	Step: func(state, input, _ any) (bool, any) {
		o := input.(timeline.Operation)
		next, fits := linear.After(state.(string), &o)
		return fits, next
	},
	DescribeOperation: func(input, _ any) string {
		o := input.(timeline.Operation)
		what := text.Operation(lang.English, &trace.Operation{Op: o.Op, Key: o.Key, Value: o.Value, Way: o.Way, Session: o.Session})
		if !o.Answered {
			return what + " -> ?"
		}
		if o.Op == trace.ReadKey {
			return what + " -> " + o.Result
		}
		return what
	},
	DescribeState: func(state any) string { return state.(string) },
}

// asPorcupine returns histories in Porcupine's words, one key after the other. What has no answer stays open behind the end of the run.
func asPorcupine(keys [][]timeline.Operation, end time.Duration) (all []porcupine.Operation) {
	var rows rows
	for _, history := range keys {
		for _, o := range history {
			answered := end + 1
			if o.Answered {
				answered = o.AnswerAt
			}
			all = append(all, porcupine.Operation{ClientId: rows.place(o.Asked, answered), Input: o, Call: int64(o.Asked), Return: int64(answered)})
		}
	}
	return all
}

// rows are where operations are drawn: those that overlap in different ones. Each has the ends of the operations in it.
type rows [][][2]time.Duration

// place returns a row for an operation.
func (r *rows) place(asked, answered time.Duration) int {
	row := slices.IndexFunc(*r, func(row [][2]time.Duration) bool {
		return !slices.ContainsFunc(row, func(other [2]time.Duration) bool { return other[0] <= answered && asked <= other[1] })
	})
	if row < 0 {
		row = len(*r)
		*r = append(*r, nil)
	}
	(*r)[row] = append((*r)[row], [2]time.Duration{asked, answered})
	return row
}
