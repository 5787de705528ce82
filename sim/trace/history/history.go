// Package history judges what clients were told: whether it is linearizable, as Porcupine finds it. [Judge] judges commands,
// [JudgeOperations] the reads and writes of the key-value state machine, which package linear defines.
//
// A command is an operation that lasts from when its client asked to when it was answered, and the answer is the place in the
// log at which it was committed. The history is linearizable if the operations can be put in an order in which each comes
// before all that were asked for after its answer, and places rise: as if one log had taken one command after the other.
// An operation without an answer stays open to the end of the run, and its place is not known to anybody who judges.
package history

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Operation is a client's command, as its client saw it.
type Operation struct {
	ID       uint64 // of the command
	Command  string
	Server   trace.NodeID // that was asked
	Asked    time.Duration
	Answered time.Duration // Open: the end of the run
	Open     bool          // there was no answer, or one that leaves the client in doubt
	Index    trace.Index   // where it was committed, as the client was told; Open: 0
}

// Of returns the operations of a run, in the order in which they were asked for. A command that was refused is none: its
// client knows that nothing was done.
func Of(t *timeline.Timeline) (all []Operation) {
	for _, c := range t.Commands {
		if c.Told == trace.RefusedNow {
			continue
		}
		o := Operation{ID: c.ID, Command: c.Command, Server: c.Node, Asked: c.At, Answered: t.End, Open: true}
		if c.Told == trace.CommittedOK {
			o.Answered, o.Open, o.Index = c.ToldAt, false, c.Index
		}
		all = append(all, o)
	}
	slices.SortStableFunc(all, func(a, b Operation) int { return cmp.Compare(a.Asked, b.Asked) })
	return all
}

// Judgement is what a history showed.
type Judgement struct {
	Verdict        trace.Verdict
	Answered, Open int
	OutOfTime      bool // Untested: the time was over before it was decided; else fewer than two operations were answered

	// Violated: the longest order that fits ends with After, and Misfit, the first to be answered of those left, fits
	// nowhere behind it.
	After, Misfit Operation

	found porcupine.LinearizationInfo
}

// Judge judges a history, and takes no longer than a time of the computer's clock; 0: as long as it takes.
func Judge(history []Operation, within time.Duration) *Judgement {
	j := &Judgement{Verdict: trace.Untested}
	for _, o := range history {
		if o.Open {
			j.Open++
		} else {
			j.Answered++
		}
	}
	var result porcupine.CheckResult
	result, j.found = porcupine.CheckOperationsVerbose(oneLog, operations(history), within)
	switch {
	case result == porcupine.Unknown:
		j.OutOfTime = true
	case result == porcupine.Illegal:
		j.Verdict = trace.Violated
		j.explain(history)
	case j.Answered >= 2:
		j.Verdict = trace.Holds
	}
	return j
}

// Draw writes the picture that Porcupine draws of the history: a page of HTML, with the orders that it tried.
func (j *Judgement) Draw(w io.Writer) error { return porcupine.Visualize(oneLog, j.found, w) }

// oneLog is a log that takes one command after the other. Its state is the place of the last.
var oneLog = porcupine.Model{
	Init: func() any { return trace.Index(0) },
	Step: func(state, _, output any) (bool, any) {
		last, index := state.(trace.Index), output.(trace.Index)
		if index == 0 { // nobody was told
			return true, last
		}
		return index > last, index
	},
	DescribeOperation: func(input, output any) string {
		if output.(trace.Index) == 0 {
			return input.(string) + " -> ?"
		}
		return fmt.Sprintf("%s -> index %d", input, output)
	},
	DescribeState: func(state any) string { return fmt.Sprintf("log up to index %d", state) },
}

// operations returns a history in Porcupine's words. Operations that overlap are drawn in different rows.
func operations(history []Operation) (all []porcupine.Operation) {
	var rows []time.Duration // when the last operation of the row ended
	for _, o := range history {
		row := slices.IndexFunc(rows, func(end time.Duration) bool { return end < o.Asked })
		if row < 0 {
			row = len(rows)
			rows = append(rows, 0)
		}
		rows[row] = o.Answered
		all = append(all, porcupine.Operation{ClientId: row, Input: fmt.Sprintf("%d %q", o.ID, o.Command), Call: int64(o.Asked),
			Output: o.Index, Return: int64(o.Answered)})
	}
	return all
}

// explain finds the two operations that do not fit.
func (j *Judgement) explain(history []Operation) {
	var longest []int
	for _, order := range j.found.PartialLinearizations()[0] {
		if len(order) > len(longest) || len(order) == len(longest) && slices.Compare(order, longest) < 0 {
			longest = order
		}
	}
	for _, i := range longest {
		if !history[i].Open {
			j.After = history[i]
		}
	}
	for i, o := range history {
		if !o.Open && !slices.Contains(longest, i) && (j.Misfit.ID == 0 || o.Answered < j.Misfit.Answered) {
			j.Misfit = o
		}
	}
}
