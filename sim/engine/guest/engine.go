package guest

import (
	"raftlab/sim/engine"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Conn is a program that plays one server.
type Conn interface {
	// Call sends a line, without its end, and returns the line that answers it, which is valid until the next call.
	// An error that is a [*Fault] is the program's.
	Call(request []byte) (answer []byte, err error)
}

// Host starts programs, all of the same kind.
type Host interface {
	// Start returns a program that has said hello and remembers nothing.
	Start() (Conn, error)
	// Features returns what the programs announce. If none can be asked, that is everything, and starting one says what is
	// wrong.
	Features() engine.Features
	// End ends a program that is needed no more.
	End(Conn)
}

// Engine makes servers that a host's programs play.
type Engine struct {
	Title   string           // the name of the engine, as it is typed
	Program []trace.Argument // what the program is, for the header of a trace
	Host    Host
	Fresh   bool // no program is used for a second run

	// Found is told what is wrong with the program, at once; nil: nobody is. Worlds that run at the same time call it at
	// the same time.
	Found func(Finding)
	// Heard is told every call of a run; nil: nobody is. As Found.
	Heard func(Call)
}

// Name implements [engine.Engine].
func (e *Engine) Name() string { return e.Title }

// Arguments returns what the program is, for the header of a trace.
func (e *Engine) Arguments() []trace.Argument { return e.Program }

// NewNode implements [engine.Engine].
func (e *Engine) NewNode() engine.Node { return &node{engine: e} }

// Features implements [engine.Engine]: what the program announces besides Figure 2.
func (e *Engine) Features() engine.Features { return e.Host.Features() }

// Finding is something that is wrong with a program.
type Finding struct {
	Node  trace.NodeID
	Rule  Rule      // the rule of Figure 2 that it broke; 0: it broke the protocol
	Fault *Fault    // how it broke the protocol; nil: it broke a rule
	Words lang.Text // what happened, with the call
}

// Call is one request and its answer. Both lines are valid until the next call.
type Call struct {
	Node            trace.NodeID
	Number          uint64 // of the call since the server booted, from 1
	Request, Answer []byte
}

// Fault is why a program cannot play a server any longer. It ends the run.
type Fault struct {
	Words    lang.Text
	NoAnswer bool // nothing came in time: that may be the machine, and proves nothing
}

// Error implements error, in English.
func (f *Fault) Error() string { return f.Words.EN }

// In returns what happened in a language.
func (f *Fault) In(l lang.Lang) string { return f.Words.In(l) }

// EndsRun implements [engine.Fatal]: a cluster of which one program does not speak shows nothing of Raft.
func (f *Fault) EndsRun() bool { return true }

func faultf(en, zh string, args ...any) *Fault { return &Fault{Words: lang.Say(en, zh, args...)} }
