package run

import (
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
	"raftlab/sim/trace/text"
)

// lineWidth is how many columns of a terminal running text takes.
const lineWidth = 100

// Opening says what the run is a function of, for people to read before its events.
func (s *Simulation) Opening(l lang.Lang) string {
	h := &s.Header
	var b strings.Builder
	b.WriteString(h.Scenario + ": " + s.Scenario.Title.In(l) + "\n")
	b.WriteString(l.Say("seed %d, engine %s, simulation %s\n", "种子 %d，引擎 %s，模拟器版本 %s\n", h.Seed, h.Engine, h.Version))
	settings := make([]string, len(h.Parameters))
	for i, p := range h.Parameters {
		settings[i] = p.Key + "=" + p.Value + "  "
	}
	b.WriteString("  " + strings.Join(lang.Wrap(settings, lineWidth-2), "\n  ") + "\n\n")
	return b.String()
}

// Text returns the result for people, to read after the events of the run.
func (r *Result) Text(l lang.Lang) string {
	var b strings.Builder
	b.WriteString("\n" + report.Text(r.timeline, l))
	b.WriteString("\n" + l.Say("Expectations", "预期") + "\n")
	if r.Added > 0 {
		b.WriteString(strings.Repeat(" ", 13) + addedRemark(r.Added).In(l) + "\n")
	}
	for _, e := range r.Expectations {
		b.WriteString("  " + lang.Pad(VerdictWord(e.Verdict, l), 9) + "  " + e.Expected.In(l) + "\n")
		b.WriteString(strings.Repeat(" ", 13) + e.Seen.In(l) + "\n")
	}
	if len(r.Predictions) > 0 {
		b.WriteString("\n" + l.Say("Did you predict it?", "你预测对了吗？") + "\n")
	}
	for _, p := range r.Predictions {
		b.WriteString("  " + p.Question.In(l) + "\n    " + p.answer(l) + "\n")
		if seen := p.Seen.In(l); seen != "" {
			b.WriteString("    " + seen + "\n")
		}
	}
	b.WriteString("\n" + l.Say("Digest: ", "摘要：") + r.Digest + "\n" + l.Say("Again:  ", "重现：") + r.Command + r.remark.In(l) + "\n")
	return b.String()
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
	if v == trace.Holds && l == lang.English {
		return "held"
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
