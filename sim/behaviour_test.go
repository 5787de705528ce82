package sim_test

import (
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/chance"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// led is a script in which n1 is made to lead from the start.
func led(nodesCount int, until time.Duration, steps ...script.Step) *script.Script {
	first := script.Step{At: 20 * ms, Do: script.TimeoutAction{Nodes: nodes(1)}}
	return newScript(nodesCount, until, append([]script.Step{first}, steps...)...)
}

func TestTimersAreDrawnFromTheWholeRange(t *testing.T) {
	s := newScript(5, time.Second)
	s.Cluster.Tick = 10 * ms
	s.Cluster.ElectionTimeout = script.Range{Min: 150 * ms, Max: 180 * ms}
	seen := map[time.Duration]bool{}
	for seed := range uint64(60) {
		for _, e := range run(t, s, seed).where(trace.TimerSet) {
			seen[e.Timeout] = true
		}
	}
	for _, want := range []time.Duration{150 * ms, 160 * ms, 170 * ms, 180 * ms} {
		if !seen[want] {
			t.Errorf("%v was never drawn", want)
		}
		delete(seen, want)
	}
	if len(seen) > 0 {
		t.Errorf("drawn outside the range: %v", seen)
	}
}

// Every wait that ends in an expiry was told when it began, and lasts as long as drawn, to a tick.
func TestTimerExpiresAfterTheWaitDrawn(t *testing.T) {
	s := newScript(5, 3*time.Second, script.Step{At: time.Second, Do: script.CrashAction{Nodes: kind(script.TheLeader)}})
	for seed := range uint64(*seeds) {
		for _, e := range run(t, s, seed).where(trace.TimerFired) {
			if took := e.At - e.Since; took > e.Timeout || took < e.Timeout-s.Cluster.Tick {
				t.Errorf("seed %d: %v waited %v, and had drawn %v", seed, e.Node, took, e.Timeout)
			}
		}
	}
}

func TestFastClockExpiresEarly(t *testing.T) {
	s := newScript(3, 400*ms)
	s.Cluster.ElectionTimeout = script.Range{Min: 200 * ms, Max: 200 * ms}
	s.Cluster.Node = []script.NodeSettings{{Node: 2, ClockRate: 1_250_000}}
	first := run(t, s, 1).where(trace.TimerFired)[0]
	if first.Node != 2 || first.At > 160*ms || first.At < 160*ms-s.Cluster.Tick {
		t.Errorf("%v expires first, at %v; n2's clock is 1.25 times too fast, so it should at 160ms", first.Node, first.At)
	}
}

// The clock changes during the wait: half of it passes at true speed, the rest at double speed.
func TestClockRateChangesDuringAWait(t *testing.T) {
	s := newScript(1, time.Second, script.Step{At: 100 * ms, Do: script.ClockAction{Nodes: nodes(1), Rate: 2_000_000}})
	s.Cluster.ElectionTimeout = script.Range{Min: 200 * ms, Max: 200 * ms}
	if at := run(t, s, 1).where(trace.TimerFired)[0].At; at > 150*ms || at < 150*ms-s.Cluster.Tick {
		t.Errorf("the timer expires at %v, not at 150ms", at)
	}
}

func TestNodesOwnElectionTimeout(t *testing.T) {
	s := newScript(3, 400*ms)
	s.Cluster.Node = []script.NodeSettings{{Node: 3, ElectionTimeout: script.Range{Min: 100 * ms, Max: 110 * ms}}}
	for seed := range uint64(*seeds) {
		if first := run(t, s, seed).where(trace.TimerFired)[0]; first.Node != 3 {
			t.Errorf("seed %d: %v expires first, though n3 waits least", seed, first.Node)
		}
	}
}

// A vote is on disk before it is told, and so is an entry before it is acknowledged.
func TestSendingWaitsForTheDisk(t *testing.T) {
	const fsync = 7 * ms
	s := newScript(3, 600*ms)
	s.Cluster.Fsync = chance.Fixed(fsync)
	r := run(t, s, 1)
	decided := map[trace.NodeID]time.Duration{}
	appended := map[trace.NodeID]time.Duration{}
	for _, e := range r.events {
		switch {
		case e.Kind == trace.Voted && e.Granted:
			decided[e.Node] = e.At
		case e.Kind == trace.Appended:
			appended[e.Node] = e.At
		case e.Kind == trace.Sent && (e.Message == trace.VoteReply || e.Message == trace.RequestVote):
			if e.At < decided[e.Node]+fsync {
				t.Errorf("%v sends %v at %v, its vote of %v is not on disk yet", e.Node, e.Message, e.At, decided[e.Node])
			}
		case e.Kind == trace.Sent && e.Message == trace.AppendReply:
			if e.At < appended[e.Node]+fsync {
				t.Errorf("%v acknowledges at %v what it wrote at %v", e.Node, e.At, appended[e.Node])
			}
		}
	}
	if len(decided) != 3 || len(appended) != 3 {
		t.Fatalf("nothing to see: votes %v, entries %v", decided, appended)
	}
}

// A crash before the sync takes the vote with it: on disk is what was synced, and nothing else.
func TestCrashLosesWhatWasNotSynced(t *testing.T) {
	s := led(3, 300*ms,
		script.Step{When: script.Condition{Kind: script.Votes, Nodes: nodes(2)}, Do: script.CrashAction{Nodes: nodes(2)}},
		script.Step{At: 100 * ms, Do: script.RestartAction{Nodes: nodes(2)}})
	s.Cluster.Fsync = chance.Fixed(5 * ms)
	restart := run(t, s, 1).where(trace.FaultMade, fault(trace.Restart))[0]
	if restart.Term != 0 || restart.VotedFor != 0 {
		t.Errorf("n2 finds term %d and a vote for %v on its disk, both not yet synced", restart.Term, restart.VotedFor)
	}
}

// A crash does not cut the log to the commit index. A server on the etcd engine starts again with the commit
// index of its last sync, and applies up to there; the paper's forgets it (Figure 2).
func TestARestartKeepsTheLogAndOnEtcdTheCommitIndex(t *testing.T) {
	s := led(3, time.Second,
		script.Step{At: 200 * ms, Do: script.ProposeAction{Command: "a"}},
		script.Step{At: 300 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), kind(script.Others)}}},
		script.Step{At: 310 * ms, Do: script.ProposeAction{Command: "b", To: nodes(1)}},
		script.Step{At: 400 * ms, Do: script.CrashAction{Nodes: nodes(1)}},
		script.Step{At: 410 * ms, Do: script.RestartAction{Nodes: nodes(1)}},
		script.Step{At: 800 * ms, Do: script.HealAction{}})
	for name, r := range bothEngines(t, map[string]*sim.World{}, s, 1) {
		restart := r.where(trace.FaultMade, fault(trace.Restart))[0]
		if restart.Last != (trace.Position{Term: 1, Index: 3}) {
			t.Errorf("%s: n1 finds its log up to %v, not up to the uncommitted (1,3)", name, restart.Last)
		}
		after := r.where(trace.Committed, at(1), func(e *trace.Event) bool { return e.Seq > restart.Seq })
		if len(after) == 0 || after[0].First != 1 || (after[0].At == restart.At) != (name == etcdraft.Name) {
			t.Errorf("%s: after its restart at %v n1 learns the commit index by %v", name, restart.At, after)
		}
	}
}

func TestPausedServerDoesNothingAndMessagesWait(t *testing.T) {
	s := led(3, time.Second,
		script.Step{At: 300 * ms, Do: script.PauseAction{Nodes: nodes(1)}},
		script.Step{At: 700 * ms, Do: script.ResumeAction{Nodes: kind(script.Paused)}})
	r := run(t, s, 1)
	during := func(e *trace.Event) bool { return e.At > 300*ms && e.At < 700*ms }
	for _, k := range []trace.Kind{trace.Sent, trace.Delivered, trace.RoleChange, trace.TimerFired} {
		if did := r.where(k, at(1), during); len(did) > 0 {
			t.Errorf("while paused, n1 has event %+v", did[0])
		}
	}
	if lost := r.where(trace.Lost, func(e *trace.Event) bool { return e.Peer == 1 }); len(lost) > 0 {
		t.Errorf("a message to the paused n1 is lost: %+v", lost[0])
	}
	down := r.where(trace.RoleChange, at(1), func(e *trace.Event) bool { return e.From == trace.Leader })
	if len(down) != 1 || down[0].At != 700*ms || down[0].Reason != trace.HigherTerm {
		t.Errorf("on waking, n1 should learn of the new term at once: %+v", down)
	}
}

// The disk finishes while the process is stopped; the process goes on from there.
func TestSyncEndsDuringAPause(t *testing.T) {
	s := led(3, time.Second,
		script.Step{When: script.Condition{Kind: script.BecameCandidate}, After: ms, Do: script.PauseAction{Nodes: nodes(1)}},
		script.Step{At: 60 * ms, Do: script.ResumeAction{Nodes: kind(script.Paused)}})
	s.Cluster.Fsync = chance.Fixed(5 * ms)
	requests := run(t, s, 1).where(trace.Sent, at(1), func(e *trace.Event) bool { return e.Message == trace.RequestVote })
	if len(requests) != 2 || requests[0].At != 60*ms {
		t.Errorf("n1 should send its requests when it goes on at 60ms: %+v", requests)
	}
}

func TestClientsAreToldTheTruth(t *testing.T) {
	s := led(5, 2*time.Second,
		script.Step{At: 10 * ms, Do: script.ProposeAction{Command: "early"}},
		script.Step{At: 200 * ms, Do: script.ProposeAction{Command: "a"}},
		script.Step{At: 210 * ms, Do: script.ProposeAction{Command: "b", To: nodes(2)}},
		script.Step{At: 300 * ms, Do: script.PartitionAction{Groups: []script.Selector{nodes(1, 2), nodes(3, 4, 5)}}},
		script.Step{At: 310 * ms, Do: script.ProposeAction{Command: "c", To: nodes(1)}},
		script.Step{At: time.Second, Do: script.HealAction{}})
	told := map[string][]trace.Outcome{}
	for _, e := range run(t, s, 1).where(trace.Client) {
		told[e.Command] = append(told[e.Command], e.Outcome)
	}
	want := map[string][]trace.Outcome{
		"early": {trace.RefusedNow},
		"a":     {trace.Proposed, trace.CommittedOK},
		"b":     {trace.Proposed, trace.RefusedNow},
		"c":     {trace.Proposed, trace.LostForGood, trace.UnknownYet}, // lost while n1 still believes that it leads
	}
	for command, outcomes := range want {
		if !slices.Equal(told[command], outcomes) {
			t.Errorf("the client of %q hears %v, not %v", command, told[command], outcomes)
		}
	}
}

func TestLeadershipTransferLeavesNoGapOfATimeout(t *testing.T) {
	s := led(3, time.Second, script.Step{At: 300 * ms, Do: script.TransferAction{To: nodes(3)}})
	r := run(t, s, 1)
	elected := r.where(trace.RoleChange, at(3), became(trace.Leader))
	if len(elected) != 1 || elected[0].At > 380*ms {
		t.Fatalf("n3 should lead within a few round trips: %+v", elected)
	}
	if candidacy := r.where(trace.RoleChange, at(3), became(trace.Candidate))[0]; candidacy.Reason != trace.Transfer {
		t.Errorf("n3 is a candidate because of %v", candidacy.Reason)
	}
}

func TestMembershipChanges(t *testing.T) {
	s := led(5, 2*time.Second,
		script.Step{At: 300 * ms, Do: script.ChangeAction{Learn: []trace.NodeID{4}}},
		script.Step{At: 500 * ms, Do: script.ChangeAction{Add: []trace.NodeID{4}}},
		script.Step{At: 700 * ms, Do: script.ChangeAction{Add: []trace.NodeID{5}, Remove: []trace.NodeID{2}, Joint: true}},
		script.Step{At: time.Second, Do: script.ChangeAction{Remove: []trace.NodeID{1}}})
	s.Cluster.Voters = []trace.NodeID{1, 2, 3}
	r := run(t, s, 1)
	r.noViolation(t)
	last := map[trace.NodeID]*trace.Config{}
	joint := false
	for _, e := range r.where(trace.Reconfigured) {
		last[e.Node] = e.Config
		joint = joint || len(e.Config.Outgoing) > 0
	}
	for _, id := range []trace.NodeID{3, 4, 5} {
		if !slices.Equal(last[id].Voters, []trace.NodeID{3, 4, 5}) || len(last[id].Outgoing) > 0 {
			t.Errorf("%v ends with configuration %+v", id, *last[id])
		}
	}
	if !joint {
		t.Error("nobody was ever in joint consensus")
	}
	if removed := r.where(trace.RoleChange, at(1), why(trace.Removed)); len(removed) != 1 {
		t.Errorf("the leader that removed itself should step down: %+v", removed)
	}
	if early := r.where(trace.TimerFired, at(5), func(e *trace.Event) bool { return e.At < 700*ms }); len(early) > 0 {
		t.Errorf("n5 campaigns before it is a member: %+v", early[0])
	}
}

func TestSnapshotReachesASlowFollower(t *testing.T) {
	s := led(3, 2*time.Second,
		script.Step{At: 200 * ms, Do: script.CrashAction{Nodes: nodes(3)}},
		script.Step{At: 300 * ms, Do: script.ProposeAction{Command: "x", Count: 10, Every: 10 * ms}},
		script.Step{At: 600 * ms, Do: script.CompactAction{Nodes: kind(script.All)}},
		script.Step{At: 700 * ms, Do: script.RestartAction{Nodes: nodes(3)}},
		script.Step{At: time.Second, Do: script.ProposeAction{Command: "y"}})
	r := run(t, s, 1)
	r.noViolation(t)
	if restored := r.where(trace.Restored, at(3)); len(restored) != 1 || restored[0].Index != 11 {
		t.Errorf("n3 should restore a snapshot of entries 1 to 11: %+v", restored)
	}
	if applied := r.where(trace.AppliedTo, at(3)); len(applied) == 0 || applied[len(applied)-1].Index != 12 {
		t.Errorf("n3 should go on with entry 12: %+v", applied)
	}
}

// Raft gives up on a server whose disk lost what it had acknowledged. That ends the server, not the run.
func TestBrokenAssumptionsEndTheServer(t *testing.T) {
	s := led(3, 2*time.Second,
		script.Step{At: 100 * ms, Do: script.DiskAction{Nodes: nodes(2), Fault: trace.LoseUnsynced}},
		script.Step{At: 200 * ms, Do: script.ProposeAction{Command: "x", Count: 5, Every: 10 * ms}},
		script.Step{At: 500 * ms, Do: script.CrashAction{Nodes: nodes(2)}},
		script.Step{At: 510 * ms, Do: script.RestartAction{Nodes: nodes(2)}})
	r := run(t, s, 1)
	ended := r.where(trace.Ended)
	if len(ended) != 1 || ended[0].Node != 2 || ended[0].Detail == "" {
		t.Fatalf("Raft should give up on n2: %+v", ended)
	}
	if stop := r.events[len(r.events)-1]; stop.Kind != trace.Stopped || stop.At != s.Until {
		t.Errorf("the run ends at %v with %v", stop.At, stop.Kind)
	}
}

// Two servers without a quorum would campaign for ten hours; the run is bounded, and says so.
func TestEndlessRunIsBounded(t *testing.T) {
	s := newScript(3, 10*time.Hour, script.Step{At: 0, Do: script.PartitionAction{Groups: []script.Selector{nodes(1), nodes(2), nodes(3)}}})
	s.MaxEvents = 5000
	r := run(t, s, 1)
	last := r.events[len(r.events)-1]
	if last.Kind != trace.Stopped || last.Reason != trace.EventLimit {
		t.Errorf("the run ends with %v %v", last.Kind, last.Reason)
	}
	if n := len(r.events); n < s.MaxEvents || n > s.MaxEvents+50 {
		t.Errorf("%d events were told, with a limit of %d", n, s.MaxEvents)
	}
}

func TestDenialsAlwaysHaveAReason(t *testing.T) {
	denied := 0
	for seed := range uint64(*seeds) {
		for _, e := range run(t, randomScript(seed), seed).where(trace.Voted) {
			if !e.Granted {
				denied++
				if e.Reason == 0 {
					t.Fatalf("seed %d: event %d denies a vote without a reason", seed, e.Seq)
				}
				if e.Reason == trace.LogBehind && !e.PeerLast.Before(e.Last) {
					t.Fatalf("seed %d: event %d calls log %v behind %v", seed, e.Seq, e.PeerLast, e.Last)
				}
			}
		}
	}
	if denied == 0 {
		t.Fatal("no vote was denied")
	}
}

func TestInvalidScriptsAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(s *script.Script){
		"no servers":                 func(s *script.Script) { s.Cluster.Nodes = 0 },
		"a thousand servers":         func(s *script.Script) { s.Cluster.Nodes = 1000 },
		"nobody votes":               func(s *script.Script) { s.Cluster.Nodes, s.Cluster.Learners = 1, []trace.NodeID{1} },
		"range upside down":          func(s *script.Script) { s.Cluster.ElectionTimeout = script.Range{Min: 300 * ms, Max: 150 * ms} },
		"heartbeat too long":         func(s *script.Script) { s.Cluster.Heartbeat = 150 * ms },
		"no tick":                    func(s *script.Script) { s.Cluster.Tick = 0 },
		"no end":                     func(s *script.Script) { s.Until = 0 },
		"longer than a day":          func(s *script.Script) { s.Until = 25 * time.Hour },
		"a step after the end":       func(s *script.Script) { s.Steps = []script.Step{{At: time.Minute, Do: script.HealAction{}}} },
		"a step without action":      func(s *script.Script) { s.Steps = []script.Step{{At: 0}} },
		"a server that is not there": func(s *script.Script) { s.Steps = []script.Step{{Do: script.CrashAction{Nodes: nodes(6)}}} },
		"a link to itself":           func(s *script.Script) { s.Cluster.Links = []script.Link{{From: 1, To: 1}} },
		"an impossible clock":        func(s *script.Script) { s.Cluster.Node = []script.NodeSettings{{Node: 1, ClockRate: 5}} },
	} {
		s := newScript(5, time.Second)
		spoil(s)
		if err := s.Validate(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// A step may follow the one before, even where nobody is left for anything else to happen.
func TestStepFollowsTheStepBefore(t *testing.T) {
	s := newScript(3, time.Second,
		script.Step{At: 100 * ms, Do: script.CrashAction{Nodes: kind(script.All)}},
		script.Step{When: script.Condition{Kind: script.StepBefore}, After: 50 * ms, Do: script.RestartAction{Nodes: kind(script.Crashed)}})
	restarts := run(t, s, 1).where(trace.FaultMade, fault(trace.Restart))
	if len(restarts) != 3 || restarts[0].At != 150*ms {
		t.Errorf("all should be back at 150ms: %+v", restarts)
	}
}

// A step that waits sees what the step before brings about itself.
func TestStepSeesWhatTheStepBeforeDoes(t *testing.T) {
	s := newScript(3, time.Second,
		script.Step{At: 20 * ms, Do: script.TimeoutAction{Nodes: nodes(2)}},
		script.Step{When: script.Condition{Kind: script.BecameCandidate, Nodes: nodes(2)}, Do: script.CrashAction{Nodes: nodes(2)}})
	if crashes := run(t, s, 1).where(trace.FaultMade, fault(trace.Crash)); len(crashes) != 1 || crashes[0].At != 20*ms {
		t.Errorf("n2 should crash at 20ms: %+v", crashes)
	}
}
