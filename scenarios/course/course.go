// Package course holds the exercises of the lessons about scenarios: which file a student begins with, what the changed file
// must show, on how many seeds, and what must stay as it was. It judges files; it reads and keeps none.
//
//	x, _ := course.ExerciseOf(1)
//	result, err := x.Check(ctx, own, run.DefaultSeed, new(atomic.Uint64))
package course

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
)

// AllSeeds is how many seeds an exercise is judged with that asks for something whatever the seed: 1 to 200.
const AllSeeds = 200

// Exercise is what a lesson asks for: change a scenario until expectations hold that did not hold before.
type Exercise struct {
	Lesson   int    // the lesson's number
	Scenario string // the built-in scenario that is changed; "" where the exercise has a file of its own
	OneSeed  bool   // it is asked of one run; otherwise of the runs with all seeds up to [AllSeeds]

	without string        // lines with this are left out of the scenario; "" if none are
	own     string        // the file where it is not a built-in scenario: its head, up to the expectations
	expect  []string      // the expectations, each as a line of a scenario file
	broken  textbook.Rule // the rule that the engine is to leave out; with it nothing may break. 0: the student's engine decides
	keep    keepFunc
}

// keepFunc returns what a student changed and may not change; an empty text if nothing.
type keepFunc func(given, own *scenarios.Scenario) lang.Text

// exercises are those of the lessons, in their order.
var exercises = []Exercise{
	{Lesson: 1, Scenario: "cold-start", keep: sameSteps,
		expect: []string{"{leader: n3}", "{terms: {exactly: 1}}"}},
	{Lesson: 2, Scenario: "leader-crash", keep: sameSteps,
		expect: []string{"{leaderless: {after: crash, less_than: 150ms}}", "{terms: {exactly: 2}}"}},
	{Lesson: 3, Scenario: "leader-crash", keep: sameSteps, OneSeed: true,
		expect: []string{"{leaders: 2}", "{terms: {at_least: 3}}"}},
	{Lesson: 4, Scenario: "log-up-to-date", keep: oneMoreStep,
		expect: []string{"{denied: {to: n5, reason: log behind, at_least: 3}}", "{leader: n5}"}},
	{Lesson: 5, Scenario: "minority-leader", keep: twoAndThree,
		expect: []string{"{clients: {committed: {at_least: 3}, lost: 0, unknown: 0}}"}},
	{Lesson: 6, Scenario: "pre-vote", keep: sameSteps, without: "propose:",
		expect: []string{"{undisturbed: {after: heal}}"}},
	{Lesson: 7, Scenario: "forgotten-vote", keep: anotherDisk,
		expect: []string{"{granted: {by: n2, term: 1, exactly: 1}}"}},
	{Lesson: 10, own: whyThisRule, broken: textbook.UpToDateCheck, keep: noMessageLate,
		expect: []string{"{violated: [leader completeness, state machine safety, state equality]}"}},
}

//go:embed why-this-rule.yaml
var whyThisRule string

// ExerciseOf returns the exercise of a lesson, nil if it has none that is about a scenario.
func ExerciseOf(lesson int) *Exercise {
	for i := range exercises {
		if exercises[i].Lesson == lesson {
			return &exercises[i]
		}
	}
	return nil
}

// ExerciseWith returns the exercise that begins with a file, nil if none does.
func ExerciseWith(source []byte) *Exercise {
	for i := range exercises {
		if bytes.Equal(exercises[i].Source(), source) {
			return &exercises[i]
		}
	}
	return nil
}

// Source returns the file that a student begins with: the scenario, with the expectations of the exercise instead of its
// own.
func (x *Exercise) Source() []byte {
	var b bytes.Buffer
	if x.own != "" {
		b.WriteString(x.own)
		x.writeExpectations(&b)
		return b.Bytes()
	}
	builtin, err := scenarios.ByName(x.Scenario)
	if err != nil {
		panic(err) // the exercises are of built-in scenarios
	}
	for line := range strings.Lines(string(builtin.Source())) {
		if x.without == "" || !strings.Contains(line, x.without) {
			b.WriteString(line)
		}
		if line == "expect:\n" {
			break
		}
	}
	x.writeExpectations(&b)
	return b.Bytes()
}

func (x *Exercise) writeExpectations(b *bytes.Buffer) {
	for _, e := range x.expect {
		fmt.Fprintf(b, "  - %s\n", e)
	}
}

// task returns the exercise as a scenario, which judges.
func (x *Exercise) task() *scenarios.Scenario {
	task, err := scenarios.Load("task.yaml", x.Source())
	if err != nil {
		panic(err) // a test loads all
	}
	return task
}
