package run

import (
	"raftlab/scenarios"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/report"
	"raftlab/sim/trace/timeline"
)

// Result is what a run showed. Its JSON form is what raftlab run -o json prints; times in it are nanoseconds.
type Result struct {
	Header       trace.Header     `json:"header"`
	Title        lang.Text        `json:"title"`
	Report       *report.Document `json:"report"`
	Added        int              `json:"added_steps,omitempty"` // with which only safety is expected, and nothing predicted
	Idle         []lang.Text      `json:"idle_steps,omitempty"`  // of the added ones, those that changed nothing, and why
	Expectations []Expectation    `json:"expectations"`
	Predictions  []Prediction     `json:"predictions"`
	Verdict      trace.Verdict    `json:"verdict"` // see [Overall]
	Digest       string           `json:"digest"`
	Command      string           `json:"command"`

	timeline *timeline.Timeline
	remark   lang.Text // behind the command
}

// Expectation is what a run showed of one expectation.
type Expectation struct {
	Expected lang.Text     `json:"expected"`
	Verdict  trace.Verdict `json:"verdict"`
	Seen     lang.Text     `json:"seen"`
	Line     int           `json:"line,omitempty"` // in the scenario file
}

// Prediction is a question and the choice that a run shows to be right, if any.
type Prediction struct {
	Question lang.Text `json:"question"`
	Choices  []Choice  `json:"choices"`
	Answer   string    `json:"answer"`        // the id of a choice; empty: the run decides nothing
	Seen     lang.Text `json:"seen,omitzero"` // what in the run decides it
}

// Choice is one answer to choose.
type Choice struct {
	ID   string    `json:"id"`
	Text lang.Text `json:"text"`
}

// NewResult judges a run by the expectations of its scenario and answers its predictions.
func NewResult(s *Simulation, o *Outcome) *Result {
	findings := s.Scenario.Judge(o.Timeline)
	r := &Result{Header: s.Header, Title: s.Scenario.Title, Added: s.Scenario.Added(), Idle: idleSteps(s.Scenario, o.Timeline), Report: report.NewDocument(o.Timeline),
		Expectations: []Expectation{}, Predictions: []Prediction{},
		Verdict: Overall(findings, o.Timeline), Digest: o.Digest, Command: s.Command().String(),
		timeline: o.Timeline, remark: s.Command().Remark()}
	for _, f := range findings {
		r.Expectations = append(r.Expectations, Expectation{f.Expected, f.Verdict, f.Seen, f.Line})
	}
	for _, p := range s.Scenario.Predictions {
		one := Prediction{Question: p.Question, Answer: p.Answer(o.Timeline), Seen: p.Seen(o.Timeline)}
		for _, choice := range p.Choices {
			one.Choices = append(one.Choices, Choice(choice))
		}
		r.Predictions = append(r.Predictions, one)
	}
	return r
}

// Overall returns the verdict on a run: it is violated if one finding is, and holds if all do. Of a run that was cut
// short by the limit of events nothing is sure, so it does not hold.
func Overall(findings []scenarios.Finding, t *timeline.Timeline) trace.Verdict {
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
