package check

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
)

// Each history shows one thing about one property. Without evidence wanted, the verdict is wanted.
var histories = []struct {
	name     string
	property trace.Property
	verdict  trace.Verdict
	evidence string
	run      string
}{
	{"no leader proves nothing", trace.ElectionSafety, trace.Untested, "", `
		n1 follows 1
		n1 votes n1 in 1`},
	{"one leader per term, one twice", trace.ElectionSafety, trace.Holds, "", `
		n1 leads 1
		n2 leads 2
		n2 follows 2
		n2 leads 2
		n1 leads 4
		n3 leads 3`},
	{"two leaders of a term", trace.ElectionSafety, trace.Violated,
		"election safety: term 4 has leaders n1 and n3 at 4 ms", `
		n1 leads 4
		n2 leads 5
		n1 crashes
		n3 leads 4`},

	{"only denials and pre-votes", trace.OneVotePerTerm, trace.Untested, "", `
		n1 denies n2 in 1
		n1 prevotes n2 in 1
		n1 prevotes n3 in 1`},
	{"the same candidate twice, another in another term", trace.OneVotePerTerm, trace.Holds, "", `
		n1 votes n2 in 1
		n1 votes n2 in 1
		n1 votes n3 in 2
		n1 denies n2 in 2
		n2 votes n2 in 2`},
	{"a second vote", trace.OneVotePerTerm, trace.Violated,
		"one vote per term: n1 voted for n2 and n3 in term 1 at 2 ms", `
		n1 votes n2 in 1
		n1 votes n3 in 1`},
	{"a vote for another after one for itself", trace.OneVotePerTerm, trace.Violated,
		"one vote per term: n1 voted for n1 and n3 in term 2 at 3 ms", `
		n1 votes n2 in 1
		n1 votes n1 in 2
		n1 votes n3 in 2`},
	{"a vote forgotten over a restart", trace.OneVotePerTerm, trace.Violated,
		"one vote per term: n1 voted for n2 and n3 in term 1 at 5 ms", `
		n1 votes n2 in 1
		n1 tells n2 in 1
		n1 crashes
		n1 restarts after 0 with (0,0)
		n1 votes n3 in 1`},
	{"its own vote forgotten over a restart", trace.OneVotePerTerm, trace.Violated,
		"one vote per term: n1 voted for n1 and n3 in term 1 at 5 ms", `
		n1 votes n1 in 1
		n1 asks n2 in 1
		n1 crashes
		n1 restarts after 0 with (0,0)
		n1 votes n3 in 1`},
	{"votes of several terms lost in a crash before anybody was told", trace.OneVotePerTerm, trace.Holds, "", `
		n1 votes n2 in 1
		n1 votes n2 in 2
		n1 votes n2 in 3
		n1 crashes
		n1 restarts after 0 with (0,0)
		n1 votes n3 in 1
		n1 votes n3 in 2
		n1 votes n3 in 3`},
	{"a vote lost in a crash before anybody was told", trace.OneVotePerTerm, trace.Holds, "", `
		n1 votes n2 in 1
		n1 crashes
		n1 restarts after 0 with (0,0)
		n1 votes n3 in 1`},

	{"only followers write", trace.LeaderAppendOnly, trace.Untested, "", `
		n1 leads 1
		n2 appends (1,1) x
		n2 truncates 1-1`},
	{"a leader appends, and truncates when it no longer leads", trace.LeaderAppendOnly, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 follows 2
		n1 truncates 2-2
		n1 appends (2,2) y`},
	{"a crash takes entries", trace.LeaderAppendOnly, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 crashes
		n1 truncates 2-2
		n1 restarts after 0 with (1,1)
		n1 truncates 1-1`},
	{"a leader truncates", trace.LeaderAppendOnly, trace.Violated,
		"leader append-only: n1 leads term 1 and deleted its entries 1 to 2 at 4 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 truncates 1-2`},
	{"a leader overwrites", trace.LeaderAppendOnly, trace.Violated,
		"leader append-only: n1 leads term 1 and overwrote its entry 1 at 3 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,1) x`},
	{"a leader takes a snapshot of another", trace.LeaderAppendOnly, trace.Violated,
		"leader append-only: n1 leads term 3 and replaced its log by a snapshot up to index 7 at 2 ms", `
		n1 leads 3
		n1 restores (2,7)`},

	{"different logs", trace.LogMatching, trace.Untested, "", `
		n1 appends (1,1) x
		n2 appends (2,1) x
		n3 appends (3,1) x`},
	{"one had lost the entry when the other wrote it", trace.LogMatching, trace.Untested, "", `
		n1 appends (1,1) x
		n1 crashes
		n1 restarts after 0 with (0,0)
		n2 appends (1,1) y`},
	{"equal prefixes, different tails", trace.LogMatching, trace.Holds, "", `
		n1 appends (1,1) x
		n2 appends (1,1) x
		n1 appends (1,2) y
		n2 appends (2,2) y`},
	{"a log that starts with a snapshot", trace.LogMatching, trace.Holds, "", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n2 restores (1,2)
		n1 appends (1,3) z
		n2 appends (1,3) z`},
	{"a snapshot of what nobody was seen to write", trace.LogMatching, trace.Holds, "", `
		n1 restores (3,7)
		n1 appends (3,8) x
		n2 restores (2,6)
		n2 appends (3,7) y
		n2 appends (3,8) x`},
	{"truncated, and written anew", trace.LogMatching, trace.Holds, "", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n2 appends (1,1) x
		n1 truncates 2-2
		n1 appends (2,2) z`},
	{"a gap", trace.LogMatching, trace.Violated,
		"log matching: n2 appended index 7, but its log ended at index 1: it has a gap at 2 ms", `
		n2 appends (1,1) x
		n2 appends (1,7) y`},
	{"a log that does not begin at its beginning", trace.LogMatching, trace.Violated,
		"log matching: n2 appended index 3, but its log ended at index 0: it has a gap at 4 ms", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 appends (2,3) z
		n2 appends (2,3) z`},
	{"a gap after a snapshot", trace.LogMatching, trace.Violated,
		"log matching: n2 appended index 9, but its log ended at index 7: it has a gap at 2 ms", `
		n2 restores (3,7)
		n2 appends (3,9) y`},
	{"entries replaced that were not truncated", trace.LogMatching, trace.Violated,
		"log matching: n1 appended index 2, but its log had entries up to index 3, which were not truncated at 4 ms", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 appends (1,3) y
		n1 appends (2,2) z`},
	{"an entry written into a snapshot", trace.LogMatching, trace.Violated,
		"log matching: n1 appended index 6, but its log had entries up to index 7, which were not truncated at 2 ms", `
		n1 restores (3,7)
		n1 appends (3,6) z`},
	{"entries truncated that are not there", trace.LogMatching, trace.Violated,
		"log matching: n1 truncated indexes 2 to 3, but its log held 1 to 2 at 3 ms", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 truncates 2-3`},
	{"entries truncated from the middle", trace.LogMatching, trace.Violated,
		"log matching: n1 truncated indexes 1 to 1, but its log held 1 to 2 at 3 ms", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 truncates 1-1`},
	{"a snapshot truncated", trace.LogMatching, trace.Violated,
		"log matching: n1 truncated indexes 7 to 8, but its log held 8 to 8 at 3 ms", `
		n1 restores (3,7)
		n1 appends (3,8) x
		n1 truncates 7-8`},
	{"two commands", trace.LogMatching, trace.Violated,
		`log matching: n1 and n2 both hold entry (1,1), but n1 has (1,1) "x" where n2 has (1,1) "y" at 2 ms`, `
		n2 appends (1,1) y
		n1 appends (1,1) x`},
	{"two kinds", trace.LogMatching, trace.Violated,
		`log matching: n1 and n2 both hold entry (1,1), but n1 has (1,1) no-op where n2 has (1,1) "y" at 2 ms`, `
		n1 appends (1,1)
		n2 appends (1,1) y`},
	{"two prefixes", trace.LogMatching, trace.Violated,
		`log matching: n1 and n2 both hold entry (3,3), but n1 has (1,1) "x" where n2 has (2,1) "x" at 6 ms`, `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 appends (3,3) z
		n2 appends (2,1) x
		n2 appends (2,2) y
		n2 appends (3,3) z`},
	{"a prefix hidden in a snapshot", trace.LogMatching, trace.Violated,
		`log matching: n1 and n2 both hold entry (3,2), but n1 has (1,1) "x" where n2 has (2,1) "x" at 5 ms`, `
		n1 appends (1,1) x
		n1 compacts (1,1)
		n1 appends (3,2) z
		n2 appends (2,1) x
		n2 appends (3,2) z`},
	{"a restart brings back what was overwritten in memory", trace.LogMatching, trace.Violated,
		`log matching: n1 and n2 both hold entry (1,1), but n1 has (1,1) "x" where n2 has (1,1) "y" at 7 ms`, `
		n1 appends (1,1) x
		n1 appends (1,2) x
		n1 truncates 1-2
		n1 appends (2,1) z
		n2 appends (1,1) y
		n1 crashes
		n1 restarts after 0 with (1,2)`},

	{"nothing committed before", trace.LeaderCompleteness, trace.Untested, "", `
		n1 leads 1
		n1 appends (1,1)
		n2 leads 2`},
	{"committed in its own term only", trace.LeaderCompleteness, trace.Untested, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n1 leads 1`},
	{"what a follower believes committed does not count", trace.LeaderCompleteness, trace.Untested, "", `
		n1 appends (1,1)
		n1 commits 1-1
		n2 leads 2`},
	{"the new leader has it", trace.LeaderCompleteness, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n2 appends (1,1)
		n1 commits 1-1
		n2 leads 2
		n2 appends (2,2)`},
	{"the new leader has it in a snapshot", trace.LeaderCompleteness, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n1 appends (1,2) x
		n2 restores (1,2)
		n2 leads 2`},
	{"the past of a snapshot is not told", trace.LeaderCompleteness, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n2 restores (1,5)
		n2 leads 2`},
	{"a late leader of a lower term need not have it", trace.LeaderCompleteness, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n1 leads 3
		n1 appends (3,2)
		n1 commits 2-2
		n2 appends (1,1)
		n2 leads 2`},
	{"commits that come out of order", trace.LeaderCompleteness, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 commits 2-2
		n1 commits 1-1
		n1 leads 2`},
	{"all that two leaders of one term committed is asked for", trace.LeaderCompleteness, trace.Violated,
		`leader completeness: n1 committed (1,1) "x" in term 1, but leader n2 of term 2 has (1,1) "y" there at 7 ms`, `
		n1 leads 1
		n1 appends (1,1) x
		n1 commits 1-1
		n2 leads 1
		n2 appends (1,1) y
		n2 commits 1-1
		n2 leads 2`},
	{"the new leader lacks it", trace.LeaderCompleteness, trace.Violated,
		"leader completeness: n1 committed (1,1) no-op in term 1, but leader n2 of term 2 has nothing there at 4 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n2 leads 2`},
	{"the oldest entry that is missing is named", trace.LeaderCompleteness, trace.Violated,
		`leader completeness: n1 committed (1,2) "x" in term 1, but leader n2 of term 2 has (0,2) "y" there at 9 ms`, `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 appends (1,3) y
		n1 commits 1-3
		n2 appends (1,1)
		n2 appends (0,2) y
		n2 appends (1,3) y
		n2 leads 2`},
	{"a snapshot without it", trace.LeaderCompleteness, trace.Violated,
		`leader completeness: n1 committed (2,1) "x" in term 2, but leader n2 of term 3 has (1,1) "z" there at 7 ms`, `
		n2 appends (1,1) z
		n1 leads 2
		n1 appends (2,1) x
		n1 commits 1-1
		n2 appends (1,2) y
		n2 compacts (1,2)
		n2 leads 3`},
	{"a lower term commits after the election", trace.LeaderCompleteness, trace.Violated,
		`leader completeness: n1 committed (1,1) "x" in term 1, but leader n2 of term 2 has nothing there at 5 ms`, `
		n1 leads 1
		n1 appends (1,1) x
		n2 leads 2
		n2 crashes
		n1 commits 1-1`},
	{"another was committed in its place, and both are asked for", trace.LeaderCompleteness, trace.Violated,
		`leader completeness: n1 committed (1,1) "x" in term 1, but leader n2 of term 2 has (2,1) "y" there at 7 ms`, `
		n1 leads 1
		n1 appends (1,1) x
		n2 appends (2,1) y
		n1 crashes
		n2 leads 2
		n1 leads 1
		n1 commits 1-1`},

	{"each its own index", trace.StateMachineSafety, trace.Untested, "", `
		n1 appends (1,1) x
		n1 applies 1-1
		n1 crashes
		n1 restarts after 0 with (1,1)
		n1 applies 1-1
		n2 applies 1-1`},
	{"two apply the same", trace.StateMachineSafety, trace.Holds, "", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n2 appends (1,1) x
		n1 applies 1-2
		n2 applies 1-1`},
	{"a snapshot of what was applied", trace.StateMachineSafety, trace.Holds, "", `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 applies 1-2
		n2 restores (1,2)`},
	{"two apply different entries", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,2) "y", but n2 applied (2,2) "y" at 6 ms`, `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n2 appends (1,1) x
		n2 appends (2,2) y
		n1 applies 1-2
		n2 applies 1-2`},
	{"a server applies another entry after its restart", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,1) "x", but n1 applied (2,1) "y" at 6 ms`, `
		n1 appends (1,1) x
		n1 applies 1-1
		n1 crashes
		n1 restarts after 0 with (0,0)
		n1 appends (2,1) y
		n1 applies 1-1`},
	{"a snapshot of another history", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,1) "x", but n2 restored a snapshot with (2,1) "y" at 6 ms`, `
		n1 appends (1,1) x
		n1 appends (3,2) z
		n1 applies 1-2
		n2 appends (2,1) y
		n2 appends (3,2) z
		n2 restores (3,2)`},
	{"a snapshot that goes further than what was applied", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,1) "x", but n2 restored a snapshot with (2,1) "y" at 5 ms`, `
		n1 appends (1,1) x
		n1 applies 1-1
		n2 appends (2,1) y
		n2 appends (3,2) z
		n2 restores (3,2)`},
	{"a snapshot that ends where nothing was applied", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,1) "x", but n2 restored a snapshot with (2,1) "y" at 8 ms`, `
		n1 appends (1,1) x
		n1 appends (1,2) y
		n1 appends (1,3) z
		n1 applies 1-1
		n1 applies 3-3
		n2 appends (2,1) y
		n2 appends (3,2) z
		n2 restores (3,2)`},
	{"a snapshot of an entry that was never applied", trace.StateMachineSafety, trace.Violated,
		`state machine safety: n1 applied (1,1) "x", but n2 restored a snapshot with (2,1) at 3 ms`, `
		n1 appends (1,1) x
		n1 applies 1-1
		n2 restores (2,1)`},
}

func TestHistories(t *testing.T) {
	for _, h := range histories {
		t.Run(h.property.String()+"/"+h.name, func(t *testing.T) {
			r := result(observe(history(t, h.run)), h.property)
			if r.Verdict != h.verdict || r.Evidence.String() != h.evidence {
				t.Errorf("%v: %q, want %v: %q", r.Verdict, r.Evidence, h.verdict, h.evidence)
			}
			if read := trace.ParseEvidence(h.evidence); !reflect.DeepEqual(read, r.Evidence) {
				t.Errorf("read from a file it is %+v, not %+v", read, r.Evidence)
			}
			if (r.Event != 0) != (h.verdict == trace.Violated) {
				t.Errorf("the evidence is in event %d", r.Event)
			}
		})
	}
}

// Raft paper, Figure 8, without the commit rule of section 5.4.2: in (c), n1 counts copies of the
// entry of term 2 and commits it; in (d), n5 overwrites it.
const figure8 = `
	n1 leads 1
	n1 appends (1,1) a
	n2 appends (1,1) a
	n3 appends (1,1) a
	n4 appends (1,1) a
	n5 appends (1,1) a
	n1 leads 2
	n1 appends (2,2) b
	n2 appends (2,2) b
	n1 has on disk (2,2) in 2
	n1 crashes
	n5 leads 3
	n5 appends (3,2) c
	n5 has on disk (3,2) in 3
	n5 crashes
	n1 restarts in 2 after 0 with (2,2)
	n1 leads 4
	n3 appends (2,2) b
	n1 commits 1-2
	n1 applies 1-2
	n1 crashes
	n5 restarts in 3 after 0 with (3,2)
	n5 leads 5
	n2 truncates 2-2
	n2 appends (3,2) c
	n3 truncates 2-2
	n3 appends (3,2) c
	n4 appends (3,2) c
	n5 commits 1-2
	n5 applies 1-2
	n2 commits 1-2
	n2 applies 1-2`

func TestFigure8WithoutTheCommitRule(t *testing.T) {
	s := observe(history(t, figure8))
	want := []string{
		`leader completeness: n1 committed (2,2) "b" in term 4, but leader n5 of term 5 has (3,2) "c" there at 23 ms`,
		`state machine safety: n1 applied (2,2) "b", but n5 applied (3,2) "c" at 30 ms`,
		`state machine safety: n1 applied (2,2) "b", but n2 applied (3,2) "c" at 32 ms`,
	}
	if got := evidence(s.Violations()); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, p := range []trace.Property{trace.ElectionSafety, trace.LeaderAppendOnly, trace.LogMatching} {
		if r := result(s, p); r.Verdict != trace.Holds {
			t.Errorf("%v: %v %s", p, r.Verdict, r.Evidence)
		}
	}
}

func TestTwoVotesMakeTwoLeaders(t *testing.T) {
	s := observe(history(t, `
		n1 votes n1 in 4
		n2 votes n1 in 4
		n2 tells n1 in 4
		n1 leads 4
		n2 crashes
		n2 restarts in 4 after 0 with (0,0)
		n3 votes n3 in 4
		n2 votes n3 in 4
		n3 leads 4`))
	want := []string{
		"one vote per term: n2 voted for n1 and n3 in term 4 at 8 ms",
		"election safety: term 4 has leaders n1 and n3 at 9 ms",
	}
	if got := evidence(s.Violations()); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestViolationsAreToldOnce(t *testing.T) {
	events := history(t, `
		n1 leads 4
		n3 leads 4
		n2 leads 4
		n1 leads 5
		n2 leads 5`)
	s := NewSuite(3)
	var told []int
	for i := range events {
		s.Observe(&events[i])
		told = append(told, len(s.Violations()))
	}
	if want := []int{0, 1, 0, 0, 1}; !slices.Equal(told, want) {
		t.Errorf("told %v violations, want %v", told, want)
	}
	if r := result(s, trace.ElectionSafety); r.Event != 2 || r.At != 2*time.Millisecond {
		t.Errorf("the result is of event %d at %v, want the first: 2 at 2ms", r.Event, r.At)
	}
}

func TestViolationsAreBounded(t *testing.T) {
	s := NewSuite(2)
	for term := range trace.Term(1000) {
		for node := range trace.NodeID(2) {
			s.Observe(&trace.Event{Kind: trace.RoleChange, Role: trace.Leader, Node: node + 1, Term: term + 1})
		}
	}
	if n := len(s.Violations()); n != mostKeys {
		t.Errorf("%d violations reported, want %d", n, mostKeys)
	}
}

func TestVerdictsInTheTraceAreNotBelieved(t *testing.T) {
	s := NewSuite(3)
	s.Observe(&trace.Event{Kind: trace.Checked, Node: 1, Property: trace.ElectionSafety, Verdict: trace.Violated})
	for _, r := range s.Results() {
		if r.Verdict != trace.Untested || r.Reference == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestResultsAreInTheOrderOfThePaper(t *testing.T) {
	var got []trace.Property
	for _, r := range NewSuite(3).Results() {
		got = append(got, r.Property)
	}
	if !slices.Equal(got, trace.Properties) {
		t.Errorf("results %v, want %v", got, trace.Properties)
	}
}

func TestReusedSuiteIsLikeAFreshOne(t *testing.T) {
	reused := NewSuite(1)
	for _, h := range histories {
		events := history(t, h.run)
		reused.Reset(3)
		for i := range events {
			reused.Observe(&events[i])
		}
		fresh := observe(events)
		if got, want := reused.Results(), fresh.Results(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", h.name, got, want)
		}
		if got, want := evidence(reused.Violations()), evidence(fresh.Violations()); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", h.name, got, want)
		}
	}
}

func TestAnyNumberOfServers(t *testing.T) {
	for _, nodes := range []int{-1, 0, 1 << 30} {
		s := NewSuite(nodes)
		s.Observe(&trace.Event{Kind: trace.Appended, Node: 65535, Index: 1, EntryTerm: 1})
		s.Observe(&trace.Event{Kind: trace.Appended, Node: 1, Index: 1, EntryTerm: 1})
		if r := result(s, trace.LogMatching); r.Verdict != trace.Holds {
			t.Errorf("%d servers announced, log matching is %v", nodes, r.Verdict)
		}
	}
}

func TestUnknownPastsGrowTogether(t *testing.T) {
	s := observe(history(t, `
		n1 restarts after 0 with (3,100)
		n2 restarts after 0 with (3,99)
		n2 appends (3,100) x
		n1 appends (4,101) y
		n2 appends (4,101) y`))
	if one, two := s.cluster.servers[1].tip(), s.cluster.servers[2].tip(); one != two {
		t.Errorf("the same logs end with entries %d and %d", one, two)
	}
}

func evidence(results []Result) []string {
	var all []string
	for _, r := range results {
		all = append(all, r.Evidence.String())
	}
	return all
}
