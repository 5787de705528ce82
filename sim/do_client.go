package sim

import (
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

func (w executor) Read(a script.ReadAction) {
	w.operate(operation{to: a.To, retry: a.Retry, asks: trace.Operation{Op: trace.ReadKey, Key: a.Key, Way: a.WayIn(&w.script.Cluster)}})
}

func (w executor) Write(a script.WriteAction) { w.update(trace.WriteKey, &a.Update) }

func (w executor) Append(a script.AppendAction) { w.update(trace.AppendKey, &a.Update) }

func (w executor) update(kind trace.OperationKind, u *script.Update) {
	w.operate(operation{to: u.To, retry: u.Retry, asks: trace.Operation{Op: kind, Key: u.Key, Value: u.Value, Session: u.Session}})
}

// operate begins an operation at each server that is meant. Where a client names none it asks the leader.
func (w executor) operate(op operation) {
	if op.to.Kind == 0 {
		op.to.Kind = script.TheLeader
	}
	asked := w.cluster.choose(op.to)
	if len(asked) == 0 {
		w.operations.begin(nil, op)
	}
	for _, s := range asked {
		w.operations.begin(s, op)
	}
}
