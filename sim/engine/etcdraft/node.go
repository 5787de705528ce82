// Package etcdraft is the engine on the Raft code that etcd itself runs, go.etcd.io/raft/v3.
//
// The library draws its election timeouts from crypto/rand through a variable of the process, and
// only between T and 2T. This package never lets it use them: a server that does not lead is moved
// on with RawNode.TickQuiesced, which only advances the counter that the lease of CheckQuorum
// reads, and the world's own timer calls RawNode.Campaign. Resets of the timer are seen by reading
// that counter before and after a step (fields.go). Why the library did something is taken from what
// it says to its logger, word by word (explain.go). Both are pinned to the library's version by a
// known-answer test, so an upgrade that changes them fails loudly.
//
// The library panics where its assumptions are broken, for example by a disk that forgot the hard
// state. That is an outcome: the node's Err, never a crash of the program.
package etcdraft

import (
	"fmt"
	"runtime"
	"strings"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Name is the name of the engine.
const Name = "etcd"

// Engine makes servers that run etcd's Raft. The zero value is the usual one.
type Engine struct {
	// Plain makes a new RawNode at each boot and takes no checkpoint. Events are the same, and many trials take longer.
	Plain bool

	// States is told every transition of the library, if the program was built for that ([TellsStates]); nil: nobody is. It is of one
	// run, whose servers are plain.
	States *States
}

// Name implements [engine.Engine].
func (Engine) Name() string { return Name }

// TicksWaitForDisk implements [engine.Waiting]: in etcd's server one loop counts ticks and writes the log.
func (Engine) TicksWaitForDisk() bool { return true }

// NewNode implements [engine.Engine].
func (e Engine) NewNode() engine.Node {
	return &node{plain: e.Plain || e.States != nil, states: e.States}
}

// Features implements [engine.Engine]: all but one. How a server reads is an option with which it starts.
func (Engine) Features() engine.Features { return engine.AllFeatures &^ engine.MixedReads }

// node is one server. Its parts beside the library's RawNode are what explains and converts.
type node struct {
	state
	err     error
	ready   etcd.Ready
	writing bool // ready was handed out as work and is not done yet
	work    workBuffer

	states     *States     // that are told; nil: none
	plain      bool        // every boot makes a new RawNode, and there are no checkpoints
	fresh      *checkpoint // after the first boot from an empty disk; nil: there was none
	checkpoint *checkpoint // that can be restored; nil: none
}

// state is all of a server that a checkpoint has.
type state struct {
	raw     *etcd.RawNode
	memory  *etcd.MemoryStorage
	config  engine.Config
	fields  fields
	explain explainer

	confState   *raftpb.ConfState // as of the applied index
	firstConfig trace.Config      // found on disk
	replayTo    trace.Index       // changes up to here were in force before the server started again
	applied     trace.Index
	commit      trace.Index
	handingTo   trace.NodeID // leadership is being handed to it; 0: to nobody
}

// Sizes that etcd's server uses: one MiB in a message, 512 messages in flight.
const (
	maxMessageBytes = 1 << 20
	maxInFlight     = 512
)

// Boot implements [engine.Node]. To make a RawNode takes longer than an election, so a server that boots from an empty disk, with
// the settings of an earlier time, is made what it was then.
func (n *node) Boot(c engine.Config, from *engine.Durable, w engine.Observer) {
	n.guard(func() {
		if n.wasFresh(&c, from) {
			n.restore(n.fresh)
			n.explain.reset(c.ID, w)
		} else {
			n.bootAnew(c, from, w)
		}
		if n.err == nil {
			n.explain.booted(n.fields)
			n.tellFirstConfig(from)
		}
	})
}

// wasFresh reports whether the server has booted with these settings, and from such an empty disk, before.
func (n *node) wasFresh(c *engine.Config, from *engine.Durable) bool {
	return n.fresh != nil && n.fresh.config == *c && isEmpty(from) && n.fresh.firstConfig.Equal(&from.Snapshot.Config)
}

func isEmpty(d *engine.Durable) bool {
	return len(d.Entries) == 0 && d.HardState == (engine.HardState{}) && d.Snapshot.Index == 0
}

// bootAnew makes a new RawNode.
func (n *node) bootAnew(c engine.Config, from *engine.Durable, w engine.Observer) {
	*n = node{work: n.work, fresh: n.fresh, checkpoint: n.checkpoint, plain: n.plain, states: n.states}
	n.config, n.applied, n.commit = c, from.Snapshot.Index, knownCommit(from)
	n.explain.reset(c.ID, w)
	n.start(from)
	if n.err == nil && !n.plain && !c.Restart && isEmpty(from) {
		n.fresh = n.save()
	}
}

// start makes a RawNode from what the disk holds.
func (n *node) start(from *engine.Durable) {
	n.memory = newStorage(from)
	first, _ := n.memory.FirstIndex()
	n.firstConfig = from.Snapshot.Config
	n.confState = toConfState(n.firstConfig)
	config := etcd.Config{
		ID:                        uint64(n.config.ID),
		ElectionTick:              int(n.config.ElectionTicks),
		HeartbeatTick:             int(n.config.HeartbeatTicks),
		Storage:                   n.memory,
		Applied:                   first - 1,
		MaxSizePerMsg:             maxMessageBytes,
		MaxCommittedSizePerReady:  maxMessageBytes,
		MaxInflightMsgs:           maxInFlight,
		CheckQuorum:               n.config.CheckQuorum,
		PreVote:                   n.config.PreVote,
		Logger:                    &n.explain,
		DisableProposalForwarding: true, // a client is told who leads; commands do not wander
		StepDownOnRemoval:         true,
	}
	if n.config.LeaseReads {
		config.ReadOnlyOption = etcd.ReadOnlyLeaseBased
	}
	if n.config.SingleAppend {
		config.MaxSizePerMsg = 0
	}
	if n.states != nil {
		config.TraceLogger = n.states
	}
	raw, err := etcd.NewRawNode(&config)
	if err != nil {
		n.err = err
		return
	}
	n.raw = raw
	n.fields = fieldsOf(raw)
}

// guard calls into the library and turns its panics into the node's end. A panic that comes from raftlab,
// because a observer is called from within the library, is a bug of ours and goes on.
func (n *node) guard(call func()) {
	defer func() {
		if cause := recover(); cause != nil {
			if panickedInRaftlab() {
				panic(cause)
			}
			n.err = fmt.Errorf("%v", cause)
		}
	}()
	call()
}

// panickedInRaftlab reports whether the panic being handled started in a function of raftlab. The explainer only
// speaks for the library.
func panickedInRaftlab() bool {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case !panicking || strings.HasPrefix(frame.Function, "runtime."):
		case strings.Contains(frame.Function, "(*explainer)."):
		default:
			return strings.HasPrefix(frame.Function, "raftlab/")
		}
		if !more {
			return false
		}
	}
}

// Err implements [engine.Node].
func (n *node) Err() error { return n.err }

// Advance implements [engine.Node]. The counter of a server that does not lead is read for two
// things only: whether it fell back to zero, and whether a lease still runs. So it need not be
// advanced further than the lease, and without CheckQuorum no further than one.
func (n *node) Advance(ticks int64) {
	if n.fields.isLeader() {
		n.guard(func() { n.tickLeader(ticks) })
		return
	}
	limit := int64(1)
	if n.config.CheckQuorum {
		limit = n.config.ElectionTicks
	}
	for range min(ticks, limit-n.fields.electionElapsed()) {
		n.raw.TickQuiesced() // the world owns the election timer; see the package doc
	}
}

// tickLeader stops counting as a leader when CheckQuorum makes it step down on the way.
func (n *node) tickLeader(ticks int64) {
	n.explain.begin(cause{})
	for range ticks {
		n.raw.Tick()
		if !n.fields.isLeader() {
			break
		}
	}
	n.explain.end()
	n.noticeTransfer(trace.NotTakenOver)
}

// TicksUntilAction implements [engine.Node].
func (n *node) TicksUntilAction() int64 {
	quiet := n.config.HeartbeatTicks - n.fields.heartbeatElapsed()
	if n.config.CheckQuorum || n.handingTo != 0 {
		quiet = min(quiet, n.config.ElectionTicks-n.fields.electionElapsed())
	}
	return max(quiet, 1)
}

// call runs one input through the library with the explanation of what causes it. A reset of the
// timer in the same tick as the last one is not seen; it does not move the deadline either.
func (n *node) call(why cause, input func()) {
	n.guard(func() {
		before := n.fields.electionElapsed()
		n.explain.begin(why)
		input()
		n.explain.end()
		if n.fields.electionElapsed() < before && !n.explain.drew && !n.fields.isLeader() {
			reason, peer := n.explain.resetReason(why.message)
			n.explain.observer.TimerReset(false, reason, peer)
		}
		n.noticeTransfer(0) // which ends with the leadership
	})
}

// Step implements [engine.Node]. Errors of the library say that the message is of no use, such as
// an answer from a server that is no longer a member.
func (n *node) Step(m *engine.Message) {
	body := m.Body.(*raftpb.Message)
	if n.answersOldLeader(m) {
		n.explain.observer.Ignored(trace.StaleTerm)
	}
	n.call(cause{message: m}, func() { _ = n.raw.Step(body) })
}

// answersOldLeader reports the one case in which the library ignores a message and does not say so:
// with pre-vote or CheckQuorum it answers a leader of an older term, to tell it of the newer one.
func (n *node) answersOldLeader(m *engine.Message) bool {
	return (n.config.PreVote || n.config.CheckQuorum) && m.Term < n.fields.currentTerm() &&
		(m.Kind == trace.Heartbeat || m.Kind == trace.Append)
}

// Campaign implements [engine.Node].
func (n *node) Campaign(why trace.Reason) {
	n.explain.noCampaign = 0
	n.call(cause{reason: why}, func() { _ = n.raw.Campaign() })
	if n.explain.noCampaign == trace.Unapplied {
		n.explain.observer.TimerReset(false, trace.Unapplied, 0)
	}
}

// SnapshotSent implements [engine.Node].
func (n *node) SnapshotSent(to trace.NodeID, arrived bool) {
	status := etcd.SnapshotFailure
	if arrived {
		status = etcd.SnapshotFinish
	}
	n.call(cause{}, func() { n.raw.ReportSnapshot(uint64(to), status) })
}

// Compact implements [engine.Node].
func (n *node) Compact(state trace.Digest, contents []byte) (taken engine.Snapshot) {
	n.guard(func() {
		applied := fromIndex(n.applied)
		if n.applied == 0 {
			return
		}
		snapshot, err := n.memory.CreateSnapshot(applied, n.confState, encodeState(state, contents))
		if err != nil {
			return // nothing was applied since the last snapshot
		}
		if err := n.memory.Compact(applied); err != nil {
			return
		}
		taken = toSnapshot(snapshot)
	})
	return taken
}
