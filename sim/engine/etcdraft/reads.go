package etcdraft

import (
	"encoding/binary"

	etcd "go.etcd.io/raft/v3"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Read implements [engine.Reader] by the library's ReadIndex. By which way it is done is the option with which the server was
// started: ReadOnlySafe, or ReadOnlyLeaseBased, which answers as long as the server leads. A server that does not lead would
// pass the request on.
func (n *node) Read(number uint64, _ trace.ReadWay) engine.Refusal {
	if !n.fields.isLeader() {
		return engine.Refusal{Reason: trace.NotLeader}
	}
	n.call(cause{}, func() { n.raw.ReadIndex(binary.BigEndian.AppendUint64(nil, number)) })
	return engine.Refusal{}
}

func (n *node) mayRead(r *etcd.ReadState) {
	n.explain.observer.(engine.ReadObserver).MayRead(binary.BigEndian.Uint64(r.RequestCtx), toIndex(r.Index))
}
