package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Timers is what the election timers of a run did.
type Timers struct {
	Drawn    []Wait          `json:"drawn"`           // at the start, the shortest first
	First    *Expiry         `json:"first,omitempty"` // the first that expired, or was made to
	Restarts []TimerRestarts `json:"restarts"`        // of timers that had not expired, the most frequent reason first
	Expired  int             `json:"expired"`         // by themselves
	Forced   int             `json:"forced"`          // made to expire by the script
}

// Wait is a wait that a server drew.
type Wait struct {
	Node   trace.NodeID `json:"node"`
	WaitNS int64        `json:"wait_ns"`
}

// Expiry is the end of an election timer.
type Expiry struct {
	Node   trace.NodeID `json:"node"`
	AtNS   int64        `json:"at_ns"`
	Forced bool         `json:"forced,omitempty"`
}

// TimerRestarts is how often timers that ran were started again for a reason.
type TimerRestarts struct {
	Reason trace.Reason `json:"reason"`
	Times  int          `json:"times"`
}

// newTimers returns what the election timers did, nil where the trace tells of none.
func newTimers(t *timeline.Timeline) *Timers {
	d := &Timers{Drawn: []Wait{}, Restarts: []TimerRestarts{}}
	told, restarts := false, map[trace.Reason]int{}
	for i := range t.Servers {
		timers := t.Servers[i].Timers
		for k := range timers {
			told = true
			d.count(t.Servers[i].Node, &timers[k])
			if k > 0 && !timers[k-1].Fired && timers[k-1].To == timers[k].From {
				restarts[timers[k].Reason]++
			}
		}
	}
	if !told {
		return nil
	}
	slices.SortStableFunc(d.Drawn, func(a, b Wait) int { return cmp.Compare(a.WaitNS, b.WaitNS) })
	for reason, times := range restarts {
		d.Restarts = append(d.Restarts, TimerRestarts{reason, times})
	}
	slices.SortFunc(d.Restarts, func(a, b TimerRestarts) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Reason, b.Reason))
	})
	return d
}

// count takes one run of a timer.
func (d *Timers) count(node trace.NodeID, timer *timeline.Timer) {
	if timer.From == 0 && timer.Drawn {
		d.Drawn = append(d.Drawn, Wait{node, int64(timer.Timeout)})
	}
	switch {
	case !timer.Fired:
		return
	case timer.Forced:
		d.Forced++
	default:
		d.Expired++
	}
	if d.First == nil || int64(timer.To) < d.First.AtNS {
		d.First = &Expiry{node, int64(timer.To), timer.Forced}
	}
}

// mostWaits is how many of the waits drawn at the start are told.
const mostWaits = 5

// timers says what the election timers did.
func (w *writer) timers(t *timeline.Timeline) {
	d := newTimers(t)
	if d == nil {
		return
	}
	w.heading(w.Say("Election timers", "选举计时器"))
	if len(d.Drawn) > 0 {
		w.line(2, w.Say("drawn at the start: %s", "启动时随机取值：%s", w.waits(d.Drawn)))
	}
	switch {
	case d.First == nil:
		w.line(2, w.Say("none expired", "没有一个到期"))
	case d.First.Forced:
		w.line(2, w.Say("the first that was made to expire: %v, at %s", "第一个被强制到期：%v，于 %s", d.First.Node, w.moment(time.Duration(d.First.AtNS))))
	default:
		w.line(2, w.Say("the first to expire: %v, at %s", "第一个到期：%v，于 %s", d.First.Node, w.moment(time.Duration(d.First.AtNS))))
	}
	w.line(2, w.restarts(d))
}

func (w *writer) waits(drawn []Wait) string {
	var words []string
	for _, wait := range drawn[:min(len(drawn), mostWaits)] {
		words = append(words, wait.Node.String()+" "+w.moment(time.Duration(wait.WaitNS)))
	}
	said := w.list(words)
	if more := len(drawn) - mostWaits; more > 0 {
		said += w.Say(", and %d more", "，另有 %d 台", more)
	}
	return said
}

// restarts says how often timers were started again before they expired, and why, and how many expired.
func (w *writer) restarts(d *Timers) string {
	all := 0
	for _, r := range d.Restarts {
		all += r.Times
	}
	said := w.Say("started again before they expired: %d times", "到期前重新计时：%d 次", all)
	if all > 0 {
		said += w.Say(" (%s)", "（%s）", strings.Join(w.restartWords(d), w.Say(", ", "，")))
	}
	return said + w.Say("; expired: %d", "；到期：%d 次", d.Expired) + w.forced(d.Forced)
}

func (w *writer) forced(times int) string {
	if times == 0 {
		return ""
	}
	return w.Say("; made to expire: %d", "；被强制到期：%d 次", times)
}

// restartReasons are why timers are mostly started again, in the words of a sum.
var restartReasons = map[trace.Reason]lang.Text{
	trace.HeartbeatHeard: {EN: "heartbeats", ZH: "心跳"},
	trace.AppendHeard:    {EN: "entries", ZH: "日志条目"},
	trace.SnapshotHeard:  {EN: "snapshots", ZH: "快照"},
	trace.VoteGranted:    {EN: "votes given", ZH: "投票"},
	trace.HigherTerm:     {EN: "new terms", ZH: "进入新任期"},
}

func (w *writer) restartWords(d *Timers) (words []string) {
	others := 0
	for _, r := range d.Restarts {
		if name, is := restartReasons[r.Reason]; is {
			words = append(words, w.Say("%[1]s %[2]d", "%[1]s %[2]d", name, r.Times))
		} else {
			others += r.Times
		}
	}
	if others > 0 {
		words = append(words, w.Say("otherwise %d", "其他 %d", others))
	}
	return words
}
