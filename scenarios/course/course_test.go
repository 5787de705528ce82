package course

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// answers are changes of the given files: the first makes each pass, and the others must not.
var answers = map[int]struct {
	right change
	wrong []change
}{
	1: {change{"  nodes: 5", "  nodes: 5\n  node: {n3: {election_timeout: 100ms-120ms}}"}, []change{
		{"  nodes: 5", "  nodes: 5\n  node: {n3: {election_timeout: 150ms}}"}, // n3 is not always first
		{"steps:\n", "steps:\n  - {at: 0ms, timeout: n3}\n"},                  // it has to win by itself
		{"  nodes: 5", "  nodes: 3"},
	}},
	2: {change{"  nodes: 5", "  nodes: 5\n  node: {n1: {election_timeout: 75ms}, n2: {election_timeout: 95ms}}"}, []change{
		{"150ms-300ms", "75ms-150ms"}, // two candidates now and then
		{"until: 3s", "until: 2900ms"},
	}},
	3: {change{"150ms-300ms", "150ms-151ms"}, []change{{"until: 3s", "until: 4s"}}},
	4: {change{"until:", "  - {at: 1500ms, timeout: n5}\nuntil:"}, []change{
		{"until:", "  - {at: 925ms, timeout: n5}\nuntil:"}, // its log is still behind
		{"  nodes: 5", "  nodes: 5\n  pre_vote: true"},
		{"count: 3, every: 20ms", "count: 2, every: 20ms"},
	}},
	5: {change{"[[n1, n2], [n3, n4, n5]]", "[[n1, n2, n3], [n4, n5]]"}, []change{
		{"[[n1, n2], [n3, n4, n5]]", "[[n1, n2, n3, n4, n5]]"},
		{"[[n1, n2], [n3, n4, n5]]", "[[n1, n3], [n2, n4, n5]]"},
	}},
	6: {change{"  pre_vote: true", "  pre_vote: true\n  check_quorum: true"}, []change{{"  pre_vote: true", "  check_quorum: true"}}},
	7: {change{"fault: forget hard state", "fault: none"}, []change{{"until:", "  - {at: 190ms, timeout: n3}\nuntil:"}}},
	10: {change{"until:", crashAndReturn + "until:"}, []change{
		{"until:", "  - {at: 100ms, propose: x}\n  - {at: 200ms, crash: n3}\n  - {at: 310ms, timeout: n2}\nuntil:"},                    // n2 has it all
		{"until:", "  - {at: 60ms, cut: {from: n3, to: n2}}\n  - {at: 100ms, propose: x}\n  - {at: 310ms, timeout: n2}\nuntil:"},       // a message is lost
		{"until:", crashAndReturn + "  - {at: 400ms, disk: {node: n1, fault: forget hard state}}\n  - {at: 410ms, crash: n1}\nuntil:"}, // a disk breaks its promise
		{"  disk: {fsync: 1ms}", "  disk: {fsync: 1ms}\n  pre_vote: true"},
	}},
}

// crashAndReturn lets n2 miss a command, and stand when the leader is gone.
const crashAndReturn = "  - {at: 60ms, crash: n2}\n  - {at: 100ms, propose: x}\n  - {at: 200ms, crash: n3}\n  - {at: 300ms, restart: n2}\n  - {at: 310ms, timeout: n2}\n"

type change struct{ from, to string }

func (c change) of(t *testing.T, x *Exercise) []byte {
	source := string(x.Source())
	if !strings.Contains(source, c.from) {
		t.Fatalf("lesson %d has no %q", x.Lesson, c.from)
	}
	return []byte(strings.Replace(source, c.from, c.to, 1))
}

func check(t *testing.T, x *Exercise, source []byte) *Result {
	t.Helper()
	own, err := scenarios.Load("my.yaml", source)
	if err != nil {
		t.Fatal(err)
	}
	s, err := run.New(own, "my.yaml", run.DefaultSeed, run.DefaultEngine())
	if err != nil {
		t.Fatal(err)
	}
	r, err := x.Check(context.Background(), s, 2, new(atomic.Uint64))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryExerciseHasAnAnswer(t *testing.T) {
	for i := range exercises {
		x := &exercises[i]
		a := answers[x.Lesson]
		if r := check(t, x, x.Source()); r.Passed() {
			t.Errorf("lesson %d passes with the file as it is given", x.Lesson)
		}
		if r := check(t, x, a.right.of(t, x)); !r.Passed() {
			t.Errorf("lesson %d: its answer does not pass: %+v", x.Lesson, r.Changed)
		}
		for _, wrong := range a.wrong {
			if r := check(t, x, wrong.of(t, x)); r.Passed() {
				t.Errorf("lesson %d passes with %q", x.Lesson, wrong.to)
			}
		}
	}
}

// What a student's file expects does not count, and neither do its words.
func TestTheExercisesExpectationsCount(t *testing.T) {
	x := ExerciseOf(7)
	source := strings.Replace(string(x.Source()), "- {granted: {by: n2, term: 1, exactly: 1}}", "- {terms: {at_least: 1}}", 1)
	if r := check(t, x, []byte(source)); r.Passed() || r.Runs.Verdict() != trace.Violated {
		t.Errorf("the student's own expectation decides: %v", r.Runs.Verdict())
	}
	source = string(answers[7].right.of(t, x))
	if r := check(t, x, []byte(strings.Replace(source, "en: \"", "en: \"My own words. ", 1))); !r.Passed() {
		t.Errorf("other words: %v", r.Changed)
	}
}

func TestWhatMustStayIsSaid(t *testing.T) {
	for lesson, a := range answers {
		x := ExerciseOf(lesson)
		for _, wrong := range a.wrong {
			own, err := scenarios.Load("my.yaml", wrong.of(t, x))
			if err != nil {
				t.Fatal(err)
			}
			if changed := x.keep(x.task(), own); changed != (lang.Text{}) && (changed.EN == "" || changed.ZH == "") {
				t.Errorf("lesson %d, %q: %+v", lesson, wrong.to, changed)
			}
		}
	}
}
