package schedule_test

import (
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// In some schedules an append is overtaken: while it is on its way its sender has removed from its own log what it carries, and its
// receiver, which has heard of no later term, appends it.
func TestAnAppendIsOvertaken(t *testing.T) {
	overtaken := 0
	for seed := range uint64(2000) {
		s := schedule.Swarm(seed, textbook.Engine{}.Features(), false)
		b := timeline.NewBuilder(trace.Header{Nodes: s.Cluster.Nodes})
		if err := sim.New(textbook.Engine{}).Run(s, seed, b); err != nil {
			t.Fatal(err)
		}
		run := b.Timeline()
		for i := range run.Messages {
			if wasOvertaken(run, &run.Messages[i]) {
				overtaken++
				break
			}
		}
	}
	if overtaken < 10 {
		t.Errorf("in %d of 2000", overtaken)
	}
}

func wasOvertaken(run *timeline.Timeline, m *timeline.Message) bool {
	if m.Kind != trace.Append || m.Entries == 0 || m.Fate != timeline.Delivered || run.TermAt(m.To, m.Ended) != m.Term {
		return false
	}
	removed, appended := false, false
	for _, change := range run.Servers[m.From-1].Log {
		removed = removed || change.Truncate && !change.Lost && change.First <= m.Index && change.At > m.Sent && change.At < m.Ended
	}
	for _, change := range run.Servers[m.To-1].Log {
		appended = appended || !change.Truncate && change.At == m.Ended && change.Index == m.Index
	}
	return removed && appended
}
