package observe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/manifest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
)

// Observer reads the logs of a lab, be it up or down, and tells what they say as events.
type Observer struct {
	home    *labdir.Dir
	logs    []*memberLog // by number - 1
	overall []*tail      // the supervisor's log, and that of the network
	pending []happening  // read, and not told yet
	to      *converter
	numbers map[uint64]trace.NodeID

	clock   *ClockError // the last step back that was read
	stepped int         // how many were
	latest  bool        // what was before the last of them is left out
	lost    []time.Time // connections that a member says it lost
	late    []lateHeartbeat
	pauses  []pause
	strange int // sentences of raft in the window that nobody here knows
	example string
	version string // of etcd
	library string // another version of raft than that whose sentences are known
	last    time.Time
}

// happening is something to tell.
type happening struct {
	at   time.Time
	from *tail // the log in which it stands
	tell func(*converter)
	line *line // a sentence of raft
}

// memberLog is the log of a member.
type memberLog struct {
	tail
	name  string
	node  trace.NodeID
	begun time.Time // where it begins, if not with the start of the member; zero: it does, or it is empty
	first bool      // a sentence was read
}

// New returns an observer of a lab. It must be closed.
func New(h *labdir.Dir) *Observer {
	o := &Observer{home: h, numbers: map[uint64]trace.NodeID{}, version: "?"}
	for i, name := range h.Names() {
		o.logs = append(o.logs, &memberLog{tail: newTail(h, name, h.Log(name), jitter), name: name, node: trace.NodeID(i + 1)})
	}
	o.overall = []*tail{new(newTail(h, labdir.First, h.SupervisorLog(), commandJitter)), new(newTail(h, labdir.First, h.NetworkLog(), commandJitter))}
	return o
}

// NewLatest is [New] for those who look at what goes on. Where the clock of the computer was set back, they are told only what came
// after that.
func NewLatest(h *labdir.Dir) *Observer {
	o := New(h)
	o.latest = true
	return o
}

// Close closes the logs.
func (o *Observer) Close() {
	for _, l := range o.logs {
		l.close()
	}
	for _, t := range o.overall {
		t.close()
	}
}

// Read reads what the logs have said since they were read last.
func (o *Observer) Read() error {
	for _, l := range o.logs {
		if err := l.lines(func(text []byte) error { o.take(l, text); return nil }); err != nil {
			return err
		}
	}
	if err := o.overall[0].lines(o.takeDeed); err != nil {
		return err
	}
	if err := o.overall[1].lines(o.takeNetwork); err != nil {
		return err
	}
	slices.SortStableFunc(o.pending, func(a, b happening) int { return a.at.Compare(b.at) })
	return nil
}

// take reads a line of a member's log.
func (o *Observer) take(l *memberLog, text []byte) {
	e, at, ok := parseEntry(text)
	if !ok {
		return
	}
	o.last = later(o.last, at)
	if e.Version != "" {
		o.version = e.Version
	}
	if e.Logger != "raft" {
		o.remark(l.name, e, at)
		return
	}
	if o.stepBack(&l.tail, at) {
		l.first = false // the log begins here
	}
	if _, library, ok := strings.Cut(e.Caller, "v3@"); ok && !strings.HasPrefix(library, RaftVersion+"/") {
		o.library, _, _ = strings.Cut(library, "/")
	}
	sentence := line{at: l.at, node: l.node}
	sentence.understand(e.Msg)
	if sentence.member != 0 {
		o.numbers[sentence.member] = l.node
	}
	if !l.first && sentence.kind != reconfigured && sentence.kind != becameFollower {
		l.begun = l.at
	}
	l.first = true
	o.pending = append(o.pending, happening{at: l.at, from: &l.tail, line: &sentence})
}

// stepBack notes the time of a line, and whether the clock was set back before it. Then what the log told before is left out, or all
// that follows counts as of the later time until the clock has reached that again.
func (o *Observer) stepBack(log *tail, at time.Time) (forgot bool) {
	back := log.at.Sub(at)
	if back > log.jitter {
		o.stepped++
		o.clock = &ClockError{log.shown, log.at, back}
	}
	if back > log.jitter && o.latest {
		now := time.Now()
		o.pending = slices.DeleteFunc(o.pending, func(h happening) bool { return h.from == log || h.at.After(now) })
		log.at = at
		return true
	}
	log.at = later(log.at, at)
	return false
}

// Stepped counts how often a log was seen to go back in time.
func (o *Observer) Stepped() int { return o.stepped }

// remark notes what other parts of etcd say that tells of elections.
func (o *Observer) remark(member string, e entry, at time.Time) {
	switch {
	case strings.HasPrefix(e.Msg, "lost TCP streaming connection") && strings.HasSuffix(e.Error, "EOF"):
		o.lost = append(o.lost, at)
	case strings.HasPrefix(e.Msg, "leader failed to send out heartbeat on time"):
		o.late = append(o.late, lateHeartbeat{member, e.before(at), at})
	}
}

// resetDelay is how long before a command has returned a member may have died of it.
const resetDelay = 200 * time.Millisecond

// ConnectionsLost returns when a member first said that a connection ended, of a crash that was asked for in a time. The
// moment is that of the death: the kernel ends connections with their process.
func (o *Observer) ConnectionsLost(asked, done time.Time) (first time.Time, said bool) {
	for _, at := range o.lost {
		if !at.Before(asked) && !at.After(done.Add(resetDelay)) && (!said || at.Before(first)) {
			first, said = at, true
		}
	}
	return first, said
}

func (o *Observer) takeDeed(text []byte) error {
	d, ok := parseDeed(string(text))
	if !ok {
		return nil
	}
	log := o.overall[0]
	o.stepBack(log, d.at)
	d.at = log.at
	o.notePause(&d)
	o.last = later(o.last, d.at)
	for i, l := range o.logs {
		if d.name == "" || d.name == l.name {
			o.pending = append(o.pending, happening{at: d.at, from: log, tell: func(c *converter) { c.deed(d, trace.NodeID(i+1)) }})
		}
	}
	if d.name == "" { // with the lab its network goes
		o.pending = append(o.pending, happening{at: d.at, from: log, tell: func(c *converter) { c.change(d.at, network{}) }})
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Last returns when the logs that were read end.
func (o *Observer) Last() time.Time { return o.last }

// First returns when the first thing happened that the logs tell; the zero value if they tell nothing.
func (o *Observer) First() (first time.Time) {
	if len(o.pending) > 0 {
		first = o.pending[0].at
	}
	return first
}

// Begin begins to tell a sink what happened from a moment on. What was before is told as how all was then.
func (o *Observer) Begin(from time.Time, sink trace.Sink) {
	o.to = newConverter(sink, len(o.logs), from)
	o.to.numbers = o.numbers
}

// Tell tells what was read, up to a moment. The error is a [ClockError] if it cannot be put in order.
func (o *Observer) Tell(until time.Time) error {
	if !o.latest && o.clock != nil && !o.clock.At.Before(o.to.from) && !o.clock.At.After(until) {
		return o.clock
	}
	for len(o.pending) > 0 && !o.pending[0].at.After(until) {
		o.tellOne(o.pending[0])
		o.pending = o.pending[1:]
	}
	o.to.reach(until)
	return nil
}

func (o *Observer) tellOne(h happening) {
	switch {
	case h.line == nil:
		h.tell(o.to)
		return
	case h.line.kind == unknown && !h.at.Before(o.to.from):
		o.strange++
		o.example = cmp.Or(o.example, h.line.text)
	}
	o.to.line(*h.line)
}

// End ends the trace at a moment, with the verdicts on what was told.
func (o *Observer) End(at time.Time, verdicts []trace.Event) { o.to.finish(at, verdicts) }

// Header is that of the trace. It is right as soon as the logs have been read.
func (o *Observer) Header() *trace.Header {
	h := &trace.Header{Format: trace.FormatVersion, Scenario: "lab", Engine: trace.LiveEngine("etcd", o.version), Version: "live", Nodes: len(o.logs), Overrides: []string{}}
	h.Parameters = append(h.Parameters, trace.Parameter{Key: "nodes", Value: fmt.Sprint(len(o.logs))})
	if timers, alike := o.Timers(); alike {
		h.Parameters = append(h.Parameters,
			trace.Parameter{Key: "election_timeout", Value: span(timers.Shortest()) + "-" + span(timers.Longest())},
			trace.Parameter{Key: "heartbeat", Value: span(timers.Heartbeat)},
			trace.Parameter{Key: "tick", Value: span(timers.Heartbeat)},
			trace.Parameter{Key: "pre_vote", Value: fmt.Sprint(!timers.NoPreVote)},
			trace.Parameter{Key: "check_quorum", Value: "true"}) // etcd sets it always
	}
	return h
}

func span(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }

// Timers returns those of the manifests, if there are some and all are alike.
func (o *Observer) Timers() (timers labdir.Timers, alike bool) {
	pods, _, _ := manifest.ReadAll(o.home)
	for _, pod := range pods {
		if t := pod.Timers(); !alike {
			timers, alike = t, true
		} else if t != timers {
			return timers, false
		}
	}
	return timers, alike
}

// Doubts say what the logs leave open: where one begins too late, and what in them is not known here.
func (o *Observer) Doubts() (list []lang.Text) {
	for _, l := range o.logs {
		if l.begun.After(o.to.from) {
			at := l.begun.Local().Format(time.RFC3339Nano)
			list = append(list, lang.Text{
				EN: fmt.Sprintf("the log of %s begins at %s: what was before is not known", l.name, at),
				ZH: fmt.Sprintf("%s 的日志从 %s 开始：之前的情况未知", l.name, at),
			})
		}
	}
	if o.library != "" {
		list = append(list, lang.Text{
			EN: fmt.Sprintf("a member runs another version of raft, %s: sentences of %s are known here", o.library, RaftVersion),
			ZH: fmt.Sprintf("有成员运行另一个版本的 raft：%s，这里只认识 %s 的语句", o.library, RaftVersion),
		})
	}
	if o.strange > 0 {
		list = append(list, lang.Text{
			EN: fmt.Sprintf("sentences of raft that are not known here, so that what they tell is missing: %d, such as %q", o.strange, o.example),
			ZH: fmt.Sprintf("不认识的 raft 语句 %d 条，其内容缺失，例如 %q", o.strange, o.example),
		})
	}
	return list
}
