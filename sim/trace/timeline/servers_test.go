package timeline

import (
	"testing"
	"time"

	"raftlab/sim/trace"
)

func TestServerThatIsDown(t *testing.T) {
	got := history(1, boot(1),
		at(50, turn(1, trace.Leader, 3, trace.ElectionWon)),
		at(100, fault(trace.Crash, 1)),
		at(200, fault(trace.Restart, 1), turn(1, trace.Follower, 3, trace.Boot)),
		at(300, trace.Event{Kind: trace.Ended, Node: 1, Detail: "log is not what it was"}),
		at(400, stop(trace.RunOver))).Servers[0]
	same(t, "bands", got.Bands, []Band{
		{From: 0, To: 50 * ms, Role: trace.Follower, Reason: trace.Boot},
		{From: 50 * ms, To: 100 * ms, Role: trace.Leader, Term: 3, Reason: trace.ElectionWon},
		{From: 100 * ms, To: 200 * ms, Term: 3},
		{From: 200 * ms, To: 300 * ms, Role: trace.Follower, Term: 3, Reason: trace.Boot},
		{From: 300 * ms, To: 400 * ms, Term: 3}})
	if got.EndedAt != 300*ms || got.EndedWhy != "log is not what it was" {
		t.Errorf("ended at %v: %q", got.EndedAt, got.EndedWhy)
	}
}

func TestPauseEndsWithResumeCrashOrRun(t *testing.T) {
	got := history(3, boot(3),
		at(10, fault(trace.Pause, 1), fault(trace.Pause, 2), fault(trace.Pause, 3)),
		at(20, fault(trace.Resume, 1)),
		at(30, fault(trace.Crash, 2)),
		at(40, stop(trace.RunOver)))
	for i, want := range []Pause{{10 * ms, 20 * ms}, {10 * ms, 30 * ms}, {10 * ms, 40 * ms}} {
		same(t, "pauses", got.Servers[i].Pauses, []Pause{want})
		if until := got.Faults[i].Until; until != want.To {
			t.Errorf("pause of n%d until %v, want %v", i+1, until, want.To)
		}
	}
}

func TestTimers(t *testing.T) {
	set := func(timeout, deadline int, drawn bool, why trace.Reason) trace.Event {
		return trace.Event{Kind: trace.TimerSet, Node: 1, Drawn: drawn, Reason: why,
			Timeout: time.Duration(timeout) * ms, Deadline: time.Duration(deadline) * ms}
	}
	fired := func(why trace.Reason) trace.Event { return trace.Event{Kind: trace.TimerFired, Node: 1, Reason: why} }
	got := history(1,
		at(0, set(150, 150, true, trace.Boot)),
		at(50, set(150, 200, false, trace.HeartbeatHeard)),
		at(200, fired(trace.ElectionTimeout), turn(1, trace.Candidate, 1, trace.ElectionTimeout),
			set(170, 370, true, trace.ElectionTimeout)),
		at(300, set(180, 480, true, trace.HigherTerm), set(180, 480, false, trace.VoteGranted)),
		at(400, fired(trace.ForcedTimeout)),
		at(401, set(150, 551, false, trace.ElectionTimeout)),
		at(410, turn(1, trace.Leader, 2, trace.ElectionWon)),
		at(500, set(150, 650, false, trace.HigherTerm)),
		at(510, fault(trace.Crash, 1)),
		at(600, set(150, 750, true, trace.Boot)),
		at(620, stop(trace.RunOver)))
	want := []Timer{
		{From: 0, To: 50 * ms, Timeout: 150 * ms, Deadline: 150 * ms, Drawn: true, Reason: trace.Boot},
		{From: 50 * ms, To: 200 * ms, Timeout: 150 * ms, Deadline: 200 * ms, Fired: true, Reason: trace.HeartbeatHeard},
		{From: 200 * ms, To: 300 * ms, Timeout: 170 * ms, Deadline: 370 * ms, Drawn: true, Reason: trace.ElectionTimeout},
		{From: 300 * ms, To: 400 * ms, Timeout: 180 * ms, Deadline: 480 * ms, Drawn: true, Fired: true, Forced: true, Reason: trace.VoteGranted},
		{From: 401 * ms, To: 410 * ms, Timeout: 150 * ms, Deadline: 551 * ms, Reason: trace.ElectionTimeout},
		{From: 500 * ms, To: 510 * ms, Timeout: 150 * ms, Deadline: 650 * ms, Reason: trace.HigherTerm},
		{From: 600 * ms, To: 620 * ms, Timeout: 150 * ms, Deadline: 750 * ms, Drawn: true, Reason: trace.Boot},
	}
	same(t, "timers", got.Servers[0].Timers, want)
}

func TestLogOfACrashedServer(t *testing.T) {
	entry := func(index trace.Index) trace.Event {
		return trace.Event{Kind: trace.Appended, Node: 1, Index: index, EntryTerm: 1, Entry: trace.Command, Command: "x"}
	}
	crash := fault(trace.Crash, 1)
	crash.Entries = 1
	restart := fault(trace.Restart, 1)
	restart.Last = trace.Position{Term: 1, Index: 2} // the disk lied about entry 3
	got := history(1, boot(1),
		at(10, entry(1), entry(2), entry(3), entry(4), entry(5)),
		at(20, trace.Event{Kind: trace.Committed, Node: 1, First: 1, Index: 3, Role: trace.Leader},
			trace.Event{Kind: trace.AppliedTo, Node: 1, First: 1, Index: 3}),
		at(30, trace.Event{Kind: trace.Truncated, Node: 1, First: 5, Index: 5}),
		at(40, crash),
		at(50, restart))
	appended := func(index trace.Index) LogChange {
		return LogChange{At: 10 * ms, First: index, Index: index, Term: 1, Entry: trace.Command, Command: "x"}
	}
	s := got.Servers[0]
	same(t, "log", s.Log, []LogChange{appended(1), appended(2), appended(3), appended(4), appended(5),
		{At: 30 * ms, Truncate: true, First: 5, Index: 5},
		{At: 40 * ms, Truncate: true, First: 4, Index: 4, Lost: true},
		{At: 50 * ms, Truncate: true, First: 3, Index: 3, Lost: true}})
	same(t, "commits", s.Commits, []Commit{{At: 20 * ms, First: 1, Index: 3, Role: trace.Leader}})
	same(t, "applied", s.Applied, []Reached{{20 * ms, 3}, {40 * ms, 0}})
	if got.Faults[0].Lost != 1 {
		t.Errorf("lost %d", got.Faults[0].Lost)
	}
}

func TestSnapshotReplacesTheLog(t *testing.T) {
	got := history(1, boot(1),
		at(10, trace.Event{Kind: trace.Appended, Node: 1, Index: 1}, trace.Event{Kind: trace.Appended, Node: 1, Index: 2}),
		at(20, trace.Event{Kind: trace.Restored, Node: 1, Index: 9, EntryTerm: 3})).Servers[0]
	same(t, "applied", got.Applied, []Reached{{20 * ms, 9}})
	same(t, "snapshots", got.Snapshots, []Reached{{20 * ms, 9}})
	if len(got.Log) != 2 || got.Commits[0].Index != 9 {
		t.Errorf("%+v", got)
	}
}

func TestFaultsLastUntilUndone(t *testing.T) {
	cut := fault(trace.CutLink, 1)
	cut.Peer = 2
	split, whole := fault(trace.PartitionNet, 0), fault(trace.PartitionNet, 0)
	split.Groups, whole.Groups = [][]trace.NodeID{{1, 2}, {3}}, [][]trace.NodeID{{1, 2, 3}}
	got := history(3,
		at(10, split, cut, fault(trace.NetworkChange, 0), fault(trace.ClockChange, 1)),
		at(20, split, fault(trace.ClockChange, 2), fault(trace.ForceTimeout, 1)),
		at(30, fault(trace.HealNet, 0), fault(trace.NetworkChange, 0)),
		at(40, fault(trace.ClockChange, 0), whole),
		at(50, stop(trace.RunOver)))
	var until []int
	for _, f := range got.Faults {
		until = append(until, int(f.Until/ms))
	}
	same(t, "ends", until, []int{20, 30, 30, 40, 30, 40, 20, 30, 50, 50, 40})
}
