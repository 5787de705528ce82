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
	small := hunt.Shrink(context.Background(), job, find)
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
