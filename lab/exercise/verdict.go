package exercise

import (
	"time"

	"raftlab/lab/evidence"
	"raftlab/sim/lang"
)

// State is the outcome of grading.
type State string

// The outcomes.
const (
	Passed    State = "passed"
	NotPassed State = "not passed"
	NotYet    State = "not yet" // undecided: nothing was done, or what would decide cannot be read
)

// Verdict is what a grader says. Each text is one sentence or two, for the student.
type Verdict struct {
	State    State       `json:"state"`
	Seen     []lang.Text `json:"seen"`
	Expected *lang.Text  `json:"expected,omitempty"` // of what is missing; none if passed
	Hint     *lang.Text  `json:"hint,omitempty"`     // one; none if passed
}

// Graded is a verdict with what it rests on.
type Graded struct {
	Exercise string             `json:"exercise"`
	At       time.Time          `json:"at"`
	Verdict  Verdict            `json:"verdict"`
	Evidence *evidence.Evidence `json:"evidence"` // in the exercise's scope
	Digest   string             `json:"digest"`   // of the evidence
}

// Grading goes through what an exercise requires, in order. The first thing that is not so decides.
// The zero Grading is ready.
type Grading struct {
	seen    []lang.Text
	verdict *Verdict
}

// Saw notes something good for the verdict.
func (g *Grading) Saw(fact lang.Text) {
	if g.verdict == nil {
		g.seen = append(g.seen, fact)
	}
}

// Need requires that something is so. If it is not, the exercise is not passed: seen says what is there
// instead, expected what should be, hint what to do.
func (g *Grading) Need(so bool, seen, expected, hint lang.Text) bool {
	return g.require(so, NotPassed, seen, expected, hint)
}

// Begun requires that something was begun at all. If not, there is nothing to judge yet.
func (g *Grading) Begun(so bool, seen, expected, hint lang.Text) bool {
	return g.require(so, NotYet, seen, expected, hint)
}

// Readable requires that parts of the lab could be read.
func (g *Grading) Readable(e *evidence.Evidence, parts ...string) bool {
	for _, part := range parts {
		for _, gap := range e.Gaps {
			if gap.What == part {
				return g.require(false, NotYet,
					lang.Say("The lab's %s could not be read: %s.", "无法读取实验环境的 %s：%s。", part, gap.Why),
					lang.Say("A lab whose members answer.", "成员能够应答的实验环境。"),
					lang.Say("Look at raftlab lab status; raftlab lab up repairs.", "请看 raftlab lab status；raftlab lab up 会修复。"))
			}
		}
	}
	return true
}

func (g *Grading) require(so bool, otherwise State, seen, expected, hint lang.Text) bool {
	if g.verdict != nil {
		return false
	}
	if !so {
		g.verdict = &Verdict{State: otherwise, Seen: append(g.seen, seen), Expected: &expected, Hint: &hint}
	}
	return so
}

// Open reports whether nothing has decided yet.
func (g *Grading) Open() bool { return g.verdict == nil }

// Verdict returns the verdict: passed, if nothing was missing.
func (g *Grading) Verdict() Verdict {
	if g.verdict != nil {
		return *g.verdict
	}
	return Verdict{State: Passed, Seen: g.seen}
}

// Word returns the outcome in both languages.
func (s State) Word() lang.Text {
	return map[State]lang.Text{
		Passed:    {EN: "passed", ZH: "通过"},
		NotPassed: {EN: "not passed", ZH: "未通过"},
		NotYet:    {EN: "not yet decided", ZH: "尚无法判定"},
	}[s]
}
