package quiz_test

import (
	"context"
	"strings"
	"testing"

	"raftlab/scenarios/quiz"
	"raftlab/sim/lang"
)

// There are at least forty questions, each in both languages and with at least two choices, and each is decided by the run of its command.
func TestBank(t *testing.T) {
	bank := quiz.Bank()
	if len(bank) < 40 {
		t.Errorf("%d questions", len(bank))
	}
	for i := range bank {
		q := &bank[i]
		if q.Number != i+1 || q.Asks.Question.EN == "" || q.Asks.Question.ZH == "" || len(q.Asks.Choices) < 2 {
			t.Errorf("question %d: %+v", q.Number, q.Asks)
		}
		right, seen, err := q.Decide(context.Background())
		if err != nil {
			t.Error(err)
			continue
		}
		for _, l := range lang.All {
			if !strings.Contains(q.Text(l), q.Asks.Choices[right].Text.In(l)) || !strings.Contains(q.Explanation(l, right, right, seen), seen.In(l)) {
				t.Errorf("question %d in %s:\n%s", q.Number, l, q.Text(l))
			}
		}
	}
	if _, err := quiz.AskedBy(len(bank) + 1); err == nil {
		t.Error("a question behind the last was found")
	}
}
