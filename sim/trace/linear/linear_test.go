package linear

import (
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// write, add and read are operations from one moment to another; -1: never answered.
func operation(id uint64, op trace.OperationKind, value string, asked, answered int) timeline.Operation {
	o := timeline.Operation{ID: id, Op: op, Key: "x", Asked: time.Duration(asked), AnswerAt: time.Duration(answered), Answered: answered >= 0}
	if op == trace.ReadKey {
		o.Result = value
	} else {
		o.Value = value
	}
	return o
}

func write(id uint64, value string, asked, answered int) timeline.Operation {
	return operation(id, trace.WriteKey, value, asked, answered)
}

func add(id uint64, value string, asked, answered int) timeline.Operation {
	return operation(id, trace.AppendKey, value, asked, answered)
}

func read(id uint64, value string, asked, answered int) timeline.Operation {
	return operation(id, trace.ReadKey, value, asked, answered)
}

func refused(o timeline.Operation) timeline.Operation {
	o.Refused, o.Answered = true, false
	return o
}

func of(key string, o timeline.Operation) timeline.Operation {
	o.Key = key
	return o
}

func TestHistoriesMadeByHand(t *testing.T) {
	type history = []timeline.Operation
	for name, c := range map[string]struct {
		history       history
		want          trace.Verdict
		after, misfit uint64
	}{
		"nothing":                          {nil, trace.Untested, 0, 0},
		"one answer":                       {history{write(1, "a", 0, 10)}, trace.Untested, 0, 0},
		"what was written is read":         {history{write(1, "a", 0, 10), read(2, "a", 20, 30)}, trace.Holds, 0, 0},
		"nothing is read before":           {history{read(1, "", 0, 10), write(2, "a", 20, 30)}, trace.Holds, 0, 0},
		"a stale read":                     {history{write(1, "a", 0, 10), write(2, "b", 20, 30), read(3, "a", 40, 50)}, trace.Violated, 2, 3},
		"what nobody wrote":                {history{write(1, "a", 0, 10), read(2, "z", 20, 30)}, trace.Violated, 1, 2},
		"a read beside a write, before":    {history{write(1, "a", 0, 10), write(2, "b", 20, 50), read(3, "a", 30, 40)}, trace.Holds, 0, 0},
		"a read beside a write, behind":    {history{write(1, "a", 0, 10), write(2, "b", 20, 50), read(3, "b", 30, 40)}, trace.Holds, 0, 0},
		"new and then old":                 {history{write(1, "a", 0, 10), write(2, "b", 20, 90), read(3, "b", 30, 40), read(4, "a", 50, 60)}, trace.Violated, 3, 4},
		"an open write was done":           {history{write(1, "a", 0, -1), read(2, "a", 50, 60), read(3, "a", 70, 80)}, trace.Holds, 0, 0},
		"an open write was not done":       {history{write(1, "a", 0, -1), read(2, "", 50, 60), read(3, "", 70, 80)}, trace.Holds, 0, 0},
		"an open write is done late":       {history{write(1, "a", 0, -1), read(2, "", 50, 60), read(3, "a", 70, 80)}, trace.Holds, 0, 0},
		"an open write is not undone":      {history{write(1, "a", 0, -1), read(2, "a", 50, 60), read(3, "", 70, 80)}, trace.Violated, 2, 3},
		"an open write not before its ask": {history{write(1, "a", 65, -1), read(2, "a", 50, 60), read(3, "a", 70, 80)}, trace.Violated, 0, 2},
		"an open read says nothing":        {history{write(1, "a", 0, 10), read(2, "", 20, -1), read(3, "a", 30, 40)}, trace.Holds, 0, 0},
		"a refused write is none":          {history{refused(write(1, "a", 0, 10)), read(2, "", 20, 30), read(3, "", 40, 50)}, trace.Holds, 0, 0},
		"appended once":                    {history{add(1, "a", 0, 10), add(2, "b", 20, 30), read(3, "ab", 40, 50)}, trace.Holds, 0, 0},
		"appended twice":                   {history{add(1, "a", 0, 10), read(2, "aa", 40, 50)}, trace.Violated, 1, 2},
		"as it is answered":                {history{write(1, "a", 0, 10), read(2, "", 10, 30)}, trace.Holds, 0, 0},
		"keys are judged apart": {history{write(1, "a", 0, 10), of("y", write(2, "b", 20, 30)), of("y", read(3, "b", 40, 50)), read(4, "", 60, 70)},
			trace.Violated, 1, 4},
	} {
		t.Run(name, func(t *testing.T) {
			got := Judge(c.history)
			if got.Verdict != c.want || got.After.ID != c.after || got.Misfit.ID != c.misfit || got.Unfinished {
				t.Errorf("%v, %d after %d; want %v, %d after %d", got.Verdict, got.Misfit.ID, got.After.ID, c.want, c.misfit, c.after)
			}
		})
	}
}

// Many writes at once, and a read of what nobody wrote: every order would have to be tried.
func TestAHistoryThatTakesTooLongIsUntested(t *testing.T) {
	var history []timeline.Operation
	for id := range uint64(40) {
		history = append(history, add(id+1, string(rune('a'+id)), 0, 100))
	}
	history = append(history, read(41, "zz", 200, 300))
	if got := Judge(history); got.Verdict != trace.Untested || !got.Unfinished || got.Answered != 41 {
		t.Errorf("%+v", got)
	}
}
