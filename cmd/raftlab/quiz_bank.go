package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"raftlab/scenarios/quiz"
	"raftlab/sim/lang"
)

// askedDocument is a question of the bank as JSON. Right, Seen and Lesson are told with an answer only.
type askedDocument struct {
	Kind     string      `json:"kind"`
	Number   int         `json:"number"`
	Scenario string      `json:"scenario"`
	Question lang.Text   `json:"question"`
	Choices  []lang.Text `json:"choices"`
	Command  string      `json:"command"`          // that decides it
	Answer   int         `json:"answer,omitempty"` // the number of a choice, from 1
	Right    int         `json:"right,omitempty"`
	Seen     lang.Text   `json:"seen,omitzero"`
	Lesson   lang.Text   `json:"lesson,omitzero"`
}

func newAskedDocument(q *quiz.Asked) *askedDocument {
	d := &askedDocument{Kind: "raftlab quiz question", Number: q.Number, Scenario: q.Scenario.Name, Question: q.Asks.Question, Command: q.Command().String()}
	for _, choice := range q.Asks.Choices {
		d.Choices = append(d.Choices, choice.Text)
	}
	return d
}

// refuseWithBank refuses what is about a run with a rule left out.
func (o *quizOptions) refuseWithBank() error {
	if o.seed.given || o.free || len(o.plots) > 0 || o.page != "" {
		return lang.Errorf("--question and --list are about the question bank, and --seed, --free, --plot and -f about a rule that is left out (leave one of them out)",
			"--question 和 --list 针对题库，而 --seed、--free、--plot 和 -f 针对缺少的规则（请只用其中一类）")
	}
	return nil
}

// listBank prints all questions of the bank.
func (o *quizOptions) listBank() error {
	bank := quiz.Bank()
	if o.format == jsonFormat {
		documents := make([]*askedDocument, len(bank))
		for i := range bank {
			documents[i] = newAskedDocument(&bank[i])
		}
		return writeJSON(o.out, documents)
	}
	for i := range bank {
		head := fmt.Sprintf("%3d  ", bank[i].Number)
		for _, line := range lang.Wrap(lang.Breakable(bank[i].Asks.Question.In(o.lang)), o.terminal().Width-len(head)) {
			write(o.out, head, line, "\n")
			head = strings.Repeat(" ", len(head))
		}
	}
	write(o.out, "\n", o.say("Ask one: ", "提问："), o.lang.InSameLanguage("raftlab quiz --question 1"), "\n")
	return nil
}

// askOfBank asks a question of the bank, and grades the answer.
func (o *quizOptions) askOfBank(ctx context.Context) error {
	q, err := quiz.AskedBy(o.question)
	if err != nil {
		return err
	}
	word := o.answer
	if word == "" && o.format != jsonFormat {
		write(o.out, q.Text(o.lang), "\n")
		if word, err = o.typed(); err != nil {
			return err
		}
	}
	if word == "" {
		if o.format == jsonFormat {
			return writeJSON(o.out, newAskedDocument(q))
		}
		write(o.out, o.say("Answer: ", "回答："), o.lang.InSameLanguage(fmt.Sprintf("raftlab quiz --question %d --answer 1", q.Number)), "\n")
		return nil
	}
	answer, err := strconv.Atoi(word)
	if err != nil || answer < 1 || answer > len(q.Asks.Choices) {
		return lang.Errorf("answer %q is not a number from 1 to %d", "回答 %q 不是 1 到 %d 的编号", word, len(q.Asks.Choices))
	}
	return o.gradeOfBank(ctx, q, answer-1)
}

func (o *quizOptions) gradeOfBank(ctx context.Context, q *quiz.Asked, answer int) error {
	ctx, stop := untilSignal(ctx)
	defer stop()
	right, seen, err := q.Decide(ctx)
	if err != nil {
		return interrupted(err)
	}
	if o.format == jsonFormat {
		d := newAskedDocument(q)
		d.Answer, d.Right, d.Seen, d.Lesson = answer+1, right+1, seen, q.Scenario.Lesson
		err = writeJSON(o.out, d)
	} else {
		write(o.out, q.Explanation(o.lang, answer, right, seen),
			o.say("  Run it: ", "  运行："), o.lang.InSameLanguage(q.Command().String()), "\n",
			o.say("  Next:   ", "  下一题："), o.lang.InSameLanguage(fmt.Sprintf("raftlab quiz --question %d", q.Number%len(quiz.Bank())+1)), "\n")
	}
	if err == nil && answer != right {
		err = verdict(exitViolated)
	}
	return err
}

// typed returns the answer that is typed, "" if nobody answers.
func (o *quizOptions) typed() (string, error) {
	if file, is := o.in.(*os.File); is && term.IsTerminal(int(file.Fd())) {
		write(o.err, o.flushed(), o.say("Your answer: ", "你的回答："))
	}
	line, err := bufio.NewReader(o.in).ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return strings.TrimSpace(line), err
}
