package report

import (
	"cmp"
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Heard is what a server last heard from the leader that is gone, and how long its timer was to run since.
type Heard struct {
	Node    trace.NodeID `json:"node"`
	AtNS    int64        `json:"at_ns"`
	DueNS   int64        `json:"due_ns"`
	Expired bool         `json:"expired,omitempty"` // it ended the wait
	Forced  bool         `json:"forced,omitempty"`  // because the script made it expire
}

// lastHeard returns, of an outage that begins with the wait for a candidate, the servers whose timers ran out or still ran at the end
// of that wait, and had been set by the old leader: the first to be due first.
func lastHeard(t *timeline.Timeline, o *timeline.Outage) (list []Heard) {
	if o.Old == 0 || len(o.Phases) == 0 || o.Phases[0].Kind != timeline.Detection {
		return nil
	}
	end := o.Phases[0].To
	for i := range t.Servers {
		s := &t.Servers[i]
		at := slices.IndexFunc(s.Timers, func(timer timeline.Timer) bool {
			return timer.From < end && end <= timer.To && (end < timer.To || timer.Fired || end == t.End)
		})
		if at < 0 || s.Timers[at].Peer != o.Old || !setByLeader(s.Timers[at].Reason) {
			continue
		}
		timer := s.Timers[at]
		list = append(list, Heard{s.Node, int64(timer.From), int64(timer.Deadline), timer.Fired && timer.To == end, timer.Fired && timer.To == end && timer.Forced})
	}
	slices.SortStableFunc(list, func(a, b Heard) int { return cmp.Compare(a.DueNS, b.DueNS) })
	return list
}

// setByLeader reports whether a timer was set for a message of a leader.
func setByLeader(why trace.Reason) bool {
	return why == trace.HeartbeatHeard || why == trace.AppendHeard || why == trace.SnapshotHeard
}

// mostHeard is of how many servers it is told what they heard last.
const mostHeard = 5

// heard says who heard the old leader when, and which timer was due first. It is told of the first outage with an old leader.
func (w *writer) heard(t *timeline.Timeline, o *timeline.Outage) {
	list := lastHeard(t, o)
	if first := slices.IndexFunc(t.Outages, func(o timeline.Outage) bool { return o.Old != 0 }); len(list) == 0 || t.Outages[first].From != o.From {
		return
	}
	w.line(4, w.Say("heard from %v last, and timer due:", "最后一次收到 %v 的消息，以及计时器的到期时刻：", o.Old))
	var rows [][]string
	for _, h := range list[:min(len(list), mostHeard)] {
		due := w.moment(time.Duration(h.DueNS))
		switch {
		case h.Forced:
			due += w.Say(", made to expire", "，被强制到期")
		case h.Expired:
			due += w.Say(", expired", "，已到期")
		}
		rows = append(rows, []string{h.Node.String(), right + w.moment(time.Duration(h.AtNS)), due})
	}
	w.table(6, rows)
}
