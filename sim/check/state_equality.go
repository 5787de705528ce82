package check

import "raftlab/sim/trace"

// stateEquality: state machines that have applied the same index have the same state, and it is the one that the
// bytes of the log give. Raft paper, section 2: replicated state machines compute identical copies of the same
// state. A snapshot holds the state of its last index. Untested until two servers have a state at the same index.
type stateEquality struct {
	property
	states table[trace.Index, stateAt]
}

// stateAt is the state that an index gave first.
type stateAt struct {
	state trace.Digest
	by    trace.NodeID
}

func (p *stateEquality) reset(f *violations) {
	p.open(trace.StateEquality, "Raft paper, section 2", f)
	p.states.reset()
}

func (p *stateEquality) copyFrom(o *stateEquality) {
	p.property.copyFrom(&o.property)
	p.states.copyFrom(&o.states)
}

// applied follows the state from index to index, as the log gives it, and holds it against the one that is told
// after the last. It is told before the machine has moved on.
func (p *stateEquality) applied(e *trace.Event, c *cluster) {
	s := c.server(e.Node)
	state, told := s.machine.state, e.First == s.machine.applied+1
	for i := e.First; told && i <= e.Index; i++ {
		id, held := s.at(i)
		entry := &c.entries.all[id]
		if told = held && i > s.first && !entry.opaque; !told {
			break
		}
		if entry.kind == trace.Command {
			state = state.After(entry.data)
		}
		if i < e.Index {
			p.compare(e, i, state)
		}
	}
	if told && state != e.State && p.isNew(uint64(e.Node), 0) {
		p.violated(e, &trace.Evidence{Saw: trace.StateNotOfLog, Index: e.Index, State: e.State, Expected: state})
	}
	p.compare(e, e.Index, e.State)
}

// compare holds a server's state after an index against the first that was told.
func (p *stateEquality) compare(e *trace.Event, index trace.Index, state trace.Digest) {
	if index == 0 {
		return
	}
	was, again := p.states.get(index)
	if !again {
		p.states.put(index, stateAt{state, e.Node})
		return
	}
	if was.by != e.Node {
		p.tested = true
	}
	if was.state != state && p.isNew(uint64(was.by), uint64(e.Node)) {
		p.violated(e, &trace.Evidence{Saw: trace.StatesDiffer, Index: index, Peer: was.by, Expected: was.state, State: state})
	}
}
