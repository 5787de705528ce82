package text

import (
	"io"
	"strconv"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Options say how a Printer writes. The zero value is the story in English without colour.
type Options struct {
	Lang    lang.Lang
	Verbose bool                        // also heartbeats and other messages, timers set, entries appended and applied
	Within  func(at time.Duration) bool // when Verbose counts; nil: always
	Palette Palette                     // colours of role words; the zero value has none
}

// Palette holds the terminal escape sequence that goes before the word of each role; an empty one
// leaves the word as it is. After a coloured word the sequence that resets the colour is written.
type Palette struct {
	Follower, PreCandidate, Candidate, Leader, Down string
}

// ANSI is a palette that every colour terminal knows.
var ANSI = Palette{Follower: "\x1b[36m", PreCandidate: "\x1b[33m", Candidate: "\x1b[1;33m",
	Leader: "\x1b[1;34m", Down: "\x1b[2m"}

const resetColour = "\x1b[0m"

// Printer writes the events that it observes as lines. It is a [trace.Sink]. It writes each line
// at once, so give it a buffered writer for a long run. It keeps the first error of its writer and
// then writes nothing more.
type Printer struct {
	to      io.Writer
	options Options
	servers []server // by id; what the events so far say of them
	logs    trace.Logs
	booted  string                     // the configuration that the first server started with
	firsts  map[trace.Term]trace.Index // the first entry of each term
	held    trace.Event                // a vote that was not given, until the next event; of no kind if there is none
	ignored bool                       // the request for it was ignored
	line    []byte
	err     error
	tell    TellFunc // of a [Teller]: takes the sentences instead of the writer
}

// server is what the printer remembers of a server, for the columns and for what is new.
type server struct {
	role   trace.Role
	term   trace.Term
	down   bool
	disk   disk
	config string
}

// NewPrinter returns a printer that writes to w.
func NewPrinter(w io.Writer, o Options) *Printer { return &Printer{to: w, options: o} }

// Err returns the first error of the writer.
func (p *Printer) Err() error { return p.err }

// Observe writes the line of an event, if it is part of what the options ask for. That a vote was not given for
// a lease or a stale term is written with the event after it, which tells whether the request was ignored.
func (p *Printer) Observe(e *trace.Event) {
	p.release(e.Kind == trace.Ignored && e.Node == p.held.Node && e.Peer == p.held.Peer)
	if e.Kind == trace.Voted && !e.Granted && (e.Reason == trace.LeaderLease || e.Reason == trace.StaleTerm) {
		p.held = *e
		return
	}
	p.write(e)
}

// release writes what is held, now that it is known whether the request was ignored.
func (p *Printer) release(ignored bool) {
	if p.held.Kind != 0 {
		p.ignored = ignored
		p.write(&p.held)
		p.held, p.ignored = trace.Event{}, false
	}
}

func (p *Printer) write(e *trace.Event) {
	p.follow(e)
	story := p.inStory(e)
	switch {
	case p.err != nil || !story && !p.verbose(e.At):
	case p.tell != nil:
		p.tell(e, p.sentence(e), story)
	default:
		p.line = p.appendColumns(p.line[:0], e)
		p.line = append(p.line, p.sentence(e)...)
		p.line = append(p.line, '\n')
		_, p.err = p.to.Write(p.line)
	}
	p.remember(e)
}

// verbose reports whether events outside the story are told at a moment.
func (p *Printer) verbose(at time.Duration) bool {
	return p.options.Verbose && (p.options.Within == nil || p.options.Within(at))
}

// server returns what is known of a server; id 0 is a place for events without one.
func (p *Printer) server(id trace.NodeID) *server {
	for int(id) >= len(p.servers) {
		p.servers = append(p.servers, server{})
	}
	return &p.servers[id]
}

// follow brings the columns up to date with the event.
func (p *Printer) follow(e *trace.Event) {
	p.logs.Observe(e)
	p.followDisk(e)
	s := p.server(e.Node)
	switch e.Kind {
	case trace.RoleChange:
		s.role, s.term, s.down = e.Role, e.Term, false
	case trace.Voted:
		s.term = e.Term
	case trace.Appended:
		p.noteFirst(e)
	case trace.Ended:
		s.down = true
	case trace.FaultMade:
		switch e.Fault {
		case trace.Crash:
			s.down = true
		case trace.Restart:
			s.role, s.term, s.down = 0, e.Term, false
		}
	}
}

// noteFirst notes the first entry of a term: the first that the term's leader appends.
func (p *Printer) noteFirst(e *trace.Event) {
	if _, known := p.firsts[e.EntryTerm]; known {
		return
	}
	if p.firsts == nil {
		p.firsts = make(map[trace.Term]trace.Index)
	}
	p.firsts[e.EntryTerm] = e.Index
}

// remember keeps what later events are compared with.
func (p *Printer) remember(e *trace.Event) {
	if e.Kind != trace.Reconfigured {
		return
	}
	config := p.config(e.Config)
	if p.booted == "" {
		p.booted = config
	}
	p.server(e.Node).config = config
}

// inStory reports whether an event belongs to the story: what someone wants to know who asks who
// led when, and why.
func (p *Printer) inStory(e *trace.Event) bool {
	switch e.Kind {
	case trace.TimerSet, trace.Sent, trace.Delivered, trace.Appended, trace.AppliedTo, trace.Synced:
		return false
	case trace.Ignored: // of a request for a vote the line before tells
		return e.Message == trace.TimeoutNow
	case trace.Lost: // what the script drops the line before tells
		return isElection(e.Message) && e.Reason != trace.Dropped
	case trace.FaultMade: // the timer's own line follows
		return e.Fault != trace.ForceTimeout || e.Reason != 0
	case trace.Tallied: // of its own vote the line before tells
		return e.Node != e.Peer || e.Votes >= e.Quorum || e.OutgoingVoters > 0
	case trace.Committed: // followers learn it from the leader
		return e.Role == trace.Leader
	case trace.Reconfigured:
		return p.isNewConfig(e)
	case trace.Checked: // the verdicts on the whole run belong into a report
		return e.Verdict == trace.Violated && !e.Final
	}
	return true
}

// isNewConfig reports whether a configuration differs from the server's last one. That all servers
// start with the same one is told once.
func (p *Printer) isNewConfig(e *trace.Event) bool {
	last := p.server(e.Node).config
	if last == "" {
		last = p.booted
	}
	return p.config(e.Config) != last
}

// isElection reports whether a message is part of an election.
func isElection(k trace.MessageKind) bool {
	switch k {
	case trace.RequestVote, trace.VoteReply, trace.RequestPreVote, trace.PreVoteReply, trace.TimeoutNow:
		return true
	}
	return false
}

// The widths of the columns. Wider values push the rest of their line to the right.
const (
	momentWidth = 12 // 99999.999 ms
	nodeWidth   = 3
	termWidth   = 3
	roleWidth   = 9
)

// shortRoles are the words of the role column: the roles, none longer than the column.
var shortRoles = []lang.Text{
	trace.Follower:     roles[trace.Follower],
	trace.PreCandidate: {EN: "pre-cand.", ZH: roles[trace.PreCandidate].ZH},
	trace.Candidate:    roles[trace.Candidate],
	trace.Leader:       roles[trace.Leader],
}

var downWord = lang.Text{EN: "down", ZH: "宕机"}

// appendColumns appends moment, server, term and role, and the gap before the sentence.
func (p *Printer) appendColumns(b []byte, e *trace.Event) []byte {
	var moment [32]byte
	at := lang.AppendMoment(moment[:0], e.At)
	b = appendSpaces(b, momentWidth-len(at))
	b = append(append(b, at...), ' ', ' ')
	if e.Node == 0 {
		return appendSpaces(b, nodeWidth+termWidth+roleWidth+4)
	}
	node := e.Node.String()
	b = appendSpaces(append(b, node...), max(nodeWidth-len(node), 0)+1)
	s := p.server(e.Node)
	term := "t" + strconv.FormatUint(uint64(s.term), 10)
	b = appendSpaces(append(b, term...), max(termWidth-len(term), 0)+1)
	word, colour := p.roleWord(s)
	if colour != "" {
		b = append(append(append(b, colour...), word...), resetColour...)
	} else {
		b = append(b, word...)
	}
	return appendSpaces(b, roleWidth-lang.Width(word)+2)
}

// roleWord returns what stands in the role column, and its colour.
func (p *Printer) roleWord(s *server) (word, colour string) {
	if s.down {
		return downWord.In(p.options.Lang), p.options.Palette.Down
	}
	word = lookup(shortRoles, p.options.Lang, s.role)
	switch s.role {
	case trace.Follower:
		colour = p.options.Palette.Follower
	case trace.PreCandidate:
		colour = p.options.Palette.PreCandidate
	case trace.Candidate:
		colour = p.options.Palette.Candidate
	case trace.Leader:
		colour = p.options.Palette.Leader
	}
	return word, colour
}

func appendSpaces(b []byte, n int) []byte {
	for ; n > 0; n-- {
		b = append(b, ' ')
	}
	return b
}
