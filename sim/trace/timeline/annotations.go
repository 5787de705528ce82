package timeline

import "raftlab/sim/trace"

// annotations keeps what was said about the run: the checkers' verdicts, the script's notes.
type annotations struct {
	verdicts   []Verdict
	violations []Violation
	notes      []Note
	skipped    []Skipped
	idle       []Idle
}

func (r *annotations) observe(e *trace.Event) {
	switch e.Kind {
	case trace.Checked:
		r.check(e)
	case trace.Noted:
		r.notes = append(r.notes, Note{At: e.At, Text: e.Note})
	case trace.Skipped:
		r.skipped = append(r.skipped, Skipped{Step: e.Step, Detail: e.Detail})
	case trace.NoEffect:
		r.idle = append(r.idle, Idle{At: e.At, Step: e.Step, Node: e.Node, Reason: e.Reason})
	}
}

func (r *annotations) check(e *trace.Event) {
	switch {
	case e.Final:
		r.verdicts = append(r.verdicts, Verdict{Property: e.Property, Verdict: e.Verdict, Evidence: e.Evidence})
	case e.Verdict == trace.Violated:
		r.violations = append(r.violations, Violation{At: e.At, Node: e.Node, Property: e.Property, Evidence: e.Evidence})
	}
}
