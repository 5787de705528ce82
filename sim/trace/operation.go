package trace

import "fmt"

// Operation is what a client asks of the key-value state machine of the servers, at one moment: when it asks, when it asks
// again, and when it is told something. The event has the operation's number as ID, and the server asked as Node.
type Operation struct {
	Op      OperationKind  `json:"op"`                //
	Key     string         `json:"key"`               //
	Value   string         `json:"value,omitempty"`   // that is written or appended; an answer to a read: what was read, "" for nothing
	Way     ReadWay        `json:"way,omitempty"`     // reads: how
	Session uint64         `json:"session,omitempty"` // of the client, from 1; 0: it has none
	Stage   OperationStage `json:"stage"`             //
	Command uint64         `json:"command,omitempty"` // the command by which it was asked; 0: it goes through no log
}

// OperationKind is what an operation does. The zero value means "nothing".
type OperationKind uint8

// The kinds of operations.
const (
	ReadKey OperationKind = iota + 1
	WriteKey
	AppendKey // to the value that is there
)

var operationKinds = []string{"", "read", "write", "append"}

// String returns the word that the trace has for the kind, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (k OperationKind) String() string               { return name(operationKinds, k) }
func (k OperationKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
func (k *OperationKind) UnmarshalText(text []byte) error {
	return value(operationKinds, "kind of operation", text, k)
}

// ReadWay is how a server comes by the answer to a read. The zero value means "not told".
type ReadWay uint8

// The ways. All but the first are linearizable, the third with clocks that keep what it rests on.
const (
	LocalRead ReadWay = iota + 1 // whatever the server asked has applied
	ReadIndex                    // a leader that has asked a quorum whether it still leads. Thesis, section 6.4
	LeaseRead                    // a leader that a quorum has heard less than an election timeout ago. Thesis, section 6.4.1
	LogRead                      // as a command in the log. Raft paper, section 8
)

var readWays = []string{"", "local", "index", "lease", "log"}

// ReadWays returns the words for the ways to read, in the order of their values from 1 on.
func ReadWays() []string { return readWays[1:] }

// String returns the word that scenario files and traces have for the way, "" for the zero value. MarshalText and
// UnmarshalText write and read that word.
func (w ReadWay) String() string                   { return name(readWays, w) }
func (w ReadWay) MarshalText() ([]byte, error)     { return []byte(w.String()), nil }
func (w *ReadWay) UnmarshalText(text []byte) error { return value(readWays, "way to read", text, w) }

// OperationStage is a moment in the life of an operation. The zero value means "not told".
type OperationStage uint8

// The stages. An operation begins with the first, and ends with an answer, if there is one. It can be asked more than once, and
// each time be refused, which says that nothing was done, or left without an answer, which says nothing.
const (
	OperationAsked OperationStage = iota + 1
	OperationAskedAgain
	OperationAnswered
	OperationRefused
	OperationUnanswered
)

var operationStages = []string{"", "asked", "asked_again", "answered", "refused", "unanswered"}

// String returns the word that the trace has for the stage, "" for the zero value. MarshalText and UnmarshalText write
// and read that word.
func (s OperationStage) String() string               { return name(operationStages, s) }
func (s OperationStage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *OperationStage) UnmarshalText(text []byte) error {
	return value(operationStages, "stage of an operation", text, s)
}

// The names of an operation's members, in the order of the line.
const (
	operationOp      = `{"op":`
	operationKey     = `,"key":`
	operationValue   = `,"value":`
	operationWay     = `,"way":`
	operationSession = `,"session":`
	operationStage   = `,"stage":`
	operationCommand = `,"command":`
)

func writeOperation(b []byte, e *Event) ([]byte, error) {
	o := e.Operation
	if o == nil {
		return b, nil
	}
	if o.Op == 0 || int(o.Op) >= len(operationKinds) || int(o.Way) >= len(readWays) || o.Stage == 0 || int(o.Stage) >= len(operationStages) {
		return nil, fmt.Errorf("operation has no word for kind %d, way %d or stage %d", o.Op, o.Way, o.Stage)
	}
	b = appendText(append(append(b, `,"operation":`...), operationOp...), o.Op.String())
	b = appendText(append(b, operationKey...), o.Key)
	if o.Value != "" {
		b = appendText(append(b, operationValue...), o.Value)
	}
	if o.Way != 0 {
		b = appendText(append(b, operationWay...), o.Way.String())
	}
	if o.Session != 0 {
		b = fmt.Appendf(append(b, operationSession...), "%d", o.Session)
	}
	b = appendText(append(b, operationStage...), o.Stage.String())
	if o.Command != 0 {
		b = fmt.Appendf(append(b, operationCommand...), "%d", o.Command)
	}
	return append(b, '}'), nil
}

func readOperation(p *parser, e *Event) {
	o := &Operation{}
	e.Operation = o
	p.expect(operationOp)
	o.Op = OperationKind(p.word("kind of operation", operationKinds))
	p.expect(operationKey)
	o.Key = p.text()
	if p.skip(operationValue) {
		o.Value = p.text()
		p.refuseZero(o.Value == "")
	}
	if p.skip(operationWay) {
		o.Way = ReadWay(p.word("way to read", readWays))
	}
	if p.skip(operationSession) {
		o.Session = p.number()
		p.refuseZero(o.Session == 0)
	}
	p.expect(operationStage)
	o.Stage = OperationStage(p.word("stage of an operation", operationStages))
	if p.skip(operationCommand) {
		o.Command = p.number()
		p.refuseZero(o.Command == 0)
	}
	p.expect("}")
}
