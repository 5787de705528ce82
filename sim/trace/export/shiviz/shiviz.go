// Package shiviz writes a part of a run as a log for ShiViz: what happened at each host, with vector clocks.
//
// Beside the servers there are two hosts: script, which does what the script says, and network, at which messages are lost.
package shiviz

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/export/told"
)

// Expression is the regular expression by which ShiViz reads the log: an event is two lines.
const Expression = `(?<host>\S+) (?<clock>\{.*\}) (?<time>[0-9.]+ ms)\n(?<event>.*)`

// clock is what a host knows of the number of events at each host.
type clock map[string]uint64

// String returns the clock as JSON.
func (c clock) String() string {
	var b strings.Builder
	for i, host := range slices.Sorted(maps.Keys(c)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%d", strconv.Quote(host), c[host])
	}
	return "{" + b.String() + "}"
}

// Write writes a part of a run. The first two lines are for ShiViz: the expression, and an empty one, since there is
// one execution only.
func Write(to io.Writer, run *told.Run, part diagnosis.Window) error {
	w := bufio.NewWriter(to)
	fmt.Fprintf(w, "%s\n\n", Expression)
	clocks, sent := map[string]clock{}, map[uint64]clock{}
	for _, line := range run.Lines {
		host := hostOf(&line)
		if host == "" || !part.Shows(line.At) {
			continue
		}
		own := clocks[host]
		if own == nil {
			own = clock{}
			clocks[host] = own
		}
		own[host]++
		switch line.Kind {
		case trace.Sent:
			sent[line.Message] = maps.Clone(own)
		case trace.Delivered, trace.Lost:
			own.learn(sent[line.Message])
		}
		fmt.Fprintf(w, "%s %v %s\n%s\n", host, own, lang.Moment(line.At), line.Sentence)
	}
	return w.Flush()
}

// learn takes over what the sender of a message knew.
func (c clock) learn(sender clock) {
	for host, n := range sender {
		c[host] = max(c[host], n)
	}
}

// hostOf returns the host at which an event happened; "" for what is not in the log: timers, disks, and the whole cluster.
func hostOf(line *told.Line) string {
	switch line.Kind {
	case trace.Lost:
		return "network"
	case trace.Sent, trace.Delivered:
		return line.Node.String()
	case trace.ClusterLed, trace.Skipped, trace.Stopped, trace.Tallied, trace.TimerFired:
		return ""
	}
	switch {
	case !line.Story:
		return ""
	case line.Node == 0:
		return "script"
	}
	return line.Node.String()
}
