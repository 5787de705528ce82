package timeline

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
)

// messages follows every message, and every copy that the network made, from its sender on.
type messages struct {
	list   []Message
	byID   map[uint64]int            // the message itself, not its copy
	handed map[trace.NodeID]int      // the message that a server was handed last
	denial map[question]trace.Reason // why a voter denied last
	denies map[uint64]trace.Reason   // why a message denies a vote, if it does
}

type question struct {
	voter, candidate trace.NodeID
	pre              bool
}

func newMessages() messages {
	return messages{
		byID:   map[uint64]int{},
		handed: map[trace.NodeID]int{},
		denial: map[question]trace.Reason{},
		denies: map[uint64]trace.Reason{},
	}
}

func (m *messages) observe(e *trace.Event) {
	switch e.Kind {
	case trace.Voted:
		if !e.Granted {
			m.denial[question{e.Node, e.Peer, e.Pre}] = e.Reason
		}
	case trace.Sent:
		m.send(e)
	case trace.Delivered:
		if i, ok := m.end(e, Delivered); ok {
			m.handed[e.Node] = i
		}
	case trace.Lost:
		if i, ok := m.end(e, Lost); ok {
			m.list[i].Reason = e.Reason
		}
	case trace.Ignored:
		m.ignore(e)
	}
}

func (m *messages) send(e *trace.Event) {
	m.byID[e.ID] = len(m.list)
	why := m.why(e)
	if why != 0 {
		m.denies[e.ID] = why
	}
	m.list = append(m.list, Message{ID: e.ID, Kind: e.Message, From: e.Node, To: e.Peer, Term: e.Term,
		Sent: e.At, Ended: open, Granted: e.Granted, Reason: why, Entries: e.Entries, Index: e.Index, Prev: e.Prev, Event: e.Seq})
}

// why returns the reason of a reply that denies a vote: that of the voter's last denial.
func (m *messages) why(e *trace.Event) trace.Reason {
	reply := e.Message == trace.VoteReply || e.Message == trace.PreVoteReply
	if !reply || e.Granted {
		return 0
	}
	return m.denial[question{e.Node, e.Peer, e.Message == trace.PreVoteReply}]
}

// fail notes what became of a message. A copy is known only from its end.
func (m *messages) end(e *trace.Event, fate Fate) (index int, ok bool) {
	i, ok := m.byID[e.ID]
	if !ok {
		return 0, false
	}
	if e.Copy {
		twin := m.list[i]
		twin.Copy, twin.Reason = true, m.denies[e.ID] // not that of what became of the other
		i = len(m.list)
		m.list = append(m.list, twin)
	}
	m.list[i].Ended, m.list[i].Fate, m.list[i].EndEvent = e.At, fate, e.Seq
	return i, true
}

// ignore follows the delivery of the same message to the same server at once.
func (m *messages) ignore(e *trace.Event) {
	if i, ok := m.handed[e.Node]; ok && m.list[i].ID == e.ID {
		m.list[i].Fate, m.list[i].Reason = Ignored, e.Reason
	}
}

func (m *messages) finish(end time.Duration) []Message {
	for i := range m.list {
		if m.list[i].Ended == open {
			m.list[i].Ended = end
		}
	}
	slices.SortStableFunc(m.list, func(a, b Message) int { return cmp.Compare(a.Sent, b.Sent) })
	return m.list
}
