// Package quiz asks which rule of Raft an engine leaves out, by a run that a hunt found and made small. The run is shown without what
// would tell it: the engine, the title and the command. The runs are kept in files.
//
//	q, err := quiz.New(7)
//	fmt.Print(q.Text(ctx, lang.English))
//	right, err := q.Grade("persist-vote")
package quiz

import (
	"embed"
	"slices"
	"strconv"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/chance"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/lang"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

//go:embed runs
var runs embed.FS

// choices is how many rules there are to choose from.
const choices = 4

// Question is a run of an engine that leaves a rule out.
type Question struct {
	Seed    uint64
	Rule    textbook.Rule   // that is left out
	Choices []textbook.Rule // in the order of the figure; Rule is one of them, and without each of the others the run breaks nothing
	Breach  hunt.Breach     // what the run shows

	Scenario *scenarios.Scenario // with its title
	script   script.Script       // without the notes, which tell what was found
}

// New returns the question of a seed. The same seed gives the same question.
func New(seed uint64) (*Question, error) {
	var random chance.Stream
	random.Seed(seed, chance.Named("quiz"))
	kept := Rules()
	q := &Question{Seed: seed, Rule: kept[random.Below(uint64(len(kept)))]}
	if err := q.load(); err != nil {
		return nil, err
	}
	breach, err := hunt.Breaks(textbook.Engine{Broken: q.Rule}, &q.script)
	if err != nil || breach == nil {
		return nil, lang.Errorf("the run of the quiz with seed %d breaks nothing: %v", "种子 %d 的题目，其运行没有违反任何性质：%v", seed, err)
	}
	q.Breach = *breach
	return q, q.drawChoices(&random)
}

// Rules returns the rules of which a run is kept, in the order of the figure.
func Rules() (kept []textbook.Rule) {
	for _, rule := range textbook.Rules() {
		if _, err := runs.Open(fileOf(rule)); err == nil {
			kept = append(kept, rule)
		}
	}
	return kept
}

func fileOf(rule textbook.Rule) string { return "runs/" + rule.String() + ".yaml" }

// Source returns the file of a rule's run.
func Source(rule textbook.Rule) ([]byte, error) { return runs.ReadFile(fileOf(rule)) }

func (q *Question) load() error {
	source, err := Source(q.Rule)
	if err != nil {
		return err
	}
	if q.Scenario, err = scenarios.Load(fileOf(q.Rule), source); err != nil {
		return err
	}
	q.script = q.Scenario.Script()
	q.script.Steps = slices.Clone(q.script.Steps)
	for i := range q.script.Steps {
		q.script.Steps[i].Note = lang.Text{}
	}
	return nil
}

// drawChoices draws rules without which the run goes well, so that one answer alone is right.
func (q *Question) drawChoices(random *chance.Stream) error {
	others := Rules()
	q.Choices = []textbook.Rule{q.Rule}
	for len(q.Choices) < choices && len(others) > 0 {
		at := random.Below(uint64(len(others)))
		rule := others[at]
		others = slices.Delete(others, int(at), int(at)+1)
		broken, err := q.breaksWithout(rule)
		if err != nil {
			return err
		}
		if !broken {
			q.Choices = append(q.Choices, rule)
		}
	}
	slices.Sort(q.Choices)
	return nil
}

// breaksWithout reports whether the run breaks a promise without a rule.
func (q *Question) breaksWithout(rule textbook.Rule) (bool, error) {
	breach, err := hunt.Breaks(textbook.Engine{Broken: rule}, &q.script)
	return breach != nil, err
}

// Answer reads an answer: the name of a rule, or the number of a choice.
func (q *Question) Answer(word string) (textbook.Rule, error) {
	if number, err := strconv.Atoi(word); err == nil {
		if number < 1 || number > len(q.Choices) {
			return 0, lang.Errorf("answer %d is not a number from 1 to %d (or write the name of a rule)",
				"回答 %d 不是 1 到 %d 的编号（也可写规则的名字）", number, len(q.Choices))
		}
		return q.Choices[number-1], nil
	}
	return textbook.ParseRule(word)
}

// Grade reports whether an answer is right: the rule, or another one without which the same run breaks the same promise first.
func (q *Question) Grade(answer textbook.Rule) (bool, error) {
	if answer == q.Rule {
		return true, nil
	}
	breach, err := hunt.Breaks(textbook.Engine{Broken: answer}, &q.script)
	return breach != nil && breach.Property == q.Breach.Property, err
}

// unknown stands where the name of the engine would.
const unknown = "?"

// Simulation returns the run of the question, ready to be made: without its title, and without the name of the engine.
func (q *Question) Simulation() (*run.Simulation, error) {
	s, err := q.Solution()
	if err != nil {
		return nil, err
	}
	s.Script = q.script
	s.Header.Scenario, s.Header.Engine, s.Header.ScenarioDigest = "quiz "+strconv.FormatUint(q.Seed, 10), unknown, ""
	return s, nil
}

// Solution returns the run with all that it is.
func (q *Question) Solution() (*run.Simulation, error) {
	return run.New(q.Scenario, q.Scenario.Name+".yaml", hunt.RunSeed, textbook.Engine{Broken: q.Rule})
}

// Property is the promise that the run breaks.
func (q *Question) Property() trace.Property { return q.Breach.Property }
