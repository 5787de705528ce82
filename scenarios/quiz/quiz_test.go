package quiz_test

import (
	"context"
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"raftlab/scenarios/finds"
	"raftlab/scenarios/quiz"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
)

var update = flag.Bool("update", false, "write the runs as they are found")

var found = regexp.MustCompile(`, schedule (\d+)\.`)

// Every run that is kept is what the hunt finds and shrinks, byte for byte.
func TestRunsAreFoundAgain(t *testing.T) {
	if len(quiz.Rules()) < 20 {
		t.Fatalf("%d runs are kept", len(quiz.Rules()))
	}
	for _, rule := range quiz.Rules() {
		t.Run(rule.String(), func(t *testing.T) {
			kept, err := quiz.Source(rule)
			if err != nil {
				t.Fatal(err)
			}
			number, _ := strconv.ParseUint(string(found.FindSubmatch(kept)[1]), 10, 64)
			job := &hunt.Job{Engine: textbook.Engine{Broken: rule}, Sound: textbook.Engine{}, Seed: 1, First: number, Last: number + 1}
			if *update {
				job.First, job.Last = 0, 60_000
			}
			find, _, err := hunt.Run(context.Background(), job, hunt.Options{Workers: 2})
			if err != nil || find == nil {
				t.Fatalf("it is not found: %v", err)
			}
			x, err := finds.New(context.Background(), job.Engine, &hunt.Shrink(context.Background(), job, find, nil).Find, "find.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile("runs/"+rule.String()+".yaml", x.Source, 0o644); err != nil {
					t.Fatal(err)
				}
			} else if string(x.Source) != string(kept) {
				t.Errorf("found is another run (go test ./scenarios/quiz -update keeps it):\n%s", x.Source)
			}
		})
	}
}

// A question tells neither the engine nor the rule but among the choices, one of which is right; each seed has its question, and the answer is explained.
func TestQuestions(t *testing.T) {
	asked := map[textbook.Rule]bool{}
	for seed := range uint64(40) {
		q, err := quiz.New(seed)
		if err != nil {
			t.Fatal(err)
		}
		asked[q.Rule] = true
		for _, l := range lang.All {
			question, err := q.Text(context.Background(), l, true)
			if err != nil || strings.Contains(question, q.Rule.String()) || strings.Contains(question, "textbook") {
				t.Errorf("seed %d: the question tells the answer, %v:\n%s", seed, err, question)
			}
		}
		right := 0
		for _, choice := range q.Choices {
			good, err := q.Grade(choice)
			if err != nil {
				t.Fatal(err)
			}
			if good {
				right++
			}
			if said := q.Explanation(lang.English, choice, good); !strings.Contains(said, q.Rule.String()) || !strings.Contains(said, "section 5.") {
				t.Errorf("seed %d: %s", seed, said)
			}
		}
		if len(q.Choices) != 4 || right != 1 {
			t.Errorf("seed %d: %d of %d choices are right", seed, right, len(q.Choices))
		}
	}
	if len(asked) < 10 {
		t.Errorf("40 seeds ask for %d rules", len(asked))
	}
}

// All rules of the quiz are explained in both languages.
func TestRulesAreExplained(t *testing.T) {
	for _, rule := range quiz.Rules() {
		for _, text := range []lang.Text{quiz.Meaning(rule), quiz.Section(rule)} {
			if text.EN == "" || text.ZH == "" {
				t.Errorf("%v is not explained", rule)
			}
		}
	}
}

// The run of a question has no title and no engine, and its solution has.
func TestTheRunTellsNothing(t *testing.T) {
	q, err := quiz.New(1)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := q.Simulation()
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := hidden.Run(context.Background(), new(strings.Builder))
	if err != nil || len(outcome.Timeline.Violations) == 0 {
		t.Fatalf("it breaks nothing: %v", err)
	}
	if h := outcome.Timeline.Header; strings.Contains(h.Scenario+h.Engine+h.ScenarioDigest, "without") || h.ScenarioDigest != "" {
		t.Errorf("%+v", h)
	}
	if solved, err := q.Solution(); err != nil || !strings.Contains(solved.Header.Engine, q.Rule.String()) {
		t.Errorf("%+v, %v", solved.Header, err)
	}
}

// An answer is a number of a choice, or a rule; anything else is refused with what was meant.
func TestAnswers(t *testing.T) {
	q, err := quiz.New(1)
	if err != nil {
		t.Fatal(err)
	}
	if rule, err := q.Answer("2"); err != nil || rule != q.Choices[1] {
		t.Errorf("%v, %v", rule, err)
	}
	if rule, err := q.Answer("persist-vote"); err != nil || rule != textbook.PersistVote {
		t.Errorf("%v, %v", rule, err)
	}
	for _, wrong := range []string{"0", "5", "persist-vot", ""} {
		if _, err := q.Answer(wrong); err == nil {
			t.Errorf("answer %q was taken", wrong)
		}
	}
}
