package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Repair is the search of a leader for the place up to which another server's log is its own: nextIndex walks back.
type Repair struct {
	Leader   trace.NodeID     `json:"leader"`
	Node     trace.NodeID     `json:"node"`
	Term     trace.Term       `json:"term"` // the leader's
	Rejected int              `json:"rejected"`
	FirstNS  int64            `json:"first_ns"` // the first rejection that reached the leader
	LastNS   int64            `json:"last_ns"`
	Sent     []trace.Position `json:"sent"`               // the positions before the entries of the appends from then on, to the answer that agreed
	Match    trace.Index      `json:"match,omitempty"`    // what an answer confirmed first after that
	MatchNS  int64            `json:"match_ns,omitempty"` //
	Snapshot trace.Index      `json:"snapshot,omitempty"` // the last index in the snapshot that the leader sent meanwhile

	answered time.Duration // when the other server sent the first rejection
}

// repairs returns the searches in which an append was rejected, in the order of time.
func repairs(t *timeline.Timeline) []Repair {
	list := []Repair{}
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Kind != trace.AppendReply || m.Granted || m.Fate != timeline.Delivered || !leads(t, m) {
			continue
		}
		at := slices.IndexFunc(list, func(r Repair) bool { return r.Leader == m.To && r.Node == m.From && r.Term == m.Term })
		if at < 0 {
			at = len(list)
			list = append(list, Repair{Leader: m.To, Node: m.From, Term: m.Term, FirstNS: int64(m.Ended)})
		}
		r := &list[at]
		r.Rejected++
		r.FirstNS, r.LastNS = min(r.FirstNS, int64(m.Ended)), max(r.LastNS, int64(m.Ended))
		if r.answered == 0 || m.Sent < r.answered {
			r.answered = m.Sent
		}
	}
	for i := range list {
		list[i].follow(t)
	}
	slices.SortStableFunc(list, func(a, b Repair) int { return cmp.Compare(a.FirstNS, b.FirstNS) })
	return list
}

// leads reports whether an answer came to a leader of its term.
func leads(t *timeline.Timeline, m *timeline.Message) bool {
	if int(m.To) > len(t.Servers) {
		return false
	}
	band := t.Servers[m.To-1].BandAt(m.Ended)
	return band.Role == trace.Leader && band.Term == m.Term
}

// follow finds what the leader tried, and when it was answered that the logs agree.
func (r *Repair) follow(t *timeline.Timeline) {
	led := ledTo(&t.Servers[r.Leader-1], time.Duration(r.LastNS))
	for i := range t.Messages {
		m := &t.Messages[i]
		agrees := m.Kind == trace.AppendReply && m.Granted && m.Fate == timeline.Delivered && m.From == r.Node && m.To == r.Leader && m.Term == r.Term
		if agrees && int64(m.Ended) > r.LastNS && m.Ended <= led && (r.MatchNS == 0 || int64(m.Ended) < r.MatchNS) {
			r.Match, r.MatchNS = m.Index, int64(m.Ended)
		}
	}
	end := r.LastNS + 1
	if r.MatchNS > 0 {
		end = r.MatchNS
	}
	from := r.sentBefore(t)
	r.Sent = []trace.Position{}
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Kind != trace.Append && m.Kind != trace.Snapshot || m.Copy || m.From != r.Leader || m.To != r.Node || m.Term != r.Term || m.Sent < from || int64(m.Sent) >= end {
			continue
		}
		if m.Kind == trace.Snapshot {
			r.Snapshot = m.Index
		} else if n := len(r.Sent); n == 0 || r.Sent[n-1] != m.Prev {
			r.Sent = append(r.Sent, m.Prev)
		}
	}
}

// sentBefore returns when the append was sent that had come to the other server last when it rejected one.
func (r *Repair) sentBefore(t *timeline.Timeline) (at time.Duration) {
	for i := range t.Messages {
		m := &t.Messages[i]
		if m.Kind == trace.Append && m.From == r.Leader && m.To == r.Node && m.Term == r.Term && m.Ended <= r.answered && m.Fate == timeline.Delivered {
			at = max(at, m.Sent)
		}
	}
	return at
}

// mostRepairs is how many searches are told, and mostPositions how many positions of one.
const mostRepairs, mostPositions = 6, 8

func (w *writer) repairs(t *timeline.Timeline) {
	list := repairs(t)
	if len(list) == 0 {
		return
	}
	w.heading(w.Say("Rejected appends: the (term, index) before the entries, from the first rejection to an answer that agrees",
		"被拒绝的追加请求：从第一次被拒绝到得到一致的答复，各请求所附的前一个条目的（任期，索引）"))
	headAndTail(len(list), mostRepairs, func(i int) { w.repair(&list[i]) },
		func(from, to int) { w.line(2, w.Say("... %d more", "……另有 %d 次", to-from)) })
}

func (w *writer) repair(r *Repair) {
	var sent []string
	headAndTail(len(r.Sent), mostPositions, func(i int) { sent = append(sent, r.Sent[i].String()) },
		func(int, int) { sent = append(sent, "...") })
	said := w.Say("term %d, %v to %v: %s; rejected: %d", "任期 %d，%v 发给 %v：%s；被拒绝：%d 次", r.Term, r.Leader, r.Node, strings.Join(sent, " "), r.Rejected)
	if r.Snapshot > 0 {
		said += w.Say("; snapshot up to %d", "；快照到 %d", r.Snapshot)
	}
	if r.Match > 0 {
		said += w.Say("; an answer agreed up to %d at %s", "；于 %[2]s 答复一致到 %[1]d", r.Match, w.moment(time.Duration(r.MatchNS)))
	} else {
		said += w.Say("; no answer agreed after the last", "；最后一次被拒绝之后没有一致的答复")
	}
	w.line(2, said)
}
