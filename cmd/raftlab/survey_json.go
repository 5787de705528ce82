package main

import (
	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// surveyDocument is what run --seeds -o json and trials --expect -o json print of one set of settings.
type surveyDocument struct {
	Scenario   string     `json:"scenario"`
	Value      string     `json:"value,omitempty"` // of what was varied
	Overrides  []string   `json:"overrides"`
	Engine     string     `json:"engine"`
	Simulation string     `json:"simulation"`
	Seeds      string     `json:"seeds"` // which these are, in words
	Partial    bool       `json:"partial"`
	Runs       uint64     `json:"runs"`
	Verdict    string     `json:"verdict"` // on all runs together
	All        countOf    `json:"all"`     // of the verdicts on whole runs
	Each       []outcomes `json:"expectations"`
	Command    string     `json:"command"`
}

type outcomes struct {
	Expected lang.Text `json:"expected"`
	Line     int       `json:"line,omitempty"` // in the scenario file
	countOf
}

type countOf struct {
	Held          uint64   `json:"held"`
	Violated      uint64   `json:"violated"`
	Untested      uint64   `json:"untested"`
	HeldRate      *float64 `json:"held_rate"` // null: no run
	FirstViolated *oneRun  `json:"first_violated"`
	FirstUntested *oneRun  `json:"first_untested"`
}

// oneRun is a run, what was seen of the expectation, and the command that runs it.
type oneRun struct {
	Number  uint64     `json:"number"` // from 0
	Seed    trace.Seed `json:"seed"`
	Seen    *lang.Text `json:"seen,omitempty"`
	Command string     `json:"command"`
}

// printJSON prints one document, or, if something was varied, one with a list of them.
func (s *survey) printJSON() error {
	documents := make([]surveyDocument, len(s.lines))
	for i := range s.lines {
		documents[i] = s.document(&s.lines[i])
	}
	if len(documents) == 1 {
		return writeJSON(s.out, documents[0])
	}
	return writeJSON(s.out, struct {
		Partial bool             `json:"partial"`
		Verdict string           `json:"verdict"`
		Lines   []surveyDocument `json:"lines"`
		Command string           `json:"command"`
	}{s.partial, s.verdict().String(), documents, s.command.String()})
}

func (s *survey) document(line *surveyLine) surveyDocument {
	t := &line.tally
	d := surveyDocument{Scenario: line.Header.Scenario, Value: line.value, Overrides: line.Header.Overrides, Engine: line.Header.Engine,
		Simulation: sim.Version, Seeds: s.whence.EN, Partial: s.partial, Runs: t.All.Runs(), Verdict: t.All.Verdict().String(),
		All: s.count(line, &t.All), Each: []outcomes{}, Command: s.command.String()}
	for i := range t.Each {
		d.Each = append(d.Each, outcomes{t.Each[i].Expected, t.Each[i].Line, s.count(line, &t.Each[i].Count)})
	}
	return d
}

func (s *survey) count(line *surveyLine, c *scenarios.Count) countOf {
	one := countOf{Held: c.Held, Violated: c.Violated, Untested: c.Untested}
	if c.Runs() > 0 {
		rate := float64(c.Held) / float64(c.Runs())
		one.HeldRate = &rate
	}
	if c.Violated > 0 {
		one.FirstViolated = s.one(line, &c.FirstViolated)
	}
	if c.Untested > 0 {
		one.FirstUntested = s.one(line, &c.FirstUntested)
	}
	return one
}

func (s *survey) one(line *surveyLine, c *scenarios.Case) *oneRun {
	command := s.replay(line, c.Number)
	run := &oneRun{Number: c.Number, Seed: trace.Seed(s.seed(c.Number)), Command: command.String()}
	if c.Seen != (lang.Text{}) {
		run.Seen = &c.Seen
	}
	return run
}
