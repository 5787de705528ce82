package survey

import (
	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// document is what run --seeds -o json and trials --expect -o json print of one set of settings.
type document struct {
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

// Document returns what is printed as JSON: one document, or, if something was varied, one with a list of them.
func (s *Survey) Document() any {
	documents := make([]document, len(s.Lines))
	for i := range s.Lines {
		documents[i] = s.document(&s.Lines[i], &s.tallies[i])
	}
	if len(documents) == 1 {
		return documents[0]
	}
	return struct {
		Partial bool       `json:"partial"`
		Verdict string     `json:"verdict"`
		Lines   []document `json:"lines"`
		Command string     `json:"command"`
	}{s.partial, s.Verdict().String(), documents, s.Command.String()}
}

func (s *Survey) document(line *run.Line, t *scenarios.Tally) document {
	d := document{Scenario: line.Header.Scenario, Value: line.Value, Overrides: line.Header.Overrides, Engine: line.Header.Engine,
		Simulation: sim.Version, Seeds: s.Seeds.EN, Partial: s.partial, Runs: t.All.Runs(), Verdict: t.All.Verdict().String(),
		All: s.count(line, &t.All), Each: []outcomes{}, Command: s.Command.String()}
	for i := range t.Each {
		d.Each = append(d.Each, outcomes{t.Each[i].Expected, t.Each[i].Line, s.count(line, &t.Each[i].Count)})
	}
	return d
}

func (s *Survey) count(line *run.Line, c *scenarios.Count) countOf {
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

func (s *Survey) one(line *run.Line, c *scenarios.Case) *oneRun {
	command := s.replay(line, c.Number)
	run := &oneRun{Number: c.Number, Seed: trace.Seed(s.Seed(c.Number)), Command: command.String()}
	if c.Seen != (lang.Text{}) {
		run.Seen = &c.Seen
	}
	return run
}
