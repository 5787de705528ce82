// Package guarded lets an implementation of Raft that panics be the end of one server instead of the end of the program: its server gives
// up, with what the panic said and the function in which it began. So a hunt can find a panic like any other fault, and make it small.
//
//	world := sim.New(guarded.Engine(textbook.Engine{}))
//
// A panic that begins outside of the implementation, in the simulator that it calls, is not the implementation's, and goes on.
package guarded

import (
	"fmt"
	"runtime"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Engine returns the same implementation with servers that end where they would panic.
func Engine(e engine.Engine) engine.Engine { return guarded{e} }

type guarded struct{ engine.Engine }

// TicksWaitForDisk implements [engine.Waiting].
func (g guarded) TicksWaitForDisk() bool {
	waiting, is := g.Engine.(engine.Waiting)
	return is && waiting.TicksWaitForDisk()
}

// ForgetsSessions implements [engine.Sessionless].
func (g guarded) ForgetsSessions() bool {
	sessionless, is := g.Engine.(engine.Sessionless)
	return is && sessionless.ForgetsSessions()
}

// NewNode implements [engine.Engine]. Its servers read if those of the implementation do.
func (g guarded) NewNode() engine.Node {
	n := &node{engine: g.Engine, Node: g.Engine.NewNode()}
	if _, reads := n.Node.(engine.Reader); reads {
		return &reader{n}
	}
	return n
}

// reader is a server that reads.
type reader struct{ *node }

// Read implements [engine.Reader].
func (r *reader) Read(number uint64, way trace.ReadWay) (refused engine.Refusal) {
	defer r.end()
	return r.Node.(engine.Reader).Read(number, way)
}

// node is a server, and the panic that ended it.
type node struct {
	engine engine.Engine
	engine.Node
	panicked error // nil: it did not
}

// Panic is why a server gave up.
type Panic struct {
	Cause    string // what the panic said
	Function string // of the implementation, in which it began; "" if that is not known
}

// Error begins with a word by which people know what it is.
func (p *Panic) Error() string {
	if p.Function == "" {
		return "panic: " + p.Cause
	}
	return "panic: " + p.Cause + ", in " + p.Function
}

// end is deferred by every call: it ends the server if the call panicked.
func (n *node) end() {
	cause := recover()
	if cause == nil {
		return
	}
	function, own := origin()
	if !own {
		panic(cause)
	}
	if n.panicked == nil {
		n.panicked = &Panic{Cause: fmt.Sprint(cause), Function: function}
	}
}

// implementations is where the implementations are.
const implementations = "raftlab/sim/engine/"

// origin returns the function of raftlab in which the panic began that is being handled, and whether it is an implementation's.
func origin() (function string, own bool) {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	panicking := false
	for {
		frame, more := frames.Next()
		switch name, ours := strings.CutPrefix(frame.Function, implementations); {
		case frame.Function == "runtime.gopanic":
			panicking = true
		case panicking && ours:
			return name, true
		case panicking && strings.HasPrefix(frame.Function, "raftlab/"):
			return "", false
		}
		if !more {
			return "", true
		}
	}
}

// Boot implements [engine.Node]. What a panic left behind is used no more.
func (n *node) Boot(c engine.Config, from *engine.Durable, w engine.Observer) {
	if n.panicked != nil {
		n.Node, n.panicked = n.engine.NewNode(), nil
	}
	defer n.end()
	n.Node.Boot(c, from, w)
}

// Advance implements [engine.Node], as the other methods do.
func (n *node) Advance(ticks int64) {
	defer n.end()
	n.Node.Advance(ticks)
}

func (n *node) TicksUntilAction() int64 {
	ticks := int64(1)
	func() {
		defer n.end()
		ticks = n.Node.TicksUntilAction()
	}()
	return ticks
}

func (n *node) Step(m *engine.Message) {
	defer n.end()
	n.Node.Step(m)
}

func (n *node) Campaign(why trace.Reason) {
	defer n.end()
	n.Node.Campaign(why)
}

func (n *node) Propose(data []byte) (refused engine.Refusal) {
	defer n.end()
	return n.Node.Propose(data)
}

func (n *node) Change(c engine.Change) (refused engine.Refusal) {
	defer n.end()
	return n.Node.Change(c)
}

func (n *node) Transfer(to trace.NodeID) (refused engine.Refusal) {
	defer n.end()
	return n.Node.Transfer(to)
}

func (n *node) Compact(state trace.Digest, contents []byte) (taken engine.Snapshot) {
	defer n.end()
	return n.Node.Compact(state, contents)
}

func (n *node) SnapshotSent(to trace.NodeID, arrived bool) {
	defer n.end()
	n.Node.SnapshotSent(to, arrived)
}

// Work asks a server that panicked for nothing.
func (n *node) Work() (work *engine.Work) {
	if n.panicked != nil {
		return nil
	}
	defer n.end()
	return n.Node.Work()
}

// Done says of a server that panicked that more follows: its end.
func (n *node) Done() (more bool) {
	defer func() { more = more || n.panicked != nil }()
	defer n.end()
	return n.Node.Done()
}

func (n *node) Checkpoint() (can bool) {
	defer n.end()
	return n.Node.Checkpoint()
}

func (n *node) Restore() {
	defer n.end()
	n.Node.Restore()
}

// Err implements [engine.Node].
func (n *node) Err() error {
	if n.panicked != nil {
		return n.panicked
	}
	return n.Node.Err()
}
