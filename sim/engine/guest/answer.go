package guest

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// answer is what a program answers. What it leaves out stays as it was.
type answer struct {
	Role        *string
	CurrentTerm *trace.Term
	VotedFor    *uint16 // 0: nobody
	CommitIndex *trace.Index
	Log         *change
	Persist     bool
	Send        []message
	ResetTimer  bool

	InstallSnapshot bool // the snapshot of this call's message takes the place of the log up to its end
}

// change replaces the log from an index on.
type change struct {
	From    trace.Index
	Entries []entry
}

type entry struct {
	Term trace.Term
	Data *string // nil: the empty entry of section 8
}

// message is an RPC of Figure 2 or its reply, with the figure's names.
type message struct {
	To   uint16
	Type string
	Term *trace.Term // nil: currentTerm

	LastLogIndex *trace.Index
	LastLogTerm  trace.Term
	VoteGranted  bool
	Transfer     bool // RequestVote: the leader has called this candidate

	PrevLogIndex trace.Index
	PrevLogTerm  trace.Term
	Entries      []entry
	LeaderCommit trace.Index
	Success      bool

	LastIncludedIndex trace.Index
	LastIncludedTerm  trace.Term

	Call  uint64 // replies: the call that brought the request; 0: this one
	Extra json.RawMessage
}

// The types of messages.
const (
	requestVote        = "RequestVote"
	requestVoteReply   = "RequestVoteReply"
	appendEntries      = "AppendEntries"
	appendEntriesReply = "AppendEntriesReply"
	preVote            = "PreVote"
	preVoteReply       = "PreVoteReply"
	timeoutNow         = "TimeoutNow"

	installSnapshot      = "InstallSnapshot"
	installSnapshotReply = "InstallSnapshotReply"
)

var types = []string{requestVote, requestVoteReply, appendEntries, appendEntriesReply, preVote, preVoteReply, timeoutNow, installSnapshot, installSnapshotReply}

// mostNumber is the greatest term and index that a program may use: what JSON readers of every language keep.
const mostNumber = 1<<53 - 1

// answerFields, changeFields, entryFields and messageFields are the fields of an answer and of what is in it.
var (
	answerFields = []field[answer]{
		{"role", func(r *reader, a *answer) { a.Role = present(r, r.text) }},
		{"currentTerm", func(r *reader, a *answer) { a.CurrentTerm = present(r, number[trace.Term](r)) }},
		{"votedFor", func(r *reader, a *answer) { a.VotedFor = present(r, r.server) }},
		{"commitIndex", func(r *reader, a *answer) { a.CommitIndex = present(r, number[trace.Index](r)) }},
		{"log", func(r *reader, a *answer) {
			a.Log = present(r, func() (c change) { object(r, &c, changeFields); return c })
		}},
		{"persist", func(r *reader, a *answer) { a.Persist = r.flag() }},
		{"send", func(r *reader, a *answer) {
			a.Send = list(r, func(r *reader, m *message) { object(r, m, messageFields) })
		}},
		{"resetTimer", func(r *reader, a *answer) { a.ResetTimer = r.flag() }},
		{"installSnapshot", func(r *reader, a *answer) { a.InstallSnapshot = r.flag() }},
	}
	changeFields = []field[change]{
		{"from", func(r *reader, c *change) { c.From = number[trace.Index](r)() }},
		{"entries", func(r *reader, c *change) { c.Entries = entriesOf(r) }},
	}
	entryFields = []field[entry]{
		{"term", func(r *reader, e *entry) { e.Term = number[trace.Term](r)() }},
		{"data", func(r *reader, e *entry) { e.Data = present(r, r.text) }},
	}
	messageFields = []field[message]{
		{"to", func(r *reader, m *message) { m.To = r.server() }},
		{"type", func(r *reader, m *message) { m.Type = r.text() }},
		{"term", func(r *reader, m *message) { m.Term = present(r, number[trace.Term](r)) }},
		{"lastLogIndex", func(r *reader, m *message) { m.LastLogIndex = present(r, number[trace.Index](r)) }},
		{"lastLogTerm", func(r *reader, m *message) { m.LastLogTerm = number[trace.Term](r)() }},
		{"voteGranted", func(r *reader, m *message) { m.VoteGranted = r.flag() }},
		{"transfer", func(r *reader, m *message) { m.Transfer = r.flag() }},
		{"prevLogIndex", func(r *reader, m *message) { m.PrevLogIndex = number[trace.Index](r)() }},
		{"prevLogTerm", func(r *reader, m *message) { m.PrevLogTerm = number[trace.Term](r)() }},
		{"entries", func(r *reader, m *message) { m.Entries = entriesOf(r) }},
		{"leaderCommit", func(r *reader, m *message) { m.LeaderCommit = number[trace.Index](r)() }},
		{"success", func(r *reader, m *message) { m.Success = r.flag() }},
		{"lastIncludedIndex", func(r *reader, m *message) { m.LastIncludedIndex = number[trace.Index](r)() }},
		{"lastIncludedTerm", func(r *reader, m *message) { m.LastIncludedTerm = number[trace.Term](r)() }},
		{"call", func(r *reader, m *message) { m.Call = number[uint64](r)() }},
		{"extra", func(r *reader, m *message) { m.Extra = bytes.Clone(r.raw()) }},
	}
)

func entriesOf(r *reader) []entry {
	return list(r, func(r *reader, e *entry) { object(r, e, entryFields) })
}

// present returns a value that is read, nil if there is null.
func present[T any](r *reader, read func() T) *T {
	if r.null() {
		return nil
	}
	value := read()
	return &value
}

// number returns what reads a number. That it is one of the protocol's, at most 2^53-1, is judged where it is used.
func number[T ~uint64](r *reader) func() T {
	return func() T { return T(r.number(math.MaxUint64)) }
}

// server reads the number of a server. Whether it is in the cluster is judged later.
func (r *reader) server() uint16 { return uint16(r.number(math.MaxUint16)) }

// parse reads a line as the protocol has it.
func parse[T any](reply []byte, into *T, fields []field[T]) *Fault {
	*into = *new(T)
	if len(reply) > MostLine {
		return LongLine()
	}
	r := reader{line: reply}
	if r.next() != '{' {
		return faultf("it printed %s (standard output is for answers, one object {...} in a line; print everything else to standard error)",
			"它输出了 %s（标准输出只用于回答，每行一个对象 {...}；其他内容请输出到标准错误）", shown(reply))
	}
	if object(&r, into, fields); r.wrong {
		return r.unreadable()
	}
	if r.next() != 0 || r.at < len(reply) {
		return faultf("the line goes on after the object: %s (write one object, and one line)", "对象之后还有内容：%s（每行只写一个对象）", shown(reply[r.at:]))
	}
	return nil
}

// LongLine says that a program wrote a line that is too long.
func LongLine() *Fault { return faultf("a line of more than 1 MiB", "一行超过 1 MiB") }

// unreadable says why a line cannot be read. That it is not JSON at all comes first.
func (r *reader) unreadable() *Fault {
	var any json.RawMessage
	if err := json.NewDecoder(bytes.NewReader(r.line)).Decode(&any); err != nil {
		return faultf("%v: %s (write one JSON object in one line)", "%v：%s（在一行中写一个 JSON 对象）", err, shown(r.line))
	}
	return &Fault{Words: r.said()}
}

// unknownField says which field was meant, or which there are in this object.
func unknownField[T any](name string, fields []field[T]) lang.Text {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	name = lang.Clean(name)
	if meant := lang.Nearest(name, names); meant != "" {
		return lang.Say("there is no field %q (did you mean %s?)", "没有字段 %q（是否想写 %s？）", name, meant)
	}
	return lang.Say("there is no field %q (there are %s)", "没有字段 %q（可用字段：%s）", name, strings.Join(names, ", "))
}

// shown returns a line, or its beginning, for an error.
func shown(reply []byte) string {
	const most = 120
	reply = bytes.TrimSpace(reply)
	if len(reply) > most {
		return strconv.Quote(string(reply[:most])) + "..."
	}
	return strconv.Quote(string(reply))
}

// in says where a fault is.
func (f *Fault) in(place lang.Text) *Fault {
	return &Fault{Words: lang.Say("%s: %s", "%s：%s", place, f.Words), NoAnswer: f.NoAnswer}
}
