package class

import (
	"encoding/json"
	"strconv"

	"raftlab/scenarios/quiz"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// QuizKind is the kind of a quiz answer that was handed in.
const QuizKind = "raftlab quiz"

// Quiz is the answer to a question of the quiz, as raftlab quiz -o json prints it. Rule, Section and Meaning are told with an answer only.
type Quiz struct {
	Kind     string     `json:"kind"`
	Seed     trace.Seed `json:"seed"`
	Property string     `json:"property"` // the promise that the run breaks first
	Choices  []string   `json:"choices"`
	Answer   string     `json:"answer,omitempty"`
	Right    bool       `json:"right"`
	Rule     string     `json:"rule,omitempty"`
	Section  lang.Text  `json:"section,omitzero"`
	Meaning  lang.Text  `json:"meaning,omitzero"`
}

// QuizOf returns the document of a question and its answer; 0: there is none.
func QuizOf(q *quiz.Question, answer textbook.Rule, right bool) *Quiz {
	d := &Quiz{Kind: QuizKind, Seed: trace.Seed(q.Seed), Property: q.Property().String(), Right: right}
	for _, rule := range q.Choices {
		d.Choices = append(d.Choices, rule.String())
	}
	if answer != 0 {
		d.Answer, d.Rule = answer.String(), q.Rule.String()
		d.Section, d.Meaning = quiz.Section(q.Rule), quiz.Meaning(q.Rule)
	}
	return d
}

// gradeQuiz asks the question again, and grades the answer.
func (g *grader) gradeQuiz(data []byte, in *Submission) {
	var claim Quiz
	if err := json.Unmarshal(data, &claim); err != nil {
		in.Remark = lang.Say("%v", "%v", err)
		return
	}
	in.About = "quiz " + strconv.FormatUint(uint64(claim.Seed), 10)
	q, err := quiz.New(uint64(claim.Seed))
	if err != nil {
		in.Remark = lang.Say("%v", "%v", err)
		return
	}
	answer, err := textbook.ParseRule(claim.Answer)
	if err != nil {
		in.Remark = lang.Say("it has no answer", "没有回答")
		return
	}
	right, err := q.Grade(answer)
	switch {
	case err != nil:
		in.Remark = lang.Say("%v", "%v", err)
	case right != claim.Right:
		in.markForged(lang.Say("it says right: %t, and the answer %s is not so graded", "文件称 right: %t，但回答 %s 的评分不是这样", claim.Right, claim.Answer))
	case right:
		in.Standing, in.Verdict, in.Remark = Verified, trace.Holds, lang.Say("right: %s", "答对：%s", claim.Answer)
	default:
		in.Standing, in.Verdict, in.Remark = Verified, trace.Violated, lang.Say("wrong: %s", "答错：%s", claim.Answer)
	}
}
