package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// Operation is what a client asked of the key-value state machine, from when it asked first to its answer.
type Operation struct {
	ID       uint64
	Op       trace.OperationKind
	Key      string
	Value    string // that was to be written or appended
	Way      trace.ReadWay
	Session  uint64
	Node     trace.NodeID  // the server that answered, or was asked last; 0: there was nobody to ask
	Asked    time.Duration // first
	Attempts int           // how often it was asked
	Answered bool
	AnswerAt time.Duration // Answered: when
	Result   string        // a read that was answered: what was there, "" for nothing
	Refused  bool          // each time it was refused: nothing was done, and its client knows
	Reason   trace.Reason  // not Answered: what its client was told last
}

// OperationLog gathers the operations of a run from its events. It is a [trace.Sink]. The zero value has none.
type OperationLog struct {
	list    []Operation
	refusal []int // how often each was refused
}

// Kinds implements [trace.FilteredSink].
func (l *OperationLog) Kinds() trace.Kinds { return trace.KindsOf(trace.Operated) }

// Observe takes the next event of the run. Operations are numbered as they are asked, from 1.
func (l *OperationLog) Observe(e *trace.Event) {
	if e.Kind != trace.Operated || e.Operation == nil {
		return
	}
	o := e.Operation
	if o.Stage == trace.OperationAsked && e.ID == uint64(len(l.list))+1 {
		l.list = append(l.list, Operation{ID: e.ID, Op: o.Op, Key: o.Key, Value: o.Value, Way: o.Way, Session: o.Session, Asked: e.At})
		l.refusal = append(l.refusal, 0)
	}
	if e.ID == 0 || e.ID > uint64(len(l.list)) {
		return
	}
	one, refusals := &l.list[e.ID-1], &l.refusal[e.ID-1]
	switch o.Stage {
	case trace.OperationAsked, trace.OperationAskedAgain:
		one.Attempts++
		one.Node, one.Reason = e.Node, 0
	case trace.OperationAnswered:
		one.Answered, one.AnswerAt, one.Node, one.Reason = true, e.At, e.Node, 0
		if one.Op == trace.ReadKey {
			one.Result = o.Value
		}
	case trace.OperationRefused:
		*refusals++
		one.Reason = e.Reason
	case trace.OperationUnanswered:
		one.Reason = e.Reason
	}
	one.Refused = !one.Answered && *refusals == one.Attempts
}

// Operations returns the operations so far, by their number.
func (l *OperationLog) Operations() []Operation { return l.list }

// Open reports whether nobody can know, by what the client was told, what became of the operation.
func (o *Operation) Open() bool { return !o.Answered && !o.Refused }
