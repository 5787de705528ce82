package finds_test

import (
	"context"
	"flag"
	"os"
	"regexp"
	"strconv"
	"testing"

	"raftlab/scenarios"
	"raftlab/scenarios/finds"
	"raftlab/scenarios/run"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/trace"
)

// seeds is how many schedules before each of the table are tried as well. make soak takes more.
var seeds = flag.Int("seeds", 0, "number of seeds for tests over many seeds")

// row is a row of the table of rules: rule, property, number of the schedule, steps, servers.
var row = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ([a-z -]+) \\| ([0-9,]+) \\| ([0-9]+) \\| ([0-9]+) \\|$")

// What docs/reference/hunt.md says of each rule is so: the schedule breaks the property, with the rule it does not, and what is left of
// it is a scenario that shows it.
func TestTableOfFinds(t *testing.T) {
	page, err := os.ReadFile("../../docs/reference/hunt.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := row.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 20 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for _, row := range rows {
		t.Run(row[1], func(t *testing.T) { refind(t, row) })
	}
}

func refind(t *testing.T, row []string) {
	rule, err := textbook.ParseRule(row[1])
	if err != nil {
		t.Fatal(err)
	}
	number, _ := strconv.ParseUint(regexp.MustCompile(",").ReplaceAllString(row[3], ""), 10, 64)
	job := &hunt.Job{Engine: textbook.Engine{Broken: rule}, Sound: textbook.Engine{}, Seed: 1, First: number - min(number, uint64(*seeds)), Last: number + 1}
	for _, l := range hunt.Livenesses {
		if l.String() == row[2] {
			job.Liveness = l
		}
	}
	if rule.IsAboutReads() {
		job.Answers = hunt.AnswersToReads
		if rule == textbook.AllowanceForDrift {
			job.Answers = hunt.AnswersByLease
		}
	}
	find, _, err := hunt.Run(context.Background(), job, hunt.Options{Workers: 2})
	if err != nil || find == nil || find.Number != number {
		t.Fatalf("found %+v, %v", find, err)
	}
	small := hunt.Shrink(context.Background(), job, find, nil)
	if got := []string{brokenPromise(&small.Breach), strconv.Itoa(len(small.Script.Steps)), strconv.Itoa(small.Script.Cluster.Nodes)}; got[0] != row[2] || got[1] != row[4] || got[2] != row[5] {
		t.Errorf("it is %v", got)
	}
	if len(small.Script.Steps) > 12 {
		t.Errorf("%d steps", len(small.Script.Steps))
	}
	show(t, job, small)
}

func brokenPromise(b *hunt.Breach) string {
	switch {
	case b.Liveness != 0:
		return b.Liveness.String()
	case b.Answers:
		return "linearizable"
	}
	return b.Property.String()
}

// show runs the scenario of a find as anybody would.
func show(t *testing.T, job *hunt.Job, small *hunt.Small) {
	t.Helper()
	x, err := finds.New(context.Background(), job.Engine, &small.Find, "find.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if result := run.NewResult(x.Simulation, x.Outcome); result.Verdict != trace.Holds {
		t.Errorf("the scenario does not show it:\n%s", x.Source)
	}
	scenario, err := scenarios.Load("find.yaml", x.Source)
	if err != nil {
		t.Fatal(err)
	}
	if scenario.Title.EN == "" || scenario.Title.ZH == "" {
		t.Error("it has no title")
	}
	for _, step := range scenario.Script().Steps {
		if (step.Note.EN == "") != (step.Note.ZH == "") {
			t.Errorf("a note is in one language: %+v", step.Note)
		}
	}
}

// ending is a context that ends after a number of questions whether it has.
type ending struct {
	context.Context
	left *int
}

func (e ending) Err() error {
	if *e.left--; *e.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever the shrinking of a find is interrupted, what is left is a scenario that shows it: on the way there are candidates that no file can
// express.
func TestAnInterruptedShrinkingLeavesAScenario(t *testing.T) {
	job := &hunt.Job{Engine: textbook.Engine{Broken: textbook.AnswersOfTheTermOnly}, Sound: textbook.Engine{}, Seed: 1, First: 9, Last: 10}
	find, _, err := hunt.Run(t.Context(), job, hunt.Options{})
	if err != nil || find == nil {
		t.Fatalf("found %v, %v", find, err)
	}
	inexpressible := 0
	for tries := 0; tries < 300; tries += 3 {
		left := tries
		small := hunt.Shrink(ending{t.Context(), &left}, job, find, func(f *hunt.Find) bool {
			told := finds.Told(job.Engine, f)
			if !told {
				inexpressible++
			}
			return told
		})
		if _, err := finds.New(t.Context(), job.Engine, &small.Find, "find.yaml"); err != nil {
			t.Fatalf("after %d: %v", tries, err)
		}
		if breach, err := job.Breach(small.Script); err != nil || breach == nil || !breach.Equal(&small.Breach) {
			t.Fatalf("after %d it shows %+v, and not %+v: %v", tries, breach, small.Breach, err)
		}
	}
	if inexpressible == 0 {
		t.Error("a file can express every candidate, so this tests nothing")
	}
}
