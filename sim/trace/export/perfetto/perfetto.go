// Package perfetto writes a run for the Perfetto UI, and for whatever else reads Chrome's Trace Event Format (JSON).
//
// The cluster and every server are processes. A server has two threads: its roles, with what happened to it in words, and
// its messages, with a flow from where each was sent to where it arrived.
package perfetto

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// The processes: the cluster is the first, the servers follow it. The threads: of the cluster and of a server.
const (
	clusterProcess = 1

	leaderThread = 1
	scriptThread = 2

	roleThread    = 1
	messageThread = 2

	threads = 1000 // more than there are processes
)

func processOf(node trace.NodeID) int { return clusterProcess + int(node) }

// event is an object of the format. Times are in microseconds.
type event struct {
	Name    string         `json:"name"`
	Phase   string         `json:"ph"` // M: names a process or a thread, B and E: begins and ends, X: lasts, i: does not
	Cat     string         `json:"cat,omitempty"`
	At      micros         `json:"ts"`
	Length  *micros        `json:"dur,omitempty"`
	Process int            `json:"pid"`
	Thread  int            `json:"tid"`
	Scope   string         `json:"s,omitempty"`       // i: t, it is the thread's
	Flow    string         `json:"bind_id,omitempty"` // the flow that begins or ends here
	Begins  bool           `json:"flow_out,omitempty"`
	Ends    bool           `json:"flow_in,omitempty"`
	Args    map[string]any `json:"args,omitempty"`
}

// micros is a time that is written in microseconds, to the nanosecond.
type micros time.Duration

func (m micros) MarshalJSON() ([]byte, error) {
	whole := strconv.AppendInt(nil, int64(m)/1000, 10)
	if rest := int64(m) % 1000; rest != 0 {
		whole = fmt.Appendf(whole, ".%03d", rest)
	}
	return whole, nil
}

func lasting(from, to time.Duration) (at micros, length *micros) {
	l := micros(to - from)
	return micros(from), &l
}

// writer writes events, one on a line, and keeps the first error.
type writer struct {
	to    *bufio.Writer
	run   *told.Run
	count int
	err   error
}

// Write writes a run.
func Write(to io.Writer, run *told.Run) error {
	w := &writer{to: bufio.NewWriter(to), run: run}
	head, err := json.Marshal(map[string]any{"scenario": run.Header.Scenario, "engine": run.Header.Engine,
		"seed": strconv.FormatUint(uint64(run.Header.Seed), 10), "overrides": append([]string{}, run.Header.Overrides...)})
	if err != nil {
		return err
	}
	fmt.Fprintf(w.to, "{\"displayTimeUnit\":\"ns\",\"otherData\":%s,\"traceEvents\":[", head)
	w.names()
	for _, e := range w.inOrder() {
		w.write(&e)
	}
	fmt.Fprint(w.to, "\n]}\n")
	if err := w.to.Flush(); w.err == nil {
		w.err = err
	}
	return w.err
}

// write writes an event. Its thread gets a number that no other has, nor any process: Perfetto takes a thread with the number of
// its process for the main one, and puts it first.
func (w *writer) write(e *event) {
	if e.Thread > 0 {
		e.Thread += threads * e.Process
	}
	if w.count > 0 {
		fmt.Fprint(w.to, ",")
	}
	w.count++
	line, err := json.Marshal(e)
	if w.err == nil {
		w.err = err
	}
	fmt.Fprintf(w.to, "\n%s", line)
}

// names gives processes and threads their names, and puts them in order.
func (w *writer) names() {
	say := w.run.Lang.Say
	w.name(clusterProcess, 0, say("cluster", "集群"))
	w.name(clusterProcess, leaderThread, say("leader", "领导者"))
	w.name(clusterProcess, scriptThread, say("script", "脚本"))
	for _, s := range w.run.Servers {
		w.name(processOf(s.Node), 0, s.Node.String())
		w.name(processOf(s.Node), roleThread, say("%v role and term", "%v 角色与任期", s.Node))
		w.name(processOf(s.Node), messageThread, say("%v messages", "%v 消息", s.Node))
	}
}

// metadata is the category that Chrome gives to names. The Perfetto UI does without, and other readers do not.
const metadata = "__metadata"

// name names a thread, or with thread 0 a process.
func (w *writer) name(process, thread int, name string) {
	what, place := "thread", thread
	if thread == 0 {
		what, place = "process", process
	}
	w.write(&event{Name: what + "_name", Phase: "M", Cat: metadata, Process: process, Thread: thread, Args: map[string]any{"name": name}})
	w.write(&event{Name: what + "_sort_index", Phase: "M", Cat: metadata, Process: process, Thread: thread, Args: map[string]any{"sort_index": place}})
}

// inOrder returns all that happened, in the order of time. What lasts comes before what happens as it begins.
func (w *writer) inOrder() (all []event) {
	all = w.leaders(all)
	for i := range w.run.Servers {
		all = w.roles(all, &w.run.Servers[i])
	}
	all = w.story(all)
	for i := range w.run.Messages {
		all = w.message(all, &w.run.Messages[i])
	}
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.At, b.At) })
	return all
}

func (w *writer) leaders(all []event) []event {
	for _, s := range w.run.Led {
		e := event{Cat: "leader", Process: clusterProcess, Thread: leaderThread,
			Name: w.run.Lang.Say("no leader", "没有领导者"), Args: map[string]any{"reason": text.Reason(w.run.Lang, s.Reason)}}
		if s.Leader != 0 {
			e.Name = w.run.Lang.Say("%v leads, term %d", "%v 领导，任期 %d", s.Leader, s.Term)
		}
		all = band(all, e, s.From, s.To)
	}
	return all
}

// band adds what lasts until the next begins. With a begin and an end that is so for readers that add up times as fractions, too: a
// begin with a length may end a little later there than the next begins, and would contain it.
func band(all []event, e event, from, to time.Duration) []event {
	end := event{Phase: "E", Name: e.Name, Cat: e.Cat, Process: e.Process, Thread: e.Thread, At: micros(to)}
	e.Phase, e.At = "B", micros(from)
	return append(all, e, end)
}

func (w *writer) roles(all []event, s *timeline.Server) []event {
	for _, b := range s.Bands {
		e := event{Cat: "role", Process: processOf(s.Node), Thread: roleThread,
			Name: w.run.Lang.Say("down", "宕机"), Args: map[string]any{"term": b.Term}}
		if b.Role != 0 {
			e.Name = w.run.Lang.Say("%s, term %d", "%s，任期 %d", text.Role(w.run.Lang, b.Role), b.Term)
		}
		if b.Reason != 0 {
			e.Args["reason"] = text.Reason(w.run.Lang, b.Reason)
		}
		all = band(all, e, b.From, b.To)
	}
	return all
}

// story tells in words what happened, where it happened.
func (w *writer) story(all []event) []event {
	for _, line := range w.run.Lines {
		if !line.Story {
			continue
		}
		e := event{Name: line.Sentence, Phase: "i", Scope: "t", Cat: line.Kind.String(), At: micros(line.At),
			Process: processOf(line.Node), Thread: roleThread}
		if line.Node == 0 {
			e.Process, e.Thread = clusterProcess, scriptThread
		}
		all = append(all, e)
	}
	return all
}

// message draws a message: where it was sent, and where it arrived or was lost. Of a copy only its end is drawn.
func (w *writer) message(all []event, m *timeline.Message) []event {
	name := text.Message(w.run.Lang, m.Kind)
	flow := "0x" + strconv.FormatUint(m.ID, 16)
	args := map[string]any{"message": m.ID, "term": m.Term}
	if m.Entries > 0 {
		args["entries"], args["last_index"] = m.Entries, m.Index
	}
	if !m.Copy {
		sent := event{Name: w.run.Lang.Say("%s to %v", "%s，发往 %v", name, m.To), Phase: "X", Cat: "message", Args: args,
			Process: processOf(m.From), Thread: messageThread, Flow: flow, Begins: true}
		sent.At, sent.Length = lasting(m.Sent, m.Sent)
		all = append(all, sent)
	}
	ended := event{Phase: "X", Cat: "message", Args: args, Process: processOf(m.To), Thread: messageThread, Flow: flow, Ends: true}
	ended.At, ended.Length = lasting(m.Ended, m.Ended)
	switch m.Fate {
	case timeline.UnderWay:
		return all
	case timeline.Delivered:
		ended.Name = w.run.Lang.Say("%s from %v", "%s，来自 %v", name, m.From)
	case timeline.Ignored:
		ended.Name = w.run.Lang.Say("%s from %v, ignored: %s", "%s，来自 %v，被忽略：%s", name, m.From, text.Reason(w.run.Lang, m.Reason))
	case timeline.Lost: // nobody gets it: it is drawn at its sender
		ended.Process, ended.Flow, ended.Ends = processOf(m.From), "", false
		ended.Name = w.run.Lang.Say("%s to %v, lost: %s", "%s，发往 %v，丢失：%s", name, m.To, text.Reason(w.run.Lang, m.Reason))
	}
	return append(all, ended)
}
