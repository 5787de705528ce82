// Package mermaid writes a part of a run as a sequence diagram of Mermaid, for a page that draws such.
//
// Its arrows are level, so a message stands where it arrives or is lost, with the time at which it was sent. Heartbeats that
// arrive, and the answers to them, are left out.
package mermaid

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/export/told"
	"raftlab/sim/trace/text"
	"raftlab/sim/trace/timeline"
)

// statement is a line of the diagram.
type statement struct {
	at   time.Duration
	text string
}

// Write writes a part of a run.
func Write(to io.Writer, run *told.Run, part diagnosis.Window) error {
	var all []statement
	for i := range run.Messages {
		if m := &run.Messages[i]; part.Shows(m.Ended) && !isQuiet(m) {
			all = append(all, statement{m.Ended, arrow(run.Lang, m)})
		}
	}
	for i := range run.Lines {
		if line := &run.Lines[i]; part.Shows(line.At) && isNoted(line) {
			all = append(all, statement{line.At, note(line, len(run.Servers))})
		}
	}
	slices.SortStableFunc(all, func(a, b statement) int { return cmp.Compare(a.at, b.at) })
	w := bufio.NewWriter(to)
	fmt.Fprintln(w, "sequenceDiagram")
	for _, s := range run.Servers {
		fmt.Fprintf(w, "    participant %v\n", s.Node)
	}
	for _, s := range all {
		fmt.Fprintf(w, "    %s\n", s.text)
	}
	return w.Flush()
}

// isQuiet reports whether a message only says that all goes on.
func isQuiet(m *timeline.Message) bool {
	return (m.Kind == trace.Heartbeat || m.Kind == trace.HeartbeatReply) && m.Fate != timeline.Lost && m.Fate != timeline.Ignored
}

// isNoted reports whether an event is told beside the messages, which are drawn.
func isNoted(line *told.Line) bool {
	switch line.Kind {
	case trace.Sent, trace.Delivered, trace.Lost, trace.Ignored, trace.ClusterLed, trace.Tallied, trace.Stopped:
		return false
	}
	return line.Story
}

// arrow draws a message.
func arrow(l lang.Lang, m *timeline.Message) string {
	line, words := "->>", text.Message(l, m.Kind)
	if m.Copy {
		words = l.Say("a copy of %s", "%s 的副本", words)
	}
	words = l.Say("%s, term %d", "%s，任期 %d", words, m.Term)
	why := text.Reason(l, m.Reason)
	switch {
	case m.Fate == timeline.UnderWay:
		line, words = "--)", words+l.Say(", still under way", "，仍在途中")
	case m.Fate == timeline.Lost:
		line, words = "-x", words+l.Say(", lost: %s", "，丢失：%s", why)
	case m.Fate == timeline.Ignored:
		words += l.Say(", ignored: %s", "，被忽略：%s", why)
	case isReply(m.Kind) && m.Granted:
		words += l.Say(", yes", "，同意")
	case isReply(m.Kind) && m.Reason != 0:
		words += l.Say(", no: %s", "，拒绝：%s", why)
	case isReply(m.Kind):
		words += l.Say(", no", "，拒绝")
	case m.Entries > 0:
		words += l.Say(", up to entry %d", "，至条目 %d", m.Index)
	}
	times := lang.Moment(m.Sent)
	if m.Ended != m.Sent {
		times += l.Say(" to %s", " 至 %s", lang.Moment(m.Ended))
	}
	return fmt.Sprintf("%v%s%v: %s", m.From, line, m.To, escape(words+" ("+times+")"))
}

func isReply(k trace.MessageKind) bool {
	return k == trace.AppendReply || k == trace.VoteReply || k == trace.PreVoteReply
}

// note tells an event at its server, or over all of them.
func note(line *told.Line, servers int) string {
	over := line.Node.String()
	if line.Node == 0 {
		over = "n1"
		if servers > 1 {
			over = fmt.Sprintf("n1,n%d", servers)
		}
	}
	return fmt.Sprintf("Note over %s: %s", over, escape(lang.Moment(line.At)+" "+line.Sentence))
}

// escape writes as numbers the characters that mean something to Mermaid or to HTML.
var escaper = strings.NewReplacer("#", "#35;", ";", "#59;", "%", "#37;", "<", "#60;", ">", "#62;", "&", "#38;", "\n", " ")

func escape(words string) string { return escaper.Replace(words) }
