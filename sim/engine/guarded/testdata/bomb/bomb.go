// Package bomb is an implementation of Raft with a mistake of its language: a follower that is sent two entries at once reads behind the
// end of a slice. All else is the textbook engine's.
package bomb

import (
	"raftlab/sim/engine"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
)

// Engine makes servers that panic.
type Engine struct{ textbook.Engine }

// Name implements [engine.Engine].
func (Engine) Name() string { return "bomb" }

// NewNode implements [engine.Engine].
func (e Engine) NewNode() engine.Node { return &node{e.Engine.NewNode()} }

type node struct{ engine.Node }

// Step implements [engine.Node].
func (n *node) Step(m *engine.Message) {
	if m.Kind == trace.Append && m.Entries > 1 {
		room := make([]int, 1)
		room[m.Entries]++
	}
	n.Node.Step(m)
}
