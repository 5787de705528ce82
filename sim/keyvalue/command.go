// Package keyvalue is the state machine that clients read and write: a value for each key, and which commands of sessions it has
// applied. A server applies to it the commands of its log, in order; equal logs give equal contents.
//
// [Contents] are never changed: a command makes others. So whoever keeps them, in a snapshot or a checkpoint, need not copy them.
//
//	var c *keyvalue.Contents // empty
//	c = c.After(&keyvalue.Command{Kind: trace.WriteKey, Key: "x", Value: "1"})
//	c.Get("x") // 1
package keyvalue

import (
	"encoding/binary"

	"raftlab/sim/trace"
)

// Command is what an entry of the log asks of the state machine.
type Command struct {
	Kind       trace.OperationKind // a read only has a place among the others: the contents stay as they are
	Key, Value string
	Session    uint64 // of the client; 0: it has none
	Number     uint64 // of the command in its session: who asks again uses the same
}

// mark is the first byte of a command's form: no command that a script writes out has it.
const mark = 0

// Append appends the form of a command in a log entry.
func (c *Command) Append(b []byte) []byte {
	b = append(b, mark, byte(c.Kind))
	b = binary.AppendUvarint(binary.AppendUvarint(b, c.Session), c.Number)
	return append(appendText(b, c.Key), c.Value...)
}

// Parse reads what [Command.Append] wrote, and reports whether it is that.
func Parse(b []byte) (c Command, ok bool) {
	if len(b) < 2 || b[0] != mark || b[1] < byte(trace.ReadKey) || b[1] > byte(trace.AppendKey) {
		return c, false
	}
	r := reader{rest: b[2:]}
	c = Command{Kind: trace.OperationKind(b[1]), Session: r.number(), Number: r.number(), Key: r.text()}
	c.Value = string(r.rest)
	return c, !r.failed
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader reads numbers and texts. After something that is neither, all are zero.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) number() uint64 {
	n, length := binary.Uvarint(r.rest)
	if length <= 0 {
		r.rest, r.failed = nil, true
		return 0
	}
	r.rest = r.rest[length:]
	return n
}

func (r *reader) text() string {
	length := r.number()
	if length > uint64(len(r.rest)) {
		r.rest, r.failed = nil, true
		return ""
	}
	s := string(r.rest[:length])
	r.rest = r.rest[length:]
	return s
}
