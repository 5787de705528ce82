package sim

import (
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/check"
	"raftlab/sim/engine"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// World is a cluster and all that surrounds it. It can run one script after another, and keeps its
// memory between runs. It is not for use by two goroutines at once; several worlds can be.
//
// It performs what is due, one task after another. All else is the work of its parts, each of which knows only
// those others that it needs.
type World struct {
	script *script.Script
	seed   uint64
	random chance.Source

	agenda     agenda     // what is due
	events     emitter    // tells what happens
	cluster    cluster    // the servers, and which of them leads
	mail       mail       // messages under way
	clients    clients    // what was asked for, and what became of it
	operations operations // reads and writes of the state machine
	steps      stepper    // how far the script has come
	checkpoint checkpoint
}

// New returns a world for servers of one engine.
func New(e engine.Engine) *World {
	w := new(World)
	waits, ok := e.(engine.Waiting)
	w.events = emitter{agenda: &w.agenda, steps: &w.steps, checks: check.NewSuite(0)}
	w.cluster = cluster{engine: e, ticksWait: ok && waits.TicksWaitForDisk(), random: &w.random,
		agenda: &w.agenda, events: &w.events, mail: &w.mail, clients: &w.clients}
	w.mail = mail{agenda: &w.agenda, events: &w.events, cluster: &w.cluster}
	w.clients = clients{events: &w.events, operations: &w.operations}
	forgets, ok := e.(engine.Sessionless)
	w.operations = operations{agenda: &w.agenda, events: &w.events, cluster: &w.cluster, clients: &w.clients,
		sessionless: ok && forgets.ForgetsSessions()}
	w.steps = stepper{agenda: &w.agenda, events: &w.events, cluster: &w.cluster, random: &w.random, performer: executor{w}}
	return w
}

// Run runs a script with the random numbers of a seed and tells every event to the sinks. It returns an error
// if the script is invalid, and then has told nothing. Why the run ended is told by its last event.
func (w *World) Run(script *script.Script, seed uint64, sinks ...trace.Sink) error {
	if err := script.Validate(); err != nil {
		return err
	}
	w.seed = seed
	w.reset(script, sinks)
	w.start()
	w.runToEnd()
	return nil
}

// Results returns the verdicts of the checks on the last run.
func (w *World) Results() []check.Result { return w.events.checks.Results() }

// FirstViolation returns the evidence of the first violation that the checks found in the last run.
func (w *World) FirstViolation() (evidence *trace.Evidence, found bool) {
	return w.events.checks.FirstViolation()
}

// HighestTerm returns the highest term that a server has reached in this run; 0 before the first election.
func (w *World) HighestTerm() trace.Term { return w.cluster.highestTerm }

// Now returns the virtual time; of a run that is over, when it ended.
func (w *World) Now() time.Duration { return w.agenda.now }

// Leads reports whether a server leads the cluster now: of the running leaders that have a quorum it has
// the highest term.
func (w *World) Leads(id trace.NodeID) bool { return w.cluster.isLedBy(id) }

// Led reports whether the cluster has a leader now; of a run that is over, whether it had one at its end.
func (w *World) Led() bool { return w.cluster.findLeader() != nil }

// Interrupt ends the run after the present event, which is all that is told of its end: what a whole run would
// have shown is not known.
func (w *World) Interrupt() { w.events.end(trace.Interrupted) }

// Halt ends the run after the present event; a sink may call it when it has seen enough.
func (w *World) Halt() { w.events.end(trace.RunOver) }

// reset makes everything new, before the servers boot.
func (w *World) reset(script *script.Script, sinks []trace.Sink) {
	c := &script.Cluster
	w.script, w.checkpoint.valid = script, false
	w.steps.reset(script)
	w.random.Seed(w.firstSeed())
	w.agenda.reset(c.Nodes)
	w.events.reset(script, sinks)
	w.mail.reset(c, &w.random)
	w.clients.reset()
	w.operations.reset()
	w.cluster.leaseReads = script.ReadsByLease()
	w.cluster.reset(c)
}

// start boots all servers and sets the script going.
func (w *World) start() {
	w.events.emit(&trace.Event{Kind: trace.ClusterLed, Reason: trace.Boot})
	w.cluster.boot()
	w.steps.start()
}

// runToEnd performs all that is due until the run ends, and tells how it ended.
func (w *World) runToEnd() {
	for w.events.continues() && w.performNext() {
	}
	w.finish()
}

// performNext performs what is due next, a task or the alarm of a server, and moves the time to it. It returns false if
// nothing is due before the end.
func (w *World) performNext() bool {
	server, alarm := w.agenda.alarms.First()
	if next := w.agenda.queue.Next(); next.Before(alarm) {
		if next.At > w.script.Until {
			return false
		}
		w.agenda.now = next.At
		w.perform(w.agenda.queue.Pop())
	} else {
		if alarm.At > w.script.Until {
			return false
		}
		w.agenda.now = alarm.At
		w.cluster.servers[server].onAlarm()
	}
	w.cluster.followLeader()
	return true
}

func (w *World) perform(t task) {
	switch t.kind() {
	case arrive:
		w.mail.arrive(int32(t.number()))
	case synced:
		w.cluster.server(trace.NodeID(t.of())).syncDone(t.number())
	case reported:
		w.mail.report(reportOf(t))
	case step:
		w.takeStep(t.of())
	case propose:
		executor{w}.proposeNext(t.of(), int(t.number()))
	case askAgain:
		w.operations.askAgain(uint64(t.of()))
	}
}

// finish tells what only the end of the run decides, and why it ended.
func (w *World) finish() {
	if w.events.continues() {
		w.agenda.now = w.script.Until // nothing is due before
	}
	why := w.events.ending()
	if why != trace.Interrupted {
		w.steps.skip()
		w.clients.close()
		w.operations.close()
		w.events.emitVerdicts()
	}
	w.events.emitStopped(why)
}
