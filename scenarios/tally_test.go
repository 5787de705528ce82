package scenarios

import (
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// A tally is the same in whatever order the runs come.
func TestTallyDoesNotDependOnTheOrder(t *testing.T) {
	verdicts := []trace.Verdict{trace.Holds, trace.Untested, trace.Violated, trace.Holds, trace.Violated, trace.Untested}
	tally := func(order ...int) (all Tally) {
		for _, i := range order {
			seen := lang.Text{EN: string(rune('a' + i))}
			all.Add(uint64(i), verdicts[i], []Finding{{Verdict: verdicts[i], Seen: seen, Line: 7}, {Verdict: trace.Holds}})
		}
		return all
	}
	want := tally(0, 1, 2, 3, 4, 5)
	for _, order := range [][]int{{5, 4, 3, 2, 1, 0}, {3, 4, 2, 5, 0, 1}} {
		diff(t, tally(order...), want)
	}
	one := want.Each[0]
	diff(t, one.Count, Count{Held: 2, Violated: 2, Untested: 2,
		FirstViolated: Case{2, lang.Text{EN: "c"}}, FirstUntested: Case{1, lang.Text{EN: "b"}}})
	diff(t, []trace.Verdict{one.Verdict(), want.Each[1].Verdict(), (&Count{}).Verdict(), (&Count{Held: 3, Untested: 1}).Verdict()},
		[]trace.Verdict{trace.Violated, trace.Holds, trace.Untested, trace.Untested})
}
