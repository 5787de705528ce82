package main

import (
	"fmt"
	"io"
	"strings"

	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// result is what a run showed. Its JSON form is what run -o json prints.
type result struct {
	Header       trace.Header     `json:"header"`
	Title        lang.Text        `json:"title"`
	Report       *report.Document `json:"report"`
	Expectations []expectation    `json:"expectations"`
	Predictions  []prediction     `json:"predictions"`
	Verdict      trace.Verdict    `json:"verdict"` // of all expectations together
	Digest       string           `json:"digest"`
	Command      string           `json:"command"`

	remark lang.Text // behind the command
}

// expectation is what a run showed of one expectation.
type expectation struct {
	Expected lang.Text     `json:"expected"`
	Verdict  trace.Verdict `json:"verdict"`
	Seen     lang.Text     `json:"seen"`
	Line     int           `json:"line,omitempty"` // in the scenario file
}

// prediction is a question and the choice that a run shows to be right, if any.
type prediction struct {
	Question lang.Text  `json:"question"`
	Choices  []choiceOf `json:"choices"`
	Answer   string     `json:"answer"`        // the id of a choice; empty: the run decides nothing
	Seen     lang.Text  `json:"seen,omitzero"` // what in the run decides it
}

type choiceOf struct {
	ID   string    `json:"id"`
	Text lang.Text `json:"text"`
}

func newResult(s *simulation, o *outcome) *result {
	findings := s.scenario.Judge(o.timeline)
	r := &result{Header: s.header, Title: s.scenario.Title, Report: report.NewDocument(o.timeline),
		Expectations: []expectation{}, Predictions: []prediction{},
		Verdict: judgement(findings, o.timeline), Digest: o.digest, Command: s.command().String(), remark: s.command().remark()}
	for _, f := range findings {
		r.Expectations = append(r.Expectations, expectation{f.Expected, f.Verdict, f.Seen, f.Line})
	}
	for _, p := range s.scenario.Predictions {
		one := prediction{Question: p.Question, Answer: p.Answer(o.timeline), Seen: p.Seen(o.timeline)}
		for _, choice := range p.Choices {
			one.Choices = append(one.Choices, choiceOf(choice))
		}
		r.Predictions = append(r.Predictions, one)
	}
	return r
}

// judgement turns findings into the verdict on the run: one violation violates it, and it holds if
// all else does. Of a run that was cut short nothing is sure.
func judgement(findings []scenarios.Finding, t *timeline.Timeline) trace.Verdict {
	all := trace.Holds
	if t.Stop == trace.EventLimit {
		all = trace.Untested
	}
	for _, f := range findings {
		switch f.Verdict {
		case trace.Holds:
		case trace.Violated:
			return trace.Violated
		default:
			all = trace.Untested
		}
	}
	return all
}

// codeOf returns a verdict as what a command returns.
func codeOf(v trace.Verdict) error {
	switch v {
	case trace.Holds:
		return nil
	case trace.Violated:
		return verdict(exitViolated)
	}
	return verdict(exitUntested)
}

// printOpening prints what the run is a function of.
func printOpening(w io.Writer, s *simulation, l lang.Lang) {
	h := &s.header
	fmt.Fprintf(w, "%s: %s\n", h.Scenario, s.scenario.Title.In(l))
	put(w, l.Say("seed %d, engine %s, simulation %s\n", "种子 %d，引擎 %s，模拟器版本 %s\n", h.Seed, h.Engine, h.Version))
	settings := make([]string, len(h.Parameters))
	for i, p := range h.Parameters {
		settings[i] = p.Key + "=" + p.Value + "  "
	}
	put(w, "  ", strings.Join(lang.Wrap(settings, textWidth-2), "\n  "), "\n\n")
}

// print prints the end of a run for people.
func (r *result) print(w io.Writer, t *timeline.Timeline, l lang.Lang) {
	put(w, "\n", report.Text(t, l))
	put(w, "\n", l.Say("Expectations", "预期"), "\n")
	for _, e := range r.Expectations {
		fmt.Fprintf(w, "  %s  %s\n", lang.Pad(verdictOn(e.Verdict, l), 9), e.Expected.In(l))
		put(w, strings.Repeat(" ", 13), e.Seen.In(l), "\n")
	}
	if len(r.Predictions) > 0 {
		put(w, "\n", l.Say("Did you predict it?", "你预测对了吗？"), "\n")
	}
	for _, p := range r.Predictions {
		put(w, "  ", p.Question.In(l), "\n    ", p.answer(l), "\n")
		if seen := p.Seen.In(l); seen != "" {
			put(w, "    ", seen, "\n")
		}
	}
	put(w, "\n", l.Say("Digest: ", "摘要："), r.Digest, "\n", l.Say("Again:  ", "重现："), r.Command, r.remark.In(l), "\n")
}

// verdictOn says what a run showed of an expectation.
func verdictOn(v trace.Verdict, l lang.Lang) string {
	if v == trace.Holds && l == lang.English {
		return "held"
	}
	return text.Verdict(l, v)
}

// answer returns the choice that is right.
func (p *prediction) answer(l lang.Lang) string {
	for _, c := range p.Choices {
		if c.ID == p.Answer {
			return c.Text.In(l)
		}
	}
	return l.Say("this run does not decide it", "本次运行无法判定")
}
