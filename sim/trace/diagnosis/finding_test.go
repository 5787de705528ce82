package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/diagnosis"
	"raftlab/sim/trace/timeline"
)

func TestFinding(t *testing.T) {
	sound := plottest.Eventful()
	sound.Violations = nil
	alone := *sound
	alone.Outages, alone.Elections = sound.Outages[:1], sound.Elections[:1]
	for _, c := range []struct {
		run    *timeline.Timeline
		en, zh string
	}{
		{plottest.Eventful(), "Election safety is violated after 900 ms", "900 ms 时选举安全性被违反"},
		{sound, "A split vote in term 2 keeps the cluster without a leader for 356 ms", "任期 2 选票分裂，集群 356 ms 没有领导者"},
		{&alone, "The first timer expires after 170 ms, and n3 leads term 1 after 186 ms",
			"第一个计时器在 170 ms 时到期，n3 在 186 ms 时当选任期 1 的领导者"},
		{plottest.NewRun(3, "").Timeline(), "The cluster always has a leader", "集群始终有领导者"},
		{plottest.RealRun(t, "leader-crash", 1), "n5 crashes: 178 ms without a leader until n4 leads term 2",
			"n5 宕机：178 ms 没有领导者，随后 n4 在任期 2 当选"},
		{plottest.RealRun(t, "figure-8", 1), "Entry 2 of term 2 is on 3 of 5 servers, and is overwritten all the same",
			"任期 2 的条目 2 已在 5 台服务器中的 3 台上，仍被覆盖"},
		{plottest.RealRun(t, "forgotten-vote", 1), "n2 votes for n1 and for n3 in term 1: one vote per term is violated after 76 ms",
			"n2 在任期 1 先后投票给 n1 和 n3：76 ms 时每任期一票被违反"},
		{plottest.RealRun(t, "stale-read", 1), "Not linearizable: read x → 1 of n1, after read x → 2 of n3",
			"不满足线性一致性：n3 的“读取 x → 2”之后，出现 n1 的“读取 x → 1”"},
		{plottest.RealRun(t, "pre-vote", 1), "n5 asks 10 times for pre-votes in vain: n1 leads on in term 1",
			"n5 请求预投票 10 次，都没有成功：n1 继续领导任期 1"},
		{plottest.RealRun(t, "removed-server", 1), "n5 stands for election 9 times in vain: n1 leads on in term 1",
			"n5 参选 9 次，都没有当选：n1 继续领导任期 1"},
		{plottest.RealRun(t, "no-quorum", 1), "No quorum in reach: 11 elections fail, no leader for the last 2500 ms",
			"联系不到多数派：11 次选举失败，最后 2500 ms 没有领导者"},
		{plottest.RealRun(t, "three-groups", 1), "No quorum in reach: 7 elections fail, 1591 ms without a leader until n3 leads term 9",
			"联系不到多数派：7 次选举失败，1591 ms 没有领导者，随后 n3 在任期 9 当选"},
		{plottest.RealRun(t, "partial-partition", 1),
			"n1 steps down for the higher term of n2, whose log is behind: 860 ms without a leader until n5 leads term 7",
			"n1 因 n2 的更高任期下台，而后者的日志落后：860 ms 没有领导者，随后 n5 在任期 7 当选"},
		{plottest.RealRun(t, "higher-term-shorter-log", 1), "n2 crashes, and the log of n1 is behind: 111 ms without a leader until n3 leads term 4",
			"n2 宕机，而 n1 的日志落后：111 ms 没有领导者，随后 n3 在任期 4 当选"},
	} {
		for l, want := range map[lang.Lang]string{lang.English: c.en, lang.Chinese: c.zh} {
			if got := diagnosis.Of(c.run, diagnosis.Whole(c.run)).In(l); got != want {
				t.Errorf("%s: %q, want %q", l, got, want)
			}
		}
	}
}

// A part of the run in which an old leader does not know that it was replaced.
func TestFindingNamesWhoStillBelievesThatItLeads(t *testing.T) {
	run := plottest.RealRun(t, "heal", 1)
	part := diagnosis.Window{From: 1490 * plottest.Millisecond, To: 1620 * plottest.Millisecond}
	if got, want := diagnosis.Of(run, part).In(lang.English), "n5 leads term 2, and n1 still believes that it leads term 1"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	part = diagnosis.Window{From: 1700 * plottest.Millisecond, To: 1800 * plottest.Millisecond}
	if got, want := diagnosis.Of(run, part).In(lang.English), "n5 leads term 2 all the time"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFindingNamesWhoDeposedTheLeader(t *testing.T) {
	r := plottest.NewRun(3, "")
	r.Lead(1, 1)
	r.Now += 100 * plottest.Millisecond
	r.Tell(trace.Event{Kind: trace.RoleChange, Node: 1, Role: trace.Follower, Term: 7, Reason: trace.HigherTerm, Peer: 3})
	r.Tell(trace.Event{Kind: trace.ClusterLed, Reason: trace.LeaderDeposed})
	r.Now += 50 * plottest.Millisecond
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	run := r.Timeline()
	if got, want := diagnosis.Of(run, diagnosis.Whole(run)).In(lang.English), "n1 steps down for the higher term of n3: no leader for the last 50 ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPhasesAreSaid(t *testing.T) {
	run := plottest.Eventful()
	for l, want := range map[lang.Lang][]string{
		lang.English: {"timer of n1 expires after 116 ms", "term 2: split 2–2", "term 3: won 3/5"},
		lang.Chinese: {"n1 的计时器在 116 ms 后到期", "任期 2：选票分裂 2–2", "任期 3：当选 3/5"},
	} {
		var got []string
		for _, phase := range run.Outages[1].Phases {
			got = append(got, diagnosis.PhaseWords(l, run, phase)[0])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
	}
}

// An election that the end of the run cuts short tells less than one that came to its end.
func TestWindowIsOfAnElectionThatEnded(t *testing.T) {
	run := plottest.RealRun(t, "removed-server", 1)
	last := run.Elections[len(run.Elections)-1]
	if diagnosis.FailureOf(run, last) != diagnosis.CutShort {
		t.Fatalf("the last election is not cut short: %+v", last)
	}
	if from := diagnosis.Enlarged(run).From; from > run.Elections[len(run.Elections)-2].From {
		t.Errorf("enlarged from %v on: the election before is not shown whole", from)
	}
}

func TestWhyNobodyWon(t *testing.T) {
	for _, c := range []struct {
		scenario string
		term     trace.Term
		want     diagnosis.Failure
		words    string
	}{
		{"no-quorum", 4, diagnosis.OutOfReach, "no quorum"}, // n3 and n4 had voted too, but two votes more are none of three
		{"no-quorum", 14, diagnosis.CutShort, "undecided"},
		{"partial-partition", 2, diagnosis.ShortLog, "log behind"},
		{"partial-partition", 12, diagnosis.SplitVote, "split 2–2"},
		{"partial-partition", 13, diagnosis.Unexplained, "nobody won"}, // n5 was granted three votes; an answer was lost
		{"pre-vote-alone", 3, diagnosis.ShortLog, "pre-vote failed"},
	} {
		run := plottest.RealRun(t, c.scenario, 1)
		for _, e := range run.Elections {
			if e.Term != c.term {
				continue
			}
			if why, words := diagnosis.FailureOf(run, e), diagnosis.FailureInShort(lang.English, run, e); why != c.want || words != c.words {
				t.Errorf("%s, term %d: failure %d, %q", c.scenario, c.term, why, words)
			}
		}
	}
}

func TestClimbsAreOfOneServerAlone(t *testing.T) {
	r := plottest.NewRun(3, "")
	for term := range trace.Term(3) {
		r.Now += 100 * plottest.Millisecond
		r.Turn(2, trace.Candidate, term+1, trace.ElectionTimeout)
	}
	r.Now += 100 * plottest.Millisecond
	r.Turn(1, trace.Follower, 3, trace.HigherTerm)
	r.Now += 100 * plottest.Millisecond
	r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
	got := diagnosis.Climbs(r.Timeline())
	if want := (diagnosis.Climb{Node: 2, From: 0, To: 3, Start: 100 * plottest.Millisecond, End: 300 * plottest.Millisecond}); len(got) != 1 || got[0] != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// How many had an entry that was overwritten is told of who could vote: in joint consensus of both halves.
func TestAnOverwrittenEntryIsCountedInBothHalves(t *testing.T) {
	for _, test := range []struct {
		config trace.Config
		want   string
	}{
		{trace.Config{Voters: []trace.NodeID{1, 2, 3, 4, 5}}, "Entry 1 of term 1 is on 3 of 5 servers, and is overwritten all the same"},
		{trace.Config{Voters: []trace.NodeID{1, 2, 4}}, "Entry 1 of term 1 is on 2 of 3 voters, and is overwritten all the same"},
		{trace.Config{Voters: []trace.NodeID{2, 3, 4, 5}, Outgoing: []trace.NodeID{1, 2, 3}}, ""},
		{trace.Config{Voters: []trace.NodeID{3, 4, 2}, Outgoing: []trace.NodeID{1, 2, 3, 5}},
			"Entry 1 of term 1 is on 2 of 3 new and 3 of 4 old voters, and is overwritten all the same"},
	} {
		r := plottest.NewRun(5, "")
		for id := range trace.NodeID(5) {
			r.Tell(trace.Event{Kind: trace.Reconfigured, Node: id + 1, Config: &test.config})
		}
		r.Now += 10 * plottest.Millisecond
		for id := range trace.NodeID(3) {
			r.Tell(trace.Event{Kind: trace.Appended, Node: id + 1, Index: 1, EntryTerm: 1, Entry: trace.Command, Command: "x"})
		}
		r.Now += 10 * plottest.Millisecond
		r.Tell(trace.Event{Kind: trace.Truncated, Node: 3, First: 1, Index: 1})
		r.Now += 10 * plottest.Millisecond
		r.Tell(trace.Event{Kind: trace.Stopped, Reason: trace.RunOver})
		run := r.Timeline()
		got := diagnosis.Of(run, diagnosis.Whole(run)).In(lang.English)
		if test.want == "" && !strings.HasPrefix(got, "Entry") {
			continue
		}
		if got != test.want {
			t.Errorf("%+v: %q, want %q", test.config, got, test.want)
		}
	}
}

// Where clients were told what cannot be, the picture is of that, and of both answers.
func TestAWrongAnswerIsEnlarged(t *testing.T) {
	for scenario, wrong := range map[string][2]uint64{"stale-read": {4, 5}, "duplicate-retry": {1, 4}} {
		run := plottest.RealRun(t, scenario, 1)
		w := diagnosis.Enlarged(run)
		for _, id := range wrong {
			if o := run.Operations[id-1]; !w.Shows(o.Asked) || !w.Shows(o.AnswerAt) {
				t.Errorf("%s: %v to %v does not show operation %d, from %v to %v", scenario, w.From, w.To, id, o.Asked, o.AnswerAt)
			}
		}
		if found, ok := diagnosis.Of(run, w).(diagnosis.WrongAnswer); !ok || found.After.ID != wrong[0] || found.Misfit.ID != wrong[1] {
			t.Errorf("%s: %s", scenario, diagnosis.Of(run, w).In(lang.English))
		}
	}
}
