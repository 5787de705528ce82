package sim

import (
	"math"
	"time"

	"raftlab/sim/check"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/trace"
)

// World is a cluster and all that surrounds it. It can run one script after another, and keeps its
// memory between runs. It is not for use by two goroutines at once; several worlds can be.
type World struct {
	engine engine.Engine
	script *Script
	seed   uint64
	sinks  []trace.Sink
	checks *check.Suite

	now     time.Duration
	queue   clock.Queue[task]
	servers []server
	network network.Network
	flights flights
	inHand  flight // the message being delivered
	clients clients
	steps   steps
	led     leadership
	config  trace.Config   // that every server starts with
	reached trace.Position // the highest term and index of this run
	past    trace.Position // behind those of all runs

	event     trace.Event // the one event that is being told
	seq       uint64      // of the last event
	limit     uint64      // of events
	messages  uint64      // number of messages sent
	unsettled bool        // something changed that may change who leads the cluster
	stop      trace.Reason
}

// task is something that the queue holds until its time.
type task struct {
	kind   taskKind
	node   trace.NodeID
	number int32 // arrival: the flight; step: the step; propose: the step
	count  int32 // propose: how many commands are left
	boot   uint32
}

type taskKind uint8

const (
	_       taskKind = iota
	arrive           // a message reaches its receiver
	wake             // a server's own clock makes it act
	synced           // a disk has finished a sync
	step             // a step of the script is due
	propose          // a client's next command is due
)

// New returns a world for servers of one engine.
func New(e engine.Engine) *World {
	return &World{engine: e, checks: check.NewSuite(0)}
}

// Run runs a script with the chance of a seed and tells every event to the sinks. It returns an error
// if the script is invalid, and then has told nothing. Why the run ended is told by its last event.
func (w *World) Run(script *Script, seed uint64, sinks ...trace.Sink) error {
	if err := script.Validate(); err != nil {
		return err
	}
	w.reset(script, seed, sinks)
	w.start()
	for w.stop == 0 {
		at, ok := w.queue.Next()
		if !ok || at > script.Until {
			break
		}
		w.now, _ = at, ok
		_, next := w.queue.Pop()
		w.perform(next)
		w.settleLeadership()
	}
	w.finish()
	return nil
}

// Results returns the verdicts of the checks on the last run.
func (w *World) Results() []check.Result { return w.checks.Results() }

// Halt ends the run after the present event; a sink may call it when it has seen enough.
func (w *World) Halt() {
	if w.stop == 0 {
		w.stop = trace.RunOver
	}
}

func (w *World) reset(script *Script, seed uint64, sinks []trace.Sink) {
	c := &script.Cluster
	w.script, w.seed, w.sinks = script, seed, sinks
	w.checks.Reset(c.Nodes)
	w.now, w.seq, w.messages, w.stop, w.unsettled = 0, 0, 0, 0, false
	w.limit = uint64(script.MaxEvents)
	if w.limit == 0 {
		w.limit = DefaultMaxEvents
	}
	w.queue.Reset()
	w.flights.reset()
	w.clients.reset()
	w.steps.reset(len(script.Steps))
	w.led = leadership{}
	w.network.Reset(c.Nodes, c.Network, seed)
	for _, link := range c.Links {
		w.network.Set(link.From, link.To, link.Settings)
	}
	w.resetServers(script, seed)
}

func (w *World) resetServers(script *Script, seed uint64) {
	c := &script.Cluster
	if len(w.servers) != c.Nodes {
		w.servers = make([]server, c.Nodes)
		for i := range w.servers {
			s := &w.servers[i]
			s.world, s.id, s.raft = w, trace.NodeID(i+1), w.engine.NewNode()
			s.nameStreams()
		}
	}
	if !c.startsWith(&w.config) {
		w.config = c.firstConfig()
	}
	w.past.Term += w.reached.Term + 2
	w.past.Index += w.reached.Index + 1
	w.reached = trace.Position{}
	origin := w.past
	if script.mayEndServers() {
		origin = trace.Position{}
	}
	for i := range w.servers {
		w.servers[i].reset(c, w.config, seed)
		w.servers[i].config.Origin = origin
	}
}

// start boots all servers and sets the script going.
func (w *World) start() {
	w.tell(&trace.Event{Kind: trace.ClusterLed, Reason: trace.Boot})
	for i := range w.servers {
		w.servers[i].boot()
	}
	w.startSteps()
}

func (w *World) perform(t task) {
	switch t.kind {
	case arrive:
		w.arrive(t.number)
	case wake:
		w.server(t.node).wake(t.boot)
	case synced:
		w.server(t.node).synced(t.boot)
	case step:
		w.takeStep(int(t.number))
	case propose:
		w.proposeNext(int(t.number), int(t.count))
	}
}

func (w *World) server(id trace.NodeID) *server { return &w.servers[id-1] }

// tell hands an event to the checks and to the sinks, and then to the steps that wait for one.
// After the last event of a run it tells nothing more.
func (w *World) tell(e *trace.Event) {
	if w.stop == trace.EventLimit {
		return
	}
	w.event = *e // a copy, so that events live on the stack
	w.publish()
	for _, found := range w.checks.Violations() {
		w.event = trace.Event{Kind: trace.Checked, Node: e.Node, Term: e.Term, Property: found.Property,
			Verdict: found.Verdict, Detail: found.Evidence}
		w.publish()
	}
	w.awaited(e)
	if w.seq >= w.limit {
		w.stop = trace.EventLimit
	}
}

func (w *World) publish() {
	w.seq++
	w.event.Seq, w.event.At = w.seq, w.now
	w.checks.Observe(&w.event)
	for _, sink := range w.sinks {
		sink.Observe(&w.event)
	}
}

// finish tells how everything ended. An ending that the event limit brought is told as such.
func (w *World) finish() {
	why := w.stop
	if why == 0 {
		w.now, why = w.script.Until, trace.RunOver
	}
	w.stop, w.limit = trace.RunOver, math.MaxUint64 // the books are closed in full
	w.skipSteps()
	w.closeClients()
	for _, result := range w.checks.Results() {
		w.event = trace.Event{Kind: trace.Checked, Property: result.Property, Verdict: result.Verdict,
			Detail: result.Evidence, Final: true}
		w.publish()
	}
	w.event = trace.Event{Kind: trace.Stopped, Reason: why}
	w.publish()
}
