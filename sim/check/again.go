package check

import (
	"errors"
	"fmt"
	"io"

	"raftlab/sim/trace"
)

// Again is what the events of a saved trace show, beside the verdicts that stand in it.
type Again struct {
	Results  []Result                         // of every property, in the order of the paper
	Recorded map[trace.Property]trace.Verdict // on the whole run, as the trace has them
	Events   uint64
}

// Trace reads the rest of a trace and checks it again, whatever the verdicts in it say. Errors are about a trace that is
// not whole, and name file and line. Sinks are told every event.
func Trace(r *trace.Reader, sinks ...trace.Sink) (*Again, error) {
	suite := NewSuiteOf(r.Header())
	a := &Again{Recorded: map[trace.Property]trace.Verdict{}}
	var ending trace.Ending
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			a.Results = suite.Results()
			return a, r.Refuse(ending.Missing(r.Header().Format))
		}
		if err != nil {
			return nil, err
		}
		if err := ending.Observe(e); err != nil {
			return nil, r.Refuse(err)
		}
		suite.Observe(e)
		for _, sink := range sinks {
			sink.Observe(e)
		}
		a.Events = e.Seq
		if e.Kind == trace.Checked && e.Final {
			a.Recorded[e.Property] = e.Verdict
		}
	}
}

// Contradictions returns the verdicts in the trace that its own events do not bear out, a sentence for each.
func (a *Again) Contradictions() (list []string) {
	for _, r := range a.Results {
		if was, ok := a.Recorded[r.Property]; ok && was != r.Verdict {
			list = append(list, fmt.Sprintf("%s: the trace says %v, its events show %v", r.Property, was, r.Verdict))
		}
	}
	return list
}

// Verdict returns the verdict on all properties together: Violated if one is, Holds if one holds and none is violated.
func (a *Again) Verdict() trace.Verdict {
	all := trace.Untested
	for _, r := range a.Results {
		switch r.Verdict {
		case trace.Violated:
			return trace.Violated
		case trace.Holds:
			all = trace.Holds
		}
	}
	return all
}
