package quiz

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
	"raftlab/sim/trace/text"
)

// Text returns the question: what happened in the run, and the rules to choose from; with free, without them.
func (q *Question) Text(ctx context.Context, l lang.Lang, free bool) (string, error) {
	s, err := q.Simulation()
	if err != nil {
		return "", err
	}
	var story bytes.Buffer
	if _, err := s.Run(ctx, io.Discard, text.NewPrinter(&story, text.Options{Lang: l})); err != nil {
		return "", err
	}
	p := &lang.Printer{Lang: l}
	p.Put(p.Say("Quiz %d: which rule of Raft does this engine leave out?", "测验 %d：这个引擎缺了 Raft 的哪条规则？", q.Seed), "\n\n")
	p.Put(story.String(), "\n")
	if free {
		p.Put(p.Say("Answer with the name of a rule.", "请用规则名回答。"), "\n")
		return p.String(), nil
	}
	for i, rule := range q.Choices {
		p.Put("  ", strconv.Itoa(i+1), "  ", lang.Pad(rule.String(), 28), " ", Meaning(rule).In(l), "\n")
	}
	return p.String(), nil
}

// Explanation returns what is said to an answer: whether it is right, the rule with its place in the paper, and what the run shows.
func (q *Question) Explanation(l lang.Lang, answer textbook.Rule, right bool) string {
	p := &lang.Printer{Lang: l}
	switch {
	case right && answer == q.Rule:
		p.Put(p.Say("Right: it is %s.", "答对了：是 %s。", q.Rule.String()), "\n")
	case right:
		p.Put(p.Say("Right: without %s the same run breaks the same promise. Here %s is left out.",
			"答对了：缺少 %s 时，同样的运行违反同一承诺。这里缺少的是 %s。", answer.String(), q.Rule.String()), "\n")
	default:
		p.Put(p.Say("Wrong: without %s the same run does not break this promise. It is %s.",
			"答错了：缺少 %s 时，同样的运行不会违反这一承诺。缺少的是 %s。", answer.String(), q.Rule.String()), "\n")
	}
	p.Put(p.Say("  The rule: %s (Raft paper, %s)", "  规则：%s（Raft 论文，%s）", Meaning(q.Rule), Section(q.Rule)), "\n")
	p.Put(p.Say("  The run:  %s", "  运行：%s", q.Scenario.Title), "\n")
	return p.String()
}
