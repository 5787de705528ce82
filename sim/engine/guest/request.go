package guest

import (
	"encoding/json"
	"strconv"
	"strings"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Version is the version of the protocol that this package speaks.
const Version = 1

// MostLine is how long a line may be, a request or an answer, in bytes without its end.
const MostLine = 1 << 20

// mostExtra is how long extra may be, so that what raftlab adds to it when it arrives has room.
const mostExtra = MostLine / 2

// line is a request being put together. That is by hand, since it is what a run does most.
type line []byte

func (l *line) text(s string) { *l = append(*l, s...) }

// begin begins a request: {"do":"message","call":7,"now":2500
func (l *line) begin(do string, call uint64, now int64) {
	*l = append((*l)[:0], `{"do":"`...)
	l.text(do)
	l.number(`","call":`, call)
	l.number(`,"now":`, uint64(now))
}

// number writes what comes before a number, and the number.
func (l *line) number(before string, n uint64) {
	*l = append(*l, before...)
	*l = strconv.AppendUint(*l, n, 10)
}

func (l *line) flag(before string, is bool) {
	*l = append(*l, before...)
	*l = strconv.AppendBool(*l, is)
}

func (l *line) quoted(s string) {
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // every string can be written
	}
	*l = append(*l, quoted...)
}

func (l *line) entries(entries []engine.Entry) {
	l.text("[")
	for i := range entries {
		if i > 0 {
			l.text(",")
		}
		l.number(`{"term":`, uint64(entries[i].Term))
		l.text(`,"data":`)
		if entries[i].Kind == trace.NoOp {
			l.text("null")
		} else {
			l.quoted(word(entries[i].Data))
		}
		l.text("}")
	}
	l.text("]")
}

// boot tells a server who it is and what its disk holds.
func (l *line) boot(call uint64, c *engine.Config, from *engine.Durable) {
	l.begin("boot", call, 0)
	l.number(`,"id":`, uint64(c.ID))
	l.text(`,"voters":[`)
	for i, id := range from.Snapshot.Config.Voters {
		if i > 0 {
			l.text(",")
		}
		l.number("", uint64(id))
	}
	l.number(`],"currentTerm":`, uint64(from.Term))
	l.number(`,"votedFor":`, uint64(from.Vote))
	l.included(&from.Snapshot)
	l.text(`,"log":`)
	l.entries(from.Entries)
	l.flag(`,"singleAppend":`, c.SingleAppend)
	l.flag(`,"preVote":`, c.PreVote)
	l.flag(`,"checkQuorum":`, c.CheckQuorum)
	l.number(`,"electionTimeout":`, uint64(c.ElectionTicks))
	l.number(`,"heartbeat":`, uint64(c.HeartbeatTicks))
	l.text("}")
}

// included writes what a snapshot stands for, with the names of Figure 13.
func (l *line) included(s *engine.Snapshot) {
	l.number(`,"lastIncludedIndex":`, uint64(s.Index))
	l.number(`,"lastIncludedTerm":`, uint64(s.Term))
}

// message hands over a message.
func (l *line) message(call uint64, now int64, m *engine.Message) {
	b, _ := m.Body.(*body)
	l.begin("message", call, now)
	l.number(`,"from":`, uint64(m.From))
	l.text(`,"type":"`)
	l.text(typeOf(m))
	l.number(`","term":`, uint64(m.Term))
	switch m.Kind {
	case trace.RequestVote, trace.RequestPreVote:
		l.number(`,"lastLogIndex":`, uint64(m.Prev.Index))
		l.number(`,"lastLogTerm":`, uint64(m.Prev.Term))
		if isCalled(m) {
			l.text(`,"transfer":true`)
		}
	case trace.VoteReply:
		l.flag(`,"voteGranted":`, m.Granted)
	case trace.PreVoteReply:
		l.flag(`,"voteGranted":`, m.Granted)
		l.number(`,"request":{"term":`, uint64(b.askedTerm))
		l.text("}")
	case trace.Heartbeat, trace.Append:
		l.number(`,"prevLogIndex":`, uint64(m.Prev.Index))
		l.number(`,"prevLogTerm":`, uint64(m.Prev.Term))
		l.text(`,"entries":`)
		l.entries(b.entries)
		l.number(`,"leaderCommit":`, uint64(m.Commit))
	case trace.Snapshot:
		l.included(b.snapshot)
	case trace.HeartbeatReply, trace.AppendReply:
		if b.snapshot != nil {
			l.text(`,"request":{`)
			l.number(`"lastIncludedIndex":`, uint64(b.snapshot.Index))
			l.number(`,"lastIncludedTerm":`, uint64(b.snapshot.Term))
			l.text("}")
			break
		}
		l.flag(`,"success":`, m.Granted)
		if b.lastTold {
			l.number(`,"lastLogIndex":`, uint64(m.Index))
		}
		l.number(`,"request":{"prevLogIndex":`, uint64(m.Prev.Index))
		l.number(`,"prevLogTerm":`, uint64(m.Prev.Term))
		l.number(`,"entries":`, uint64(b.asked))
		l.text("}")
	}
	if b != nil && b.extra != nil {
		l.text(`,"extra":`)
		*l = append(*l, b.extra...)
	}
	l.text("}")
}

// typeOf returns the name that Figure 2, Figure 13 or the thesis has for a message.
func typeOf(m *engine.Message) string {
	if b, ok := m.Body.(*body); ok && b.snapshot != nil && m.Kind == trace.AppendReply {
		return installSnapshotReply
	}
	switch m.Kind {
	case trace.RequestVote:
		return requestVote
	case trace.VoteReply:
		return requestVoteReply
	case trace.Heartbeat, trace.Append:
		return appendEntries
	case trace.HeartbeatReply, trace.AppendReply:
		return appendEntriesReply
	case trace.RequestPreVote:
		return preVote
	case trace.PreVoteReply:
		return preVoteReply
	case trace.TimeoutNow:
		return timeoutNow
	case trace.Snapshot:
		return installSnapshot
	}
	return m.Kind.String()
}

// word is an entry's data as programs see it, a text: the number of the client's command, and the client's words.
func word(data []byte) string {
	const number = 8
	if len(data) < number {
		return strings.ToValidUTF8(string(data), "\ufffd")
	}
	id := uint64(0)
	for _, b := range data[:number] {
		id = id<<8 | uint64(b)
	}
	return strconv.FormatUint(id, 10) + ":" + strings.ToValidUTF8(string(data[number:]), "\ufffd")
}
