package sim

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/check"
	"raftlab/sim/clock"
	"raftlab/sim/engine"
	"raftlab/sim/network"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// World is a cluster and all that surrounds it. It can run one script after another, and keeps its
// memory between runs. It is not for use by two goroutines at once; several worlds can be.
type World struct {
	engine     engine.Engine
	script     *script.Script
	seed       uint64
	random     chance.Source
	sinks      []trace.Sink
	subscribed trace.Kinds         // the kinds of events that somebody needs
	counters   []trace.VoteCounter // of the sinks
	checks     *check.Suite

	ticksWait  bool // of the engine's servers, behind a write to a disk that stalls
	warmupStep int  // the step that settles the script; -1: none
	progress
	queue       clock.Queue[task]
	alarms      clock.Alarms // when servers act by themselves
	servers     []server
	network     network.Network
	inFlight    inFlight
	clients     clients
	steps       steps
	config      trace.Config     // that every server starts with
	earlierRuns trace.Position   // behind the terms and indexes of all runs before
	groups      [][]trace.NodeID // of the last partition
	groupsOf    groupNumbers     // the same
	groupsFor   *script.Selector // whose first selector this is, if it means the same in every run; else nil
	event       trace.Event      // the one event that is being told
	violation   trace.Event      // what the checks found in it
	checkpoint  Checkpoint
}

const _ = uint(clock.MostAlarms - script.MaxNodes) // there is an alarm for each server

// progress is how far a run has come, in plain values.
type progress struct {
	now             time.Duration
	seq             uint64         // of the last event
	limit           uint64         // of events
	lastSeq         uint64         // the event told that reached the limit
	messages        uint64         // number of messages sent
	reached         trace.Position // the highest term and index of this run
	led             leadership
	leaders         int  // servers that lead, in whatever term
	leaderMayChange bool // something changed that may change who leads the cluster
	stop            trace.Reason
}

// task is something that the queue holds until its time: a kind, whose task it is, and a number. It is one
// word, which the queue moves at once.
type task uint64

func newTask(kind taskKind, of int, number uint32) task {
	return task(kind)<<56 | task(of)<<32 | task(number)
}

func (t task) kind() taskKind { return taskKind(t >> 56) }
func (t task) of() int        { return int(t >> 32 & 0xff_ffff) }
func (t task) number() uint32 { return uint32(t) }

type taskKind uint8

const (
	_        taskKind = iota
	arrive            // a message reaches its receiver; number: its flight
	synced            // a disk has finished a sync; of the node, number: its boot
	step              // a step of the script is due; of the step
	reported          // a report of a snapshot reaches its sender (report.go)
	propose           // a client's next command is due; of the step, number: how many commands are left
)

// New returns a world for servers of one engine.
func New(e engine.Engine) *World {
	waits, ok := e.(engine.Waiting)
	return &World{engine: e, checks: check.NewSuite(0), ticksWait: ok && waits.TicksWaitForDisk()}
}

// Run runs a script with the chance of a seed and tells every event to the sinks. It returns an error
// if the script is invalid, and then has told nothing. Why the run ended is told by its last event.
func (w *World) Run(script *script.Script, seed uint64, sinks ...trace.Sink) error {
	if err := script.Validate(); err != nil {
		return err
	}
	w.seed = seed
	w.reset(script, sinks)
	w.start()
	w.runToEnd()
	w.finish()
	return nil
}

// runToEnd performs all that is due, until the run ends.
func (w *World) runToEnd() {
	for w.continues() && w.performNext() {
	}
}

// performNext performs what is due next; it returns false if nothing is due before the end.
func (w *World) performNext() bool {
	server, alarm := w.alarms.First()
	if next := w.queue.Next(); next.Before(alarm) {
		if next.At > w.script.Until {
			return false
		}
		w.now = next.At
		_, due := w.queue.Pop()
		w.perform(due)
	} else {
		if alarm.At > w.script.Until {
			return false
		}
		w.now = alarm.At
		w.servers[server].onAlarm()
	}
	if w.leaderMayChange && w.continues() {
		w.updateLeader()
	}
	return true
}

// Results returns the verdicts of the checks on the last run.
func (w *World) Results() []check.Result { return w.checks.Results() }

// FirstViolation returns the evidence of the first violation that the checks found in the last run.
func (w *World) FirstViolation() (evidence string, found bool) { return w.checks.FirstViolation() }

// HighestTerm returns the highest term that a server has reached in this run; 0 before the first election.
func (w *World) HighestTerm() trace.Term { return w.reached.Term }

// Now returns the virtual time; of a run that is over, when it ended.
func (w *World) Now() time.Duration { return w.now }

// Interrupt ends the run after the present event, which is all that is told of its end: what a whole run would
// have shown is not known.
func (w *World) Interrupt() {
	if w.stop == 0 {
		w.stop = trace.Interrupted
	}
}

// Halt ends the run after the present event; a sink may call it when it has seen enough.
func (w *World) Halt() {
	if w.stop == 0 {
		w.stop = trace.RunOver
	}
}

func (w *World) reset(script *script.Script, sinks []trace.Sink) {
	c := &script.Cluster
	w.script, w.checkpoint.valid, w.groupsFor = script, false, nil
	w.listen(sinks)
	w.warmupStep = script.SettleStep()
	if w.warmupStep < 0 {
		w.random.Seed(w.seed)
	} else {
		w.random.Seed(warmupSeed)
	}
	w.checks.Reset(c.Nodes)
	w.queue.Reset()
	w.alarms.Reset(c.Nodes)
	w.inFlight.reset()
	w.clients.reset()
	w.steps.reset(len(script.Steps))
	w.network.Reset(c.Nodes, c.Network, &w.random)
	for _, link := range c.Links {
		w.network.Set(link.From, link.To, link.Settings)
	}
	origin := w.nextOrigin()
	w.progress = progress{limit: script.EventLimit()}
	w.resetServers(c, origin)
}

func (w *World) resetServers(c *script.Cluster, origin trace.Position) {
	if len(w.servers) != c.Nodes {
		w.servers = make([]server, c.Nodes)
		for i := range w.servers {
			s := &w.servers[i]
			s.world, s.id, s.raft = w, trace.NodeID(i+1), w.engine.NewNode()
			s.joinStreams()
		}
	}
	if !c.StartsWith(&w.config) {
		w.config = c.FirstConfig()
	}
	for i := range w.servers {
		w.servers[i].reset(c, w.config)
		w.servers[i].config.Origin = origin
	}
}

// nextOrigin returns an origin behind every term and index of the run that is over, and of those before.
func (w *World) nextOrigin() trace.Position {
	w.earlierRuns.Term += w.reached.Term + 2
	w.earlierRuns.Index += w.reached.Index + 1
	return w.earlierRuns
}

// start boots all servers and sets the script going.
func (w *World) start() {
	w.emit(&trace.Event{Kind: trace.ClusterLed, Reason: trace.Boot})
	for i := range w.servers {
		w.servers[i].boot()
	}
	w.startSteps()
}

func (w *World) perform(t task) {
	switch t.kind() {
	case arrive:
		w.arrive(int32(t.number()))
	case synced:
		w.server(trace.NodeID(t.of())).syncDone(t.number())
	case reported:
		w.report(reportOf(t))
	case step:
		w.takeStep(t.of())
	case propose:
		w.proposeNext(t.of(), int(t.number()))
	}
}

func (w *World) server(id trace.NodeID) *server { return &w.servers[id-1] }
