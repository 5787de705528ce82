// Package linear decides whether the operations of clients on a key-value state machine could have been done one after the
// other. It is for where [Porcupine] is not: in a page, and for many short histories. The same history always gets the same
// verdict, after the same number of tries.
//
//	j := linear.Judge(run.Operations)
//	if j.Verdict == trace.Violated {
//		fmt.Println(j.Misfit.ID, "fits nowhere after", j.After.ID)
//	}
//
// A history is linearizable if there is an order of its operations in which each comes before all that were asked for after its
// answer, and every read finds what the writes before it left. An operation without an answer may have been done at any time
// after it was asked for, or not at all. Different keys are judged apart: a history is linearizable if each of its keys is.
//
// [Porcupine]: https://github.com/anishathalye/porcupine
package linear

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// most is how many states of a search are looked at for one key.
const most = 50_000

// Judgement is what a history showed.
type Judgement struct {
	Verdict        trace.Verdict // Untested: fewer than two were answered, or Unfinished
	Answered, Open int           // operations that were answered, or have no answer
	Unfinished     bool          // it was not decided in as many tries as a history gets

	// Violated: of the operations that are not in the longest order that fits, Misfit was answered first. It must come behind
	// After, the last one there that was answered before it was asked for (ID 0: there is none), and fits nowhere.
	After, Misfit timeline.Operation
}

// Judge judges the operations of a run. One that was refused is no part of its history.
func Judge(all []timeline.Operation) Judgement {
	j := Count(all)
	for _, operations := range ByKey(all) {
		s := search{operations: operations, done: make([]byte, len(operations)), seen: map[string]struct{}{}}
		switch found := s.try(""); {
		case s.exhausted():
			j.Unfinished = true
		case !found:
			j.Verdict = trace.Violated
			j.After, j.Misfit = Explain(operations, s.longest)
			return j
		}
	}
	if !j.Unfinished && j.Answered >= 2 {
		j.Verdict = trace.Holds
	}
	return j
}

// Count returns the judgement of operations before anything is decided.
func Count(all []timeline.Operation) (j Judgement) {
	j.Verdict = trace.Untested
	for i := range all {
		switch {
		case all[i].Answered:
			j.Answered++
		case all[i].Open():
			j.Open++
		}
	}
	return j
}

// ByKey returns the histories of all keys: the operations that say something, in the order in which they were asked for.
func ByKey(all []timeline.Operation) (histories [][]timeline.Operation) {
	at := map[string]int{}
	for _, o := range all {
		if o.Refused || !o.Answered && o.Op == trace.ReadKey {
			continue
		}
		i, known := at[o.Key]
		if !known {
			i = len(histories)
			at[o.Key] = i
			histories = append(histories, nil)
		}
		histories[i] = append(histories[i], o)
	}
	for _, one := range histories {
		slices.SortStableFunc(one, func(a, b timeline.Operation) int { return cmp.Compare(a.Asked, b.Asked) })
	}
	return histories
}

// Explain finds the two operations of a key that do not fit, by the longest order that does.
func Explain(operations []timeline.Operation, longest []int) (after, misfit timeline.Operation) {
	for i, o := range operations {
		if o.Answered && !slices.Contains(longest, i) && (misfit.ID == 0 || o.AnswerAt < misfit.AnswerAt) {
			misfit = o
		}
	}
	for _, i := range longest {
		if o := operations[i]; o.Answered && o.AnswerAt < misfit.Asked {
			after = o
		}
	}
	return after, misfit
}

// search looks for an order of the operations on one key.
type search struct {
	operations []timeline.Operation
	done       []byte // 1 for those that are in the order so far
	order      []int
	longest    []int
	seen       map[string]struct{} // which are done, and the value then: what was in vain
}

func (s *search) exhausted() bool { return len(s.seen) > most }

// try reports whether the order so far, which left a value, can be continued to one of all that were answered.
func (s *search) try(value string) bool {
	if len(s.order) > len(s.longest) {
		s.longest = slices.Clone(s.order)
	}
	limit, all := s.firstAnswer()
	if all {
		return true
	}
	state := string(s.done) + value
	if _, tried := s.seen[state]; tried || s.exhausted() {
		return false
	}
	s.seen[state] = struct{}{}
	for i := range s.operations {
		o := &s.operations[i]
		if o.Asked > limit {
			break
		}
		next, fits := After(value, o)
		if s.done[i] == 1 || !fits {
			continue
		}
		s.done[i] = 1
		s.order = append(s.order, i)
		if s.try(next) {
			return true
		}
		s.order = s.order[:len(s.order)-1]
		s.done[i] = 0
	}
	return false
}

// firstAnswer returns when the first of the operations that are not in the order was answered: what was asked for later
// cannot come next. It reports whether all that were answered are in it.
func (s *search) firstAnswer() (at time.Duration, all bool) {
	all = true
	for i := range s.operations {
		if o := &s.operations[i]; s.done[i] == 0 && o.Answered && (all || o.AnswerAt < at) {
			at, all = o.AnswerAt, false
		}
	}
	return at, all
}

// After returns the value of a key after an operation, and whether its answer fits.
func After(value string, o *timeline.Operation) (next string, fits bool) {
	switch o.Op {
	case trace.WriteKey:
		return o.Value, true
	case trace.AppendKey:
		return value + o.Value, true
	}
	return value, o.Result == value
}
