package history

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/timeline"
)

func done(id uint64, asked, answered time.Duration, index trace.Index) Operation {
	return Operation{ID: id, Command: "x", Server: 1, Asked: asked, Answered: answered, Index: index}
}

func open(id uint64, asked time.Duration) Operation {
	return Operation{ID: id, Command: "x", Server: 1, Asked: asked, Answered: 1000, Open: true}
}

func TestHistoriesMadeByHand(t *testing.T) {
	for name, c := range map[string]struct {
		history       []Operation
		want          trace.Verdict
		after, misfit uint64
	}{
		"nothing was asked":             {nil, trace.Untested, 0, 0},
		"one answer decides nothing":    {[]Operation{done(1, 0, 10, 3), open(2, 20)}, trace.Untested, 0, 0},
		"one after the other":           {[]Operation{done(1, 0, 10, 3), done(2, 20, 30, 4)}, trace.Holds, 0, 0},
		"a later one at an older place": {[]Operation{done(1, 0, 10, 4), done(2, 20, 30, 3)}, trace.Violated, 1, 2},
		"two at one place":              {[]Operation{done(1, 0, 30, 4), done(2, 20, 50, 4)}, trace.Violated, 1, 2},
		"at once, in either order":      {[]Operation{done(1, 0, 30, 4), done(2, 20, 50, 3)}, trace.Holds, 0, 0},
		"as the first is answered":      {[]Operation{done(1, 0, 20, 4), done(2, 20, 50, 3)}, trace.Holds, 0, 0},
		"an open one may be anywhere":   {[]Operation{open(1, 0), done(2, 10, 20, 3), done(3, 30, 40, 4)}, trace.Holds, 0, 0},
		"the first of three is late":    {[]Operation{done(1, 0, 10, 5), done(2, 20, 30, 6), done(3, 40, 50, 4)}, trace.Violated, 2, 3},
	} {
		t.Run(name, func(t *testing.T) {
			got := Judge(c.history, 0)
			if got.Verdict != c.want || got.After.ID != c.after || got.Misfit.ID != c.misfit {
				t.Errorf("%v, %d after %d; want %v, %d after %d", got.Verdict, got.Misfit.ID, got.After.ID, c.want, c.misfit, c.after)
			}
		})
	}
}

// Of two answered operations the one that was answered before the other was asked for has the lower place, and no two have one
// place: that is all that the definition asks of a history of one log. Porcupine finds the same in random ones.
func TestPorcupineAgreesWithTheDefinition(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	verdicts := map[trace.Verdict]int{}
	for n := range 3000 {
		var history []Operation
		for id := range uint64(2 + random.IntN(5)) {
			asked := time.Duration(random.IntN(60))
			if random.IntN(4) == 0 {
				history = append(history, open(id+1, asked))
			} else {
				history = append(history, done(id+1, asked, asked+time.Duration(1+random.IntN(30)), trace.Index(1+random.IntN(20))))
			}
		}
		want := defined(history)
		verdicts[want]++
		if got := Judge(history, 0).Verdict; got != want {
			t.Fatalf("history %d: %v, want %v: %+v", n, got, want, history)
		}
	}
	if verdicts[trace.Holds] < 100 || verdicts[trace.Violated] < 100 {
		t.Errorf("the histories are of one kind: %v", verdicts)
	}
}

func defined(history []Operation) trace.Verdict {
	answered := 0
	for _, a := range history {
		if a.Open {
			continue
		}
		answered++
		for _, b := range history {
			if !b.Open && a.ID != b.ID && (a.Index == b.Index || a.Answered < b.Asked && a.Index > b.Index) {
				return trace.Violated
			}
		}
	}
	if answered < 2 {
		return trace.Untested
	}
	return trace.Holds
}

func TestOutOfTimeIsUntested(t *testing.T) {
	var history []Operation
	for id := range uint64(400) { // all at once, and the last two at one place: every order must be tried
		history = append(history, Operation{ID: id + 1, Asked: 0, Answered: 1000, Open: id < 30, Index: trace.Index(id)})
	}
	history = append(history, done(401, 0, 1000, 399))
	for i := range 30 {
		history[i].Index = 0
	}
	if got := Judge(history, time.Nanosecond); got.Verdict != trace.Untested || !got.OutOfTime {
		t.Errorf("%v, out of time %v", got.Verdict, got.OutOfTime)
	}
}

func TestOperationsOfARun(t *testing.T) {
	run := &timeline.Timeline{End: 1000, Commands: []timeline.Command{
		{ID: 1, Command: "a", Node: 1, At: 10, Told: trace.CommittedOK, ToldAt: 20, Outcome: trace.CommittedOK, Index: 3},
		{ID: 2, Command: "b", Node: 2, At: 30, Told: trace.RefusedNow, ToldAt: 30, Outcome: trace.RefusedNow},
		{ID: 3, Command: "c", Node: 1, At: 40, Told: trace.UnknownYet, ToldAt: 50, Outcome: trace.CommittedOK, Index: 4},
	}}
	got := Of(run)
	want := []Operation{{ID: 1, Command: "a", Server: 1, Asked: 10, Answered: 20, Index: 3},
		{ID: 3, Command: "c", Server: 1, Asked: 40, Answered: 1000, Open: true}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("the operations are %+v, want %+v", got, want)
	}
}

func TestThePictureNamesTheOperations(t *testing.T) {
	var page bytes.Buffer
	if err := Judge([]Operation{done(1, 0, 10, 4), done(2, 20, 30, 3)}, 0).Draw(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<html", `2 \"x\" -\u003e index 3`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// Porcupine and package linear find the same in random histories of operations.
func TestPorcupineAgreesWithLinear(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	verdicts := map[trace.Verdict]int{}
	for n := range 3000 {
		run := &timeline.Timeline{End: 100}
		for id := range uint64(1 + random.IntN(8)) {
			asked := time.Duration(random.IntN(60))
			o := timeline.Operation{ID: id + 1, Op: trace.OperationKind(1 + random.IntN(3)), Key: string(rune('x' + random.IntN(4)/3)), Asked: asked, Attempts: 1}
			if o.Op != trace.ReadKey {
				o.Value = string(rune('a' + random.IntN(2)))
			}
			if random.IntN(5) > 0 {
				o.Answered, o.AnswerAt = true, asked+time.Duration(1+random.IntN(20))
				if o.Op == trace.ReadKey {
					o.Result = []string{"", "a", "b", "ab", "aa"}[random.IntN(5)]
				}
			} else {
				o.Refused = random.IntN(3) == 0
			}
			run.Operations = append(run.Operations, o)
		}
		want, got := linear.Judge(run.Operations), JudgeOperations(run, 0)
		verdicts[want.Verdict]++
		if got.Verdict != want.Verdict || got.Answered != want.Answered || got.Open != want.Open || got.Misfit.ID == 0 != (want.Misfit.ID == 0) {
			t.Fatalf("history %d: Porcupine says %+v, linear %+v: %+v", n, got.Judgement, want, run.Operations)
		}
	}
	if verdicts[trace.Holds] < 100 || verdicts[trace.Violated] < 100 || verdicts[trace.Untested] < 100 {
		t.Errorf("the histories are of one kind: %v", verdicts)
	}
}
