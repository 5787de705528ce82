package scenarios

import (
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Tally is what many runs of a scenario showed of its expectations. It does not depend on the order in which the
// runs are added. The zero value has none.
type Tally struct {
	All  Count // of the verdicts on whole runs
	Each []Outcomes
}

// Outcomes are what many runs showed of one expectation.
type Outcomes struct {
	Expected lang.Text
	Line     int // in the scenario file; 0 for the check that is always made
	Count
}

// Count counts verdicts, and keeps the first run of each kind that did not hold.
type Count struct {
	Held, Violated, Untested     uint64
	FirstViolated, FirstUntested Case // meaningful if there is one
}

// Case is a run and what was seen in it.
type Case struct {
	Number uint64 // of the run
	Seen   lang.Text
}

// Runs returns how many runs were counted.
func (c *Count) Runs() uint64 { return c.Held + c.Violated + c.Untested }

// Verdict returns the verdict on all runs together: one violation violates it, and it holds if all held.
func (c *Count) Verdict() trace.Verdict {
	switch {
	case c.Violated > 0:
		return trace.Violated
	case c.Untested > 0 || c.Held == 0:
		return trace.Untested
	}
	return trace.Holds
}

func (c *Count) add(v trace.Verdict, one Case) {
	switch v {
	case trace.Holds:
		c.Held++
	case trace.Violated:
		c.FirstViolated = earlier(c.Violated, c.FirstViolated, one)
		c.Violated++
	default:
		c.FirstUntested = earlier(c.Untested, c.FirstUntested, one)
		c.Untested++
	}
}

func earlier(n uint64, kept, one Case) Case {
	if n == 0 || one.Number < kept.Number {
		return one
	}
	return kept
}

// Add adds a run: its number, the verdict on the whole of it, and what it showed of each expectation, as
// [Scenario.Judge] returns it.
func (t *Tally) Add(number uint64, all trace.Verdict, findings []Finding) {
	if t.Each == nil {
		t.Each = make([]Outcomes, len(findings))
		for i := range findings {
			t.Each[i].Expected, t.Each[i].Line = findings[i].Expected, findings[i].Line
		}
	}
	t.All.add(all, Case{Number: number})
	for i := range findings {
		t.Each[i].add(findings[i].Verdict, Case{number, findings[i].Seen})
	}
}
