package guest

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// answer is what a program answers. What it leaves out stays as it was.
type answer struct {
	Role        *string      `json:"role"`
	CurrentTerm *trace.Term  `json:"currentTerm"`
	VotedFor    *uint16      `json:"votedFor"` // 0: nobody
	CommitIndex *trace.Index `json:"commitIndex"`
	Log         *change      `json:"log"`
	Persist     bool         `json:"persist"`
	Send        []message    `json:"send"`
	ResetTimer  bool         `json:"resetTimer"`

	InstallSnapshot bool `json:"installSnapshot"` // the snapshot of this call's message takes the place of the log up to its end
}

// change replaces the log from an index on.
type change struct {
	From    trace.Index `json:"from"`
	Entries []entry     `json:"entries"`
}

type entry struct {
	Term trace.Term `json:"term"`
	Data *string    `json:"data"` // nil: the empty entry of section 8
}

// message is an RPC of Figure 2 or its reply, with the figure's names.
type message struct {
	To   uint16      `json:"to"`
	Type string      `json:"type"`
	Term *trace.Term `json:"term"` // nil: currentTerm

	LastLogIndex *trace.Index `json:"lastLogIndex"`
	LastLogTerm  trace.Term   `json:"lastLogTerm"`
	VoteGranted  bool         `json:"voteGranted"`
	Transfer     bool         `json:"transfer"` // RequestVote: the leader has called this candidate

	PrevLogIndex trace.Index `json:"prevLogIndex"`
	PrevLogTerm  trace.Term  `json:"prevLogTerm"`
	Entries      []entry     `json:"entries"`
	LeaderCommit trace.Index `json:"leaderCommit"`
	Success      bool        `json:"success"`

	LastIncludedIndex trace.Index `json:"lastIncludedIndex"`
	LastIncludedTerm  trace.Term  `json:"lastIncludedTerm"`

	Call  uint64          `json:"call"` // replies: the call that brought the request; 0: this one
	Extra json.RawMessage `json:"extra"`
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

// parse reads a line as the protocol has it.
func parse[T answer | greeting](reply []byte, into *T) *Fault {
	*into = *new(T)
	d := json.NewDecoder(bytes.NewReader(reply))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unreadable(reply, err)
	}
	if rest := bytes.TrimSpace(reply[d.InputOffset():]); len(rest) > 0 {
		return faultf("the line goes on after the object: %s (write one object, and one line)", "对象之后还有内容：%s（每行只写一个对象）", shown(rest))
	}
	return nil
}

// unreadable says why a line cannot be read.
func unreadable(reply []byte, err error) *Fault {
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) && wrongType.Field != "" {
		return faultf("%s is %s (write %s)", "%s 为 %s（应写 %s）", wrongType.Field, wrongType.Value, expected(wrongType.Type))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return unknownField(strings.Trim(name, `"`))
	}
	if trimmed := bytes.TrimSpace(reply); len(trimmed) == 0 || trimmed[0] != '{' {
		return faultf("it printed %s (standard output is for answers, one object {...} in a line; print everything else to standard error)",
			"它输出了 %s（标准输出只用于回答，每行一个对象 {...}；其他内容请输出到标准错误）", shown(reply))
	}
	return faultf("%v: %s (write one JSON object in one line)", "%v：%s（在一行中写一个 JSON 对象）", err, shown(reply))
}

func unknownField(name string) *Fault {
	if meant := lang.Nearest(name, fieldNames); meant != "" {
		return faultf("there is no field %q (did you mean %s?)", "没有字段 %q（是否想写 %s？）", name, meant)
	}
	return faultf("there is no field %q (there are %s)", "没有字段 %q（可用字段：%s）", name, strings.Join(fieldNames, ", "))
}

// fieldNames are the names of all fields of an answer.
var fieldNames = append(namesOf(reflect.TypeFor[answer]()), append(namesOf(reflect.TypeFor[message]()), namesOf(reflect.TypeFor[change]())...)...)

func namesOf(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("json"))
	}
	return names
}

// expected says what a field of a type is written as.
func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text in quotes"
	case reflect.Slice:
		return "a list [...]"
	case reflect.Struct:
		return "an object {...}"
	}
	return "a whole number, 0 or more"
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
