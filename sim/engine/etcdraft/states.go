package etcdraft

import (
	"encoding/json"
	"fmt"
	"io"

	etcd "go.etcd.io/raft/v3"
)

// TellsStates reports whether this program was built with the library's state tracer: go build -tags with_tla.
const TellsStates = etcd.StateTraceDeployed

// States writes what the library's state tracer tells, as its TLA+ specification reads it (tla/Traceetcdraft.tla in the library's
// source): one line of JSON for each transition of a server, in the order in which they happened in the whole cluster.
type States struct {
	w     io.Writer
	lines int
	err   error
}

// NewStates returns what writes the states of a run to w. Give it to [Engine.States].
func NewStates(w io.Writer) *States { return &States{w: w} }

// Err returns the first error of writing.
func (s *States) Err() error { return s.err }

// TraceEvent implements the library's TraceLogger. The lines look like those of etcd's own logger; "ts" only keeps their order, also
// when they are sorted as texts, which the script that comes with the specification does.
func (s *States) TraceEvent(e *etcd.TracingEvent) {
	event, err := json.Marshal(e)
	if err == nil {
		_, err = fmt.Fprintf(s.w, "{\"level\":\"debug\",\"ts\":%d.%06d,\"msg\":\"trace\",\"tag\":\"trace\",\"event\":%s}\n",
			firstSecond+s.lines/1_000_000, s.lines%1_000_000, event)
	}
	if s.err == nil {
		s.err = err
	}
	s.lines++
}

// firstSecond has as many digits as all that follow it.
const firstSecond = 1_000_000_000
