package run

import (
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
	"raftlab/sim/trace/text"
)

// Opening says what the run is a function of, for people to read before its events.
func (s *Simulation) Opening(l lang.Lang) string {
	h := &s.Header
	p := &lang.Printer{Lang: l}
	p.Put(h.Scenario, ": ", s.Scenario.Title.In(l), "\n",
		p.Say("seed %d, engine %s, simulation %s", "种子 %d，引擎 %s，模拟器版本 %s", h.Seed, h.Engine, h.Version), "\n", s.program(l))
	var settings []string
	for _, one := range h.Parameters {
		settings = append(settings, strings.SplitAfter(one.Key+"="+one.Value+"  ", "], ")...) // a list of lists may go over lines
	}
	p.Put("  ", strings.Join(lang.Wrap(settings, lang.TextWidth-2), "\n  "), "\n\n")
	return p.String()
}

// program says which program plays the servers; "" if none does.
func (s *Simulation) program(l lang.Lang) string {
	words := make([]string, len(s.Header.Program))
	for i, a := range s.Header.Program {
		words[i] = l.Say("%s (not a file here)", "%s（不是此处的文件）", a.Word)
		if a.SHA256 != "" {
			words[i] = l.Say("%s (SHA-256 %s...)", "%s（SHA-256 %s...）", a.Word, a.SHA256[:12])
		}
	}
	if len(words) == 0 {
		return ""
	}
	return l.Say("program: ", "程序：") + strings.Join(words, l.Say(", ", "，")) + "\n"
}

// Text returns the result for people, to read after the events of the run.
func (r *Result) Text(l lang.Lang) string {
	p := &lang.Printer{Lang: l}
	p.Put("\n", report.Text(r.timeline, l), "\n", p.Say("Expectations", "预期"), "\n")
	if r.Added > 0 {
		p.Put(strings.Repeat(" ", 13), addedRemark(r.Added).In(l), "\n")
	}
	for _, idle := range r.Idle {
		p.Put(strings.Repeat(" ", 13), idle.In(l), "\n")
	}
	for _, e := range r.Expectations {
		p.Put("  ", lang.Pad(VerdictWord(e.Verdict, l), 9), "  ", e.Expected.In(l), "\n", strings.Repeat(" ", 13), e.Seen.In(l), "\n")
	}
	if len(r.Predictions) > 0 {
		p.Put("\n", p.Say("Did you predict it?", "你预测对了吗？"), "\n")
	}
	for _, one := range r.Predictions {
		p.Put("  ", one.Question.In(l), "\n    ", one.answer(l), "\n")
		if seen := one.Seen.In(l); seen != "" {
			p.Put("    ", seen, "\n")
		}
	}
	p.Put("\n", p.Say("Digest: ", "摘要："), r.Digest, "\n")
	p.PutAgain(r.Command, r.remark)
	return p.String()
}

// addedRemark says what is not asked after steps were added.
func addedRemark(steps int) lang.Text {
	if steps == 1 {
		return lang.Say("with a step added, what the lesson expects and asks is left out", "加入了一个步骤，课程的预期和提问不再适用")
	}
	return lang.Say("with %d steps added, what the lesson expects and asks is left out", "加入了 %d 个步骤，课程的预期和提问不再适用", steps)
}

// VerdictWord says what a run showed of an expectation: held, violated or untested.
func VerdictWord(v trace.Verdict, l lang.Lang) string {
	switch {
	case v == trace.Holds && l == lang.English:
		return "held"
	case v == trace.Violated && l == lang.Chinese: // 违反 is for safety properties
		return "不成立"
	}
	return text.Verdict(l, v)
}

// answer returns the choice that is right.
func (p *Prediction) answer(l lang.Lang) string {
	for _, c := range p.Choices {
		if c.ID == p.Answer {
			return c.Text.In(l)
		}
	}
	return l.Say("this run does not decide it", "本次运行无法判定")
}
