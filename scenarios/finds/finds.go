// Package finds makes a scenario of what a hunt found, which people can run, draw, play and edit: a title that states the
// finding, a note at each step with what came of it, and the expectation that the property is violated. What it says was told by a
// run of the scenario.
package finds

import (
	"context"
	"io"
	"slices"
	"strings"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
	"raftlab/sim/trace/linear"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// Exhibit is a find as a scenario.
type Exhibit struct {
	Name       string
	Title      lang.Text
	Source     []byte // the file
	Simulation *run.Simulation
	Outcome    *run.Outcome
}

// New makes a scenario of a find. Word is the file in which it will be, for the commands that run it.
func New(ctx context.Context, e engine.Engine, find *hunt.Find, word string) (*Exhibit, error) {
	plan := *find.Script
	plan.Steps = append([]script.Step{}, plan.Steps...)
	plain, err := load(draft(e, find, &plan), e, word)
	if err != nil {
		return nil, err
	}
	story := newStory()
	outcome, err := plain.Run(ctx, io.Discard, story.english, story.chinese)
	if err != nil {
		return nil, err
	}
	for i := range plan.Steps {
		plan.Steps[i].Note = story.note(&plan, i)
	}
	d := draft(e, find, &plan)
	d.Violated = violated(outcome.Timeline)
	x := &Exhibit{Name: d.Name, Title: d.Title}
	if x.Source, err = d.YAML(); err != nil {
		return nil, err
	}
	if x.Simulation, err = load(d, e, word); err != nil {
		return nil, err
	}
	x.Outcome, err = x.Simulation.Run(ctx, io.Discard)
	return x, err
}

// Told reports whether a find can be told: whether there is a scenario file for it.
func Told(e engine.Engine, find *hunt.Find) bool {
	_, err := load(draft(e, find, find.Script), e, "find.yaml")
	return err == nil
}

// load makes a draft ready to run.
func load(d *scenarios.Draft, e engine.Engine, word string) (*run.Simulation, error) {
	source, err := d.YAML()
	if err != nil {
		return nil, err
	}
	scenario, err := scenarios.Load(word, source)
	if err != nil {
		return nil, err
	}
	return run.New(scenario, word, hunt.RunSeed, e)
}

// draft is the scenario of a find.
func draft(e engine.Engine, find *hunt.Find, plan *script.Script) *scenarios.Draft {
	d := &scenarios.Draft{Name: nameOf(e, find), Title: titleOf(e, find), Script: plan}
	d.Comment = "Found by raftlab hunt with engine " + e.Name() + ", schedule " + number(find.Number) + "."
	if broken := BrokenAssumption(plan); broken.EN != "" {
		d.Comment += "\nAssumption broken: " + broken.EN + "."
	}
	switch {
	case find.Ended:
		d.Expect = []string{"ended: " + find.Node.String()}
	case find.Answers:
		d.Expect = []string{"linearizable: violated"}
	case find.Liveness != 0:
		d.Expect = []string{"progress: {after: " + chance.FormatDuration(find.At) + ", within: " + chance.FormatDuration(hunt.ProgressTime) + ", verdict: violated}"}
	}
	return d
}

// violated returns all that a run violates: what is broken once is often broken again before the run ends.
func violated(t *timeline.Timeline) (all []trace.Property) {
	for _, v := range t.Violations {
		if !slices.Contains(all, v.Property) {
			all = append(all, v.Property)
		}
	}
	return all
}

// nameOf returns the name of the scenario: without-up-to-date-check, or etcd-log-matching.
func nameOf(e engine.Engine, find *hunt.Find) string {
	if rule, broken := strings.CutPrefix(e.Name(), run.WithoutRule); broken {
		return "without-" + rule
	}
	what := find.Property.String()
	switch {
	case find.Ended:
		what = "ended"
	case find.Answers:
		what = "not-linearizable"
	case find.Liveness != 0:
		what = "no-progress"
	}
	name := e.Name()
	if strings.Contains(name, ":") {
		name = "own-raft" // a command line
	}
	return name + "-" + strings.ReplaceAll(what, " ", "-")
}

// titleOf states the finding.
func titleOf(e engine.Engine, find *hunt.Find) lang.Text {
	where := lang.Say("with engine %s", "引擎 %s", e.Name())
	if broken, ok := e.(textbook.Engine); ok && broken.Broken != 0 {
		where = lang.Say("without %s", "去掉规则 %s", broken.Broken.String())
	}
	if find.Liveness != 0 {
		return titleOfStandstill(find, where)
	}
	if panicked, is := strings.CutPrefix(find.Message, "panic: "); find.Ended && is {
		return lang.Say("Panic %s: %v ends: %s", "崩溃（%s）：%v 终止：%s", where, find.Node, panicked)
	}
	if find.Answers {
		return titleOfAnswer(find, where)
	}
	if find.Ended {
		return lang.Say("%s: Raft gives up: %s", "%s：Raft 终止：%s", where, find.Message)
	}
	evidence := lang.InAll(func(l lang.Lang) string { return text.Sighting(l, find.Evidence) }) // when, the picture shows
	return lang.Say("%s violated %s: %s", "%s被违反（%s）：%s", lang.InAll(func(l lang.Lang) string { return upper(text.Property(l, find.Property)) }), where, evidence)
}

// titleOfAnswer names the answer that does not fit.
func titleOfAnswer(find *hunt.Find, where lang.Text) lang.Text {
	return lang.Say("Not linearizable %s: %s", "不满足线性一致性（%s）：%s", where, misfitOf(find))
}

// misfitOf says which answer does not fit, and behind which other it should.
func misfitOf(find *hunt.Find) lang.Text {
	misfit := lang.InAll(func(l lang.Lang) string { return linear.Words(l, &find.Misfit) })
	if find.After.ID == 0 {
		return lang.Say("%s fits nowhere", "%s无处可放", misfit)
	}
	after := lang.InAll(func(l lang.Lang) string { return linear.Words(l, &find.After) })
	return lang.Say("%s fits nowhere after %s", "%s无法排在%s之后", misfit, after)
}

// Evidence says what shows that a promise is broken.
func Evidence(find *hunt.Find) lang.Text {
	switch {
	case find.Liveness != 0:
		return standstillOf(find)
	case find.Answers:
		return misfitOf(find)
	case find.Ended:
		return lang.Text{EN: find.Message, ZH: find.Message}
	}
	return lang.InAll(func(l lang.Lang) string { return text.Sighting(l, find.Evidence) })
}

// upper begins a sentence.
func upper(words string) string {
	if words == "" || words[0] < 'a' || words[0] > 'z' {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
