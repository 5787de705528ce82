package quiz

import (
	"context"
	"fmt"
	"io"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/lang"
)

// Asked is a question of the bank: a prediction of a built-in scenario. The run of that scenario decides it.
type Asked struct {
	Number   int // in the bank, from 1
	Scenario *scenarios.Scenario
	Asks     scenarios.Prediction
}

// Bank returns all questions, in the order of the course.
func Bank() (bank []Asked) {
	for _, info := range scenarios.Builtin() {
		s, err := scenarios.ByName(info.Name)
		if err != nil {
			panic(err) // a test loads all
		}
		for _, p := range s.Predictions {
			bank = append(bank, Asked{len(bank) + 1, s, p})
		}
	}
	return bank
}

// AskedBy returns a question of the bank by its number.
func AskedBy(number int) (*Asked, error) {
	bank := Bank()
	if number < 1 || number > len(bank) {
		return nil, lang.Errorf("question %d is not one from 1 to %d (raftlab quiz --list)",
			"没有第 %d 题，题号是 1 到 %d（raftlab quiz --list）", number, len(bank))
	}
	return &bank[number-1], nil
}

// Command returns the command that decides a question.
func (q *Asked) Command() run.Command {
	return run.NewCommand("run", q.Scenario.Name, nil, run.DefaultEngine(), nil)
}

// Decide runs the scenario and returns the choice that the run shows to be right, counted from 0, and what in it decides.
func (q *Asked) Decide(ctx context.Context) (right int, seen lang.Text, err error) {
	s, err := run.New(q.Scenario, q.Scenario.Name, run.DefaultSeed, run.DefaultEngine())
	if err != nil {
		return 0, lang.Text{}, err
	}
	outcome, err := s.Run(ctx, io.Discard)
	if err != nil {
		return 0, lang.Text{}, err
	}
	answer := q.Asks.Answer(outcome.Timeline)
	for i, choice := range q.Asks.Choices {
		if choice.ID == answer {
			return i, q.Asks.Seen(outcome.Timeline), nil
		}
	}
	return 0, lang.Text{}, lang.Errorf("the run of %s does not decide question %d", "%s 的运行不能判定第 %d 题", q.Scenario.Name, q.Number)
}

// Text returns the question with its choices.
func (q *Asked) Text(l lang.Lang) string {
	p := &lang.Printer{Lang: l}
	p.Put(p.Say("Question %d, about %s: %s", "问题 %d，关于 %s：%s", q.Number, q.Scenario.Name, q.Scenario.Title), "\n\n  ", q.Asks.Question.In(l), "\n\n")
	for i, choice := range q.Asks.Choices {
		p.Put(fmt.Sprintf("  %d  ", i+1), choice.Text.In(l), "\n")
	}
	p.Put("\n", p.Say("What the script does: raftlab show %s", "脚本内容：raftlab show %s", q.Scenario.Name), "\n")
	return p.String()
}

// Explanation returns what is said to an answer: whether it is right, what the run shows, and the lesson.
func (q *Asked) Explanation(l lang.Lang, answer, right int, seen lang.Text) string {
	p := &lang.Printer{Lang: l}
	if answer == right {
		p.Put(p.Say("Right: ", "答对了："))
	} else {
		p.Put(p.Say("Wrong. Right is: ", "答错了。正确的是："))
	}
	p.Put(q.Asks.Choices[right].Text.In(l), "\n")
	if words := seen.In(l); words != "" {
		p.Put(p.Say("  Seen:   ", "  所见："), words, "\n")
	}
	p.Put(p.Say("  Lesson: ", "  要点："), q.Scenario.Lesson.In(l), p.Say(" (%s)", "（%s）", q.Scenario.Reference), "\n")
	return p.String()
}
