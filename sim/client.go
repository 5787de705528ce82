package sim

import (
	"encoding/binary"
	"slices"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// clients keeps the commands of clients until it is known what became of them.
type clients struct {
	events     *emitter
	operations *operations

	all    []request
	open   int              // commands before this one are closed
	firsts []trace.Position // the first entry of each term that some server has applied, in order
}

// request is a client's command. Its id is its place in the list, counted from 1.
type request struct {
	command   string
	operation uint64       // of which it is an attempt; 0: of none
	node      trace.NodeID // the server asked
	term      trace.Term   // in which that server accepted it
	index     trace.Index  // 0: not yet known
	told      trace.Outcome
	heard     bool         // its client has been answered, or never will be again
	handedTo  trace.NodeID // the server asked is handing leadership to it, and refuses
	committed bool         // some server has applied it
	lost      bool         // no server can commit it any more
	decided   bool
}

func (c *clients) reset() {
	clear(c.all)
	c.all, c.open, c.firsts = c.all[:0], 0, c.firsts[:0]
}

func (c *clients) copyFrom(o *clients) {
	c.open = o.open
	if len(c.all)+len(o.all) > 0 || !slices.Equal(c.firsts, o.firsts) { // to copy what is the same takes 36 of the 15,000 instructions of a trial
		c.all, c.firsts = append(c.all[:0], o.all...), append(c.firsts[:0], o.firsts...)
	}
}

// propose lets a client ask one server for a command.
func (c *clients) propose(to *server, command string) {
	c.ask(to, request{command: command}, command)
}

// nextID returns the id of the next command.
func (c *clients) nextID() uint64 { return uint64(len(c.all) + 1) }

// ask lets a client ask one server for a command, which goes into the log in some form. A client is at the server: asking takes no
// time.
func (c *clients) ask(to *server, asked request, form string) {
	id := c.nextID()
	c.all = append(c.all, asked)
	r := &c.all[id-1]
	command := asked.command
	if to == nil {
		c.answer(id, trace.RefusedNow, trace.NotLeader)
		return
	}
	r.node, r.term = to.id, to.term
	c.events.emit(&trace.Event{Kind: trace.Client, Outcome: trace.Proposed, ID: id, Node: to.id, Term: to.term, Command: command})
	switch {
	case !to.up:
		c.answer(id, trace.RefusedNow, trace.ReceiverDown)
	case to.paused:
		c.answer(id, trace.UnknownYet, trace.LeaderPaused)
		r.decided = true // it never reached Raft; only the client does not know
	default:
		to.catchUp()
		if refused := to.raft.Propose(encodeCommand(id, form)); refused.Refused() && to.raft.Err() == nil {
			r.handedTo = refused.Peer
			c.answer(id, trace.RefusedNow, refused.Reason)
		}
		to.processReady()
	}
}

// A command in the log is the id of the request, and the client's words or the form of an operation.
func encodeCommand(id uint64, form string) []byte {
	return append(binary.BigEndian.AppendUint64(nil, id), form...)
}

// commandHead is how many bytes stand before it.
const commandHead = 8

// requestOf returns the request that an entry holds; nil if its bytes are not those of one, because a rule
// or a disk is broken.
func (c *clients) requestOf(e *engine.Entry) *request {
	if len(e.Data) < commandHead {
		return nil
	}
	id := binary.BigEndian.Uint64(e.Data)
	if id == 0 || id > uint64(len(c.all)) {
		return nil
	}
	return &c.all[id-1]
}

// appended notes where the server that was asked has put a command, and returns its words.
func (c *clients) appended(at trace.NodeID, e *engine.Entry) string {
	r := c.requestOf(e)
	if r == nil {
		return strings.ToValidUTF8(string(e.Data), "\ufffd")
	}
	if r.node == at && r.index == 0 {
		r.index = e.Index
	}
	return r.command
}

// comeTooLate tells that a command was put where no server can commit it any more: its leader does not know
// of a later one.
func (c *clients) comeTooLate(at trace.NodeID, e *engine.Entry) {
	r := c.requestOf(e)
	if r == nil || r.node != at || r.decided || r.index != e.Index || r.term != e.Term {
		return
	}
	r.lost = slices.ContainsFunc(c.firsts, func(first trace.Position) bool {
		return first.Term > e.Term && first.Index <= e.Index
	})
	if r.lost {
		c.reportOutcome(binary.BigEndian.Uint64(e.Data))
	}
}

// note remembers the first entry of a term that is applied.
func (c *clients) note(e *engine.Entry) {
	if n := len(c.firsts); n == 0 || c.firsts[n-1].Term < e.Term {
		c.firsts = append(c.firsts, trace.Position{Term: e.Term, Index: e.Index})
	}
}

// applied notes what follows from an entry that a server has applied: a command at its place is
// committed. Another command for this place is lost, and so are those of older terms for the places after
// it, since terms never fall along a log: no server can commit them any more, though some may still hold
// them. A client hears of a commit from the leader it asked; who had been left in doubt is told the truth
// here.
func (c *clients) applied(s *server, e *engine.Entry) {
	c.note(e)
	for n := c.open; n < len(c.all); n++ {
		id, r := uint64(n+1), &c.all[n]
		here := r.index == e.Index
		if r.decided || !here && (r.index < e.Index || r.term >= e.Term) {
			continue
		}
		r.committed = here && e.Kind == trace.Command && isRequest(e, id)
		r.lost = !r.committed && r.term != e.Term // two leaders of one term: each may still commit its own
		switch {
		case r.lost, r.told == trace.UnknownYet:
			c.reportOutcome(id)
		case r.committed && s.id == r.node && s.role == trace.Leader && s.term == r.term:
			c.answer(id, trace.CommittedOK, trace.Applied)
		}
	}
	for c.open < len(c.all) && c.all[c.open].closed() {
		c.open++
	}
}

// closed reports whether nothing more is to be told of a command.
func (r *request) closed() bool { return r.decided && r.heard }

func isRequest(e *engine.Entry, id uint64) bool {
	return len(e.Data) >= 8 && binary.BigEndian.Uint64(e.Data) == id
}

// leaveInDoubt tells the clients of a server that can no longer answer that they cannot know, whatever has become
// of their commands by then.
func (c *clients) leaveInDoubt(node trace.NodeID, why trace.Reason) {
	for n := c.open; n < len(c.all); n++ {
		r := &c.all[n]
		if r.heard || r.node != node {
			continue
		}
		id := uint64(n + 1)
		c.answer(id, trace.UnknownYet, why)
		if r.lost { // which was told when it was so
			continue
		}
		if r.index == 0 && why == trace.LeaderCrashed {
			c.answer(id, trace.LostForGood, why) // it was never written and never sent
		} else {
			c.reportOutcome(id)
		}
	}
	c.operations.leaveInDoubt(node, why)
}

// reportOutcome tells the truth about a command whose client could not know it, as far as it is known.
func (c *clients) reportOutcome(id uint64) {
	switch r := &c.all[id-1]; {
	case r.committed:
		c.answer(id, trace.CommittedOK, trace.AppliedLater)
	case r.lost:
		c.answer(id, trace.LostForGood, trace.Overwritten)
	}
}

// answer tells an outcome. Unknown is what a client knows, all others are the truth.
func (c *clients) answer(id uint64, outcome trace.Outcome, why trace.Reason) {
	r := &c.all[id-1]
	r.told = outcome
	r.decided = outcome != trace.UnknownYet || r.lost
	r.heard = r.heard || outcome != trace.LostForGood
	c.events.emit(&trace.Event{Kind: trace.Client, Outcome: outcome, ID: id, Node: r.node, Term: r.term,
		Index: r.index, Command: r.command, Reason: why, Peer: r.handedTo})
	if r.operation != 0 {
		c.operations.commandTold(id, r, outcome, why)
	}
}

// close tells those who still wait that the run is over.
func (c *clients) close() {
	for n := c.open; n < len(c.all); n++ {
		if r := &c.all[n]; !r.heard {
			c.answer(uint64(n+1), trace.UnknownYet, trace.RunOver)
			if !r.lost {
				c.reportOutcome(uint64(n + 1))
			}
		}
	}
}
