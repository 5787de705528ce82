package report

import (
	"slices"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// EmptyEntry is what became of the empty entry with which a leader begins its term, at that leader.
type EmptyEntry struct {
	Index       trace.Index `json:"index"`
	CommittedNS int64       `json:"committed_ns,omitempty"` // when the leader committed it; absent if it never did in its term
	First       trace.Index `json:"first,omitempty"`        // up to what was committed at that moment, and from where on
	Last        trace.Index `json:"last,omitempty"`
}

// emptyEntry returns the empty entry of a winner, nil if it appended none or the trace does not tell.
func emptyEntry(t *timeline.Timeline, e *timeline.Election) *EmptyEntry {
	if e.Winner == 0 || int(e.Winner) > len(t.Servers) {
		return nil
	}
	s := &t.Servers[e.Winner-1]
	at := slices.IndexFunc(s.Log, func(c timeline.LogChange) bool {
		return !c.Truncate && c.Entry == trace.NoOp && c.Term == e.Term && c.At >= e.To
	})
	if at < 0 {
		return nil
	}
	empty := &EmptyEntry{Index: s.Log[at].Index}
	led := ledTo(s, s.Log[at].At)
	for _, c := range s.Commits {
		if c.At >= s.Log[at].At && c.At <= led && c.Role == trace.Leader && c.Index >= empty.Index {
			empty.CommittedNS, empty.First, empty.Last = int64(c.At), c.First, c.Index
			break
		}
	}
	return empty
}

// ledTo returns when the lead of a server ended in which it was at a moment.
func ledTo(s *timeline.Server, at time.Duration) time.Duration {
	to := at
	for _, b := range s.Bands {
		if b.Role == trace.Leader && b.From <= at && at <= b.To {
			to = b.To
		}
	}
	return to
}

// empty says what became of the empty entry of a winner.
func (w *writer) empty(e *EmptyEntry) string {
	switch {
	case e.CommittedNS == 0:
		return w.Say("its empty entry %d was not committed while it led", "它领导期间没有提交自己的空条目 %d", e.Index)
	case e.First == e.Last:
		return w.Say("its empty entry %d was committed at %s", "它的空条目 %d 于 %s 提交", e.Index, w.moment(time.Duration(e.CommittedNS)))
	}
	return w.Say("its empty entry %d was committed at %s: entries %d to %d at once", "它的空条目 %d 于 %s 提交：条目 %d 到 %d 一起提交",
		e.Index, w.moment(time.Duration(e.CommittedNS)), e.First, e.Last)
}
