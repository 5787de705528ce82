package timeline

import (
	"time"

	"raftlab/sim/trace"
)

// Progress is what a leader knows of another server's log from a moment on, until it leads no more: matchIndex and nextIndex of
// Figure 2 of the Raft paper, as far as messages show them.
type Progress struct {
	At    time.Duration
	Peer  trace.NodeID
	Match trace.Index // the highest index that an answer, delivered to the leader, has confirmed
	Next  trace.Index // where the last append sent to it begins, or the index after Match if that is higher
}

// progress follows what leaders know of the logs of others.
type progress struct {
	*servers
	logs     *logs
	messages *messages
	leaders  map[trace.NodeID]*lead
}

// lead is a server that leads.
type lead struct {
	term  trace.Term
	peers []Progress // by server
}

func newProgress(b *Builder) progress {
	return progress{&b.servers, &b.logs, &b.messages, map[trace.NodeID]*lead{}}
}

func (p *progress) observe(e *trace.Event) {
	switch {
	case e.Kind == trace.RoleChange && e.Role == trace.Leader:
		p.begin(e)
	case e.Kind == trace.RoleChange || goesDown(e):
		delete(p.leaders, e.Node)
	case e.Kind == trace.Sent:
		p.send(e)
	case e.Kind == trace.Delivered:
		p.hear(e)
	}
}

// begin is the beginning of Figure 2: matchIndex is 0, and nextIndex is behind the leader's last entry.
func (p *progress) begin(e *trace.Event) {
	l := &lead{term: e.Term, peers: make([]Progress, len(p.list)+1)}
	p.leaders[e.Node] = l
	var last trace.Index
	if int(e.Node) <= len(p.logs.last) {
		last = p.logs.last[e.Node-1]
	}
	for i := range p.list {
		if peer := p.list[i].Node; peer != 0 && peer != e.Node { // 0: nothing was told of it so far
			p.note(e, Progress{At: e.At, Peer: peer, Next: last + 1})
		}
	}
}

// note notes what a leader knows, if that is new.
func (p *progress) note(e *trace.Event, now Progress) {
	known := &p.leaders[e.Node].peers[now.Peer]
	if known.Match != now.Match || known.Next != now.Next {
		*known = now
		s := p.of(e.Node)
		s.Progress = append(s.Progress, now)
	}
}

func (p *progress) send(e *trace.Event) {
	l := p.leaders[e.Node]
	switch e.Message {
	case trace.Append:
		if l != nil && e.Entries > 0 && l.term == e.Term && int(e.Peer) < len(l.peers) {
			now := l.peers[e.Peer]
			p.note(e, Progress{e.At, e.Peer, now.Match, max(e.Prev.Index, now.Match) + 1})
		}
	case trace.Snapshot:
		if l != nil && l.term == e.Term && int(e.Peer) < len(l.peers) {
			p.note(e, Progress{e.At, e.Peer, l.peers[e.Peer].Match, e.Index + 1})
		}
	}
}

// hear takes an answer that agrees: it says up to where the other's log is as the leader's.
func (p *progress) hear(e *trace.Event) {
	l := p.leaders[e.Node]
	if l == nil || !e.Granted || e.Term != l.term || e.Message != trace.AppendReply && e.Message != trace.HeartbeatReply || int(e.Peer) >= len(l.peers) {
		return
	}
	sent, known := p.messages.byID[e.ID]
	if !known {
		return
	}
	now := l.peers[e.Peer]
	match := max(now.Match, p.messages.list[sent].Index)
	p.note(e, Progress{e.At, e.Peer, match, max(now.Next, match+1)})
}
