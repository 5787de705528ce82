package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// Builder gathers a timeline from the events of a run. It is a [trace.Sink].
type Builder struct {
	header trace.Header
	end    time.Duration
	events uint64
	stop   trace.Reason

	servers     servers
	halves      halves
	bands       bands
	members     members
	timers      timers
	messages    messages
	elections   elections
	leadership  leadership
	faults      faults
	logs        logs
	states      states
	progress    progress
	commands    commands
	operations  OperationLog
	annotations annotations
}

// NewBuilder returns a builder for the run that the header begins.
func NewBuilder(h trace.Header) *Builder {
	b := &Builder{header: h, halves: newHalves()}
	b.servers.grow(h.Nodes)
	b.bands.servers = &b.servers
	b.members.servers = &b.servers
	b.timers.servers = &b.servers
	b.logs.servers = &b.servers
	b.states.servers = &b.servers
	b.progress = newProgress(b)
	b.messages = newMessages()
	b.elections = newElections(h.Nodes)
	b.commands.byID = map[uint64]int{}
	return b
}

// Observe takes the next event of the run.
func (b *Builder) Observe(e *trace.Event) {
	b.end = e.At
	b.events++
	if e.Kind == trace.Stopped {
		b.stop = e.Reason
	}
	e = b.halves.split(e)
	b.bands.observe(e)
	b.members.observe(e)
	b.timers.observe(e)
	b.messages.observe(e)
	b.elections.observe(e)
	b.leadership.observe(e)
	b.faults.observe(e)
	b.logs.observe(e)
	b.states.observe(e)
	b.progress.observe(e)
	b.commands.observe(e)
	b.operations.Observe(e)
	b.annotations.observe(e)
}

// Timeline closes everything that is still open at the time of the last event, and returns the
// run. The builder is of no use afterwards.
func (b *Builder) Timeline() *Timeline {
	b.bands.finish(b.end)
	b.members.finish(b.end)
	b.timers.finish(b.end)
	b.faults.finish(b.end)
	b.elections.finish(b.end, b.stop)
	t := &Timeline{
		Header: b.header, End: b.end, Events: b.events, Stop: b.stop,
		Servers:    b.servers.list,
		Messages:   b.messages.finish(b.end),
		Votes:      b.elections.votes,
		Elections:  b.elections.list,
		Led:        b.leadership.finish(b.end),
		Faults:     b.faults.list,
		Commands:   b.commands.finish(),
		Operations: b.operations.Operations(),
		Denials:    denials(b.elections.votes),
		Verdicts:   b.annotations.verdicts,
		Violations: b.annotations.violations,
		Notes:      b.annotations.notes,
		Skipped:    b.annotations.skipped,
		Idle:       b.annotations.idle,
	}
	t.Outages = t.outages()
	return t
}

// servers are the servers of a run, by their number.
type servers struct{ list []Server }

func (s *servers) grow(n int) {
	for id := len(s.list) + 1; id <= n; id++ {
		s.list = append(s.list, Server{Node: trace.NodeID(id)})
	}
}

// of returns the server with a number, or nil for no node. It is valid until the next call.
func (s *servers) of(id trace.NodeID) *Server {
	if id == 0 {
		return nil
	}
	s.grow(int(id))
	return &s.list[id-1]
}

// goesDown reports whether a server stops running with this event.
func goesDown(e *trace.Event) bool {
	return e.Kind == trace.Ended || e.Kind == trace.FaultMade && e.Fault == trace.Crash
}
