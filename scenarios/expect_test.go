package scenarios

import (
	"strings"
	"testing"
	"time"

	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// story is a run of three servers that did not take place: n1 leads term 1 from 200 ms, crashes at
// 1 s and is back at 1.8 s; n2 leads term 2 from 1.3 s to the end at 3 s. Client a is served by n1;
// b is on n1 alone when it crashes, and lost; c is served by n2.
func story() *timeline.Timeline {
	run := storyWithoutDenials()
	for _, v := range run.Votes {
		if !v.Granted {
			run.Denials = append(run.Denials, v)
		}
	}
	return run
}

func storyWithoutDenials() *timeline.Timeline {
	const s = time.Second
	entry := func(at time.Duration, index trace.Index, term trace.Term, command string) timeline.LogChange {
		return timeline.LogChange{At: at, First: index, Index: index, Term: term, Entry: trace.Command, Command: command}
	}
	return &timeline.Timeline{
		End: 3 * s, Stop: trace.RunOver,
		Servers: []timeline.Server{
			{Node: 1, Bands: []timeline.Band{
				{From: 0, To: 150 * ms, Role: trace.Follower},
				{From: 150 * ms, To: 200 * ms, Role: trace.Candidate, Term: 1},
				{From: 200 * ms, To: s, Role: trace.Leader, Term: 1},
				{From: s, To: 1800 * ms, Term: 1},
				{From: 1800 * ms, To: 1850 * ms, Role: trace.Follower, Term: 1},
				{From: 1850 * ms, To: 3 * s, Role: trace.Follower, Term: 2, Reason: trace.HigherTerm}},
				Commits: []timeline.Commit{{At: 400 * ms, Index: 1, Role: trace.Leader}, {At: 2 * s, Index: 2, Role: trace.Follower}},
				Log: []timeline.LogChange{entry(300*ms, 1, 1, "a"), entry(900*ms, 2, 1, "b"),
					{At: 1900 * ms, Truncate: true, First: 2, Index: 2}, entry(1900*ms, 2, 2, "c")}},
			{Node: 2, Bands: []timeline.Band{
				{From: 0, To: 160 * ms, Role: trace.Follower},
				{From: 160 * ms, To: 1200 * ms, Role: trace.Follower, Term: 1},
				{From: 1200 * ms, To: 1300 * ms, Role: trace.Candidate, Term: 2},
				{From: 1300 * ms, To: 3 * s, Role: trace.Leader, Term: 2}},
				Commits: []timeline.Commit{{At: 500 * ms, Index: 1, Role: trace.Follower}, {At: 1600 * ms, Index: 2, Role: trace.Leader}},
				Log:     []timeline.LogChange{entry(350*ms, 1, 1, "a"), entry(1500*ms, 2, 2, "c")}},
			{Node: 3, Bands: []timeline.Band{
				{From: 0, To: 160 * ms, Role: trace.Follower},
				{From: 160 * ms, To: 1210 * ms, Role: trace.Follower, Term: 1},
				{From: 1210 * ms, To: 3 * s, Role: trace.Follower, Term: 2}},
				Commits: []timeline.Commit{{At: 500 * ms, Index: 1, Role: trace.Follower}},
				Log:     []timeline.LogChange{entry(350*ms, 1, 1, "a")}},
		},
		Led: []timeline.Span{
			{From: 0, To: 200 * ms, Reason: trace.Boot},
			{From: 200 * ms, To: s, Leader: 1, Term: 1, Reason: trace.LeaderElected},
			{From: s, To: 1300 * ms, Reason: trace.LeaderCrashed},
			{From: 1300 * ms, To: 3 * s, Leader: 2, Term: 2, Reason: trace.LeaderElected}},
		Outages: []timeline.Outage{
			{From: 0, To: 200 * ms, New: 1, Term: 1, Phases: []timeline.Phase{
				{From: 0, To: 150 * ms, Kind: timeline.Detection, Election: -1}, {From: 150 * ms, To: 200 * ms, Kind: timeline.WinningRound}}},
			{From: s, To: 1300 * ms, Old: 1, New: 2, Term: 2, Phases: []timeline.Phase{
				{From: s, To: 1090 * ms, Kind: timeline.Detection, Election: -1},
				{From: 1090 * ms, To: 1200 * ms, Kind: timeline.FailedRound, Election: 1},
				{From: 1200 * ms, To: 1300 * ms, Kind: timeline.WinningRound, Election: 2}}}},
		Elections: []timeline.Election{
			{Term: 1, Winner: 1, Candidates: []timeline.Candidacy{{Node: 1, Won: true}}},
			{Term: 2, Winner: 2, Candidates: []timeline.Candidacy{{Node: 3, Pre: true}, {Node: 2, Won: true}}}},
		Faults: []timeline.Fault{{At: s, Until: 1800 * ms, Fault: trace.Crash, Node: 1}, {At: 1800 * ms, Fault: trace.Restart, Node: 1}},
		Votes: []timeline.Vote{
			{At: 150 * ms, Voter: 1, Candidate: 1, Term: 1, Granted: true},
			{At: 160 * ms, Voter: 2, Candidate: 1, Term: 1, Granted: true},
			{At: 1100 * ms, Voter: 2, Candidate: 3, Term: 2, Pre: true, Reason: trace.LeaderLease},
			{At: 1250 * ms, Voter: 3, Candidate: 2, Term: 2, Reason: trace.LogBehind}},
		Messages: []timeline.Message{
			{Kind: trace.RequestVote, From: 1, To: 2, Sent: 151 * ms, Fate: timeline.Delivered},
			{Kind: trace.RequestVote, From: 2, To: 1, Sent: 1201 * ms, Fate: timeline.Lost, Reason: trace.ReceiverDown},
			{Kind: trace.Append, From: 1, To: 2, Sent: 1851 * ms, Fate: timeline.Ignored, Reason: trace.StaleTerm}},
		Commands: []timeline.Command{
			{Command: "a", Told: trace.CommittedOK, Outcome: trace.CommittedOK, Reason: trace.Applied},
			{Command: "b", Told: trace.UnknownYet, Outcome: trace.LostForGood, Reason: trace.Overwritten},
			{Command: "c", Outcome: trace.UnknownYet}},
		Verdicts: []timeline.Verdict{{Property: trace.ElectionSafety, Verdict: trace.Holds}},
	}
}

// secondLeaderOfTerm2 makes n1 lead the term that n2 leads.
func secondLeaderOfTerm2(r *timeline.Timeline) {
	r.Servers[0].Bands = append(r.Servers[0].Bands, timeline.Band{From: r.End, To: r.End, Role: trace.Leader, Term: 2})
}

// judged returns what an expectation finds in a run.
func judged(t *testing.T, line string, run *timeline.Timeline) Finding {
	t.Helper()
	return mustLoad(t, "expect:", "  - "+line).Judge(run)[0]
}

// TestExpectations shows every kind of expectation a run that it must accept and, but for a change
// in its words, the same run that it must refuse.
func TestExpectations(t *testing.T) {
	for _, test := range []struct {
		line string
		want trace.Verdict
		seen string
	}{
		{"leader: {by: 200ms}", trace.Holds, "the first leader was n1, at 200 ms"},
		{"leader: {by: 199ms}", trace.Violated, "the first leader was n1, at 200 ms"},
		{"leader: {after: crash, within: 300ms}", trace.Holds, "no leader for 300 ms"},
		{"leader: {after: crash, within: 299ms}", trace.Violated, "no leader for 300 ms"},
		{"leader: {after: start, within: 200ms}", trace.Holds, "no leader for 200 ms"},
		{"leader: {after: restart, within: 0ms}", trace.Holds, "no leader for 0 µs"},
		{"leader: {after: pause, within: 1s}", trace.Untested, "it never came to that: nothing was seen after pause"},
		{"leader: {is: n2}", trace.Holds, "n2 led, in term 2"},
		{"leader: [n2, n3]", trace.Holds, "n2 led, in term 2"},
		{"leader: {is: n1}", trace.Violated, "n2 led, in term 2"},
		{"leader: {is: n1, at: 500ms}", trace.Holds, "n1 led, in term 1"},
		{"leader: {is: none, at: 1s}", trace.Holds, "nobody led"},
		{"leader: {is: none, at: 999ms}", trace.Violated, "n1 led, in term 1"},
		{"leader: none", trace.Violated, "n2 led, in term 2"},
		{"leader: {is: n1, at: 1100ms}", trace.Violated, "nobody led"},
		{"leader: {not: n1, at: 1100ms}", trace.Untested, "nobody led"},
		{"leader: {not: n1}", trace.Holds, "n2 led, in term 2"},
		{"leader: {not: n2}", trace.Violated, "n2 led, in term 2"},
		{"leader: {is: n2, at: 4s}", trace.Untested, "the run ended before, at 3 s"},
		{"leaderless: {after: crash, less_than: 301ms}", trace.Holds, "no leader for 300 ms"},
		{"leaderless: {after: crash, less_than: 300ms}", trace.Violated, "no leader for 300 ms"},
		{"leaderless: {after: crash, more_than: 299ms}", trace.Holds, "no leader for 300 ms"},
		{"leaderless: {after: crash, more_than: 300ms}", trace.Violated, "no leader for 300 ms"},
		{"leaderless: {after: start, less_than: 201ms, more_than: 199ms}", trace.Holds, "no leader for 200 ms"},
		{"leaderless: {after: restart, less_than: 1ms}", trace.Holds, "no leader for 0 µs"},
		{"leaderless: {after: heal, less_than: 1s}", trace.Untested, "it never came to that: nothing was seen after heal"},
		{"undisturbed: {after: restart}", trace.Holds, "n2 led in term 2 to the end"},
		{"undisturbed: leader", trace.Violated, "n1 led in term 1 only until 1 s"},
		{"undisturbed: crash", trace.Violated, "nobody led then"},
		{"undisturbed: 1300ms", trace.Holds, "n2 led in term 2 to the end"},
		{"undisturbed: heal", trace.Untested, "it never came to that: nothing was seen after heal"},
		{"steps_down: {exactly: 0}", trace.Holds, "none"},
		{"steps_down: n1", trace.Violated, "none"},
		{"terms: 2", trace.Holds, "2"},
		{"terms: {at_least: 3}", trace.Violated, "2"},
		{"terms: {at_most: 1}", trace.Violated, "2"},
		{"terms: {at_least: 1, at_most: 2}", trace.Holds, "2"},
		{"elections: 2", trace.Holds, "2"},
		{"elections: {at_least: 3}", trace.Violated, "2"},
		{"split_votes: 0", trace.Holds, "0"},
		{"split_votes: {at_least: 1}", trace.Violated, "0"},
		{"leaders: 2", trace.Holds, "2"},
		{"leaders: 1", trace.Violated, "2"},
		{"leaders_at_once: 1", trace.Holds, "1"},
		{"leaders_at_once: 2", trace.Violated, "1"},
		{"leaders_per_term: 1", trace.Holds, "1"},
		{"leaders_per_term: {at_least: 2}", trace.Violated, "1"},
		{"gives_up: {exactly: 0}", trace.Holds, "none"},
		{"gives_up: n2", trace.Violated, "none"},
		{"term: {node: n2, at: 1200ms, exactly: 2}", trace.Holds, "n2: 2"},
		{"term: {node: n2, at: 1199ms, exactly: 2}", trace.Violated, "n2: 1"},
		{"term: {node: n1, at: 1s, exactly: 1}", trace.Untested, "n1: down"},
		{"term: {node: all, at_least: 2}", trace.Holds, "n1 n2 n3: 2"},
		{"denied: log behind", trace.Holds, "1: n3 to n2 at 1.3 s: log behind"},
		{"denied: {at_least: 3}", trace.Violated, "2, the first: n2 to n3 at 1.1 s: lease"},
		{"denied: {reason: log behind, pre: true}", trace.Violated, "none"},
		{"denied: {pre: true, by: n2, to: n3, term: 2}", trace.Holds, "1: n2 to n3 at 1.1 s: lease"},
		{"denied: {by: n1}", trace.Violated, "none"},
		{"denied: {to: leader}", trace.Holds, "1: n3 to n2 at 1.3 s: log behind"},
		{"granted: {to: old leader, exactly: 2}", trace.Holds, "2, the first: n1 to n1 at 150 ms"},
		{"granted: {term: 2}", trace.Violated, "none"},
		{"commit: {node: n2, exactly: 2}", trace.Holds, "n2: 2"},
		{"commit: {node: n2, at: 1599ms, exactly: 2}", trace.Violated, "n2: 1"},
		{"commit: {node: n1, at: 1900ms, exactly: 0}", trace.Holds, "n1: 0"},
		{"commit: {node: n1, at: 1500ms, exactly: 1}", trace.Untested, "n1: down"},
		{"commit: {node: all, exactly: 2}", trace.Violated, "n1 n2: 2, n3: 1"},
		{"entry: {node: n1, index: 2, term: 2}", trace.Holds, "n1: log from 1 on, terms 1 2"},
		{"entry: {node: n1, index: 2, term: 1}", trace.Violated, "n1: log from 1 on, terms 1 2"},
		{"entry: {node: n1, index: 2, term: 1, at: 1s}", trace.Holds, "n1: log from 1 on, terms 1 1"},
		{"entry: {node: [n1, n2], command: c}", trace.Holds, "n1 n2: log from 1 on, terms 1 2"},
		{"entry: {node: all, command: c}", trace.Violated, "n1 n2: log from 1 on, terms 1 2, n3: log from 1 on, terms 1"},
		{"entry: {node: all, command: b, absent: true}", trace.Holds, "n1 n2: log from 1 on, terms 1 2, n3: log from 1 on, terms 1"},
		{"entry: {node: n1, command: a, absent: true}", trace.Violated, "n1: log from 1 on, terms 1 2"},
		{"entry: {node: n3, index: 1, at: 100ms}", trace.Violated, "n3: empty log"},
		{"same_log: [n1, n2]", trace.Holds, "n1 n2: log from 1 on, terms 1 2"},
		{"same_log: all", trace.Violated, "n1 n2: log from 1 on, terms 1 2, n3: log from 1 on, terms 1"},
		{"same_log: {node: all, at: 400ms}", trace.Holds, "n1 n2 n3: log from 1 on, terms 1"},
		{"clients: {committed: 1, lost: 1, unknown: 1, refused: 0}", trace.Holds, "committed 1, lost 1, unknown 1, refused 0"},
		{"clients: {committed: {at_least: 2}}", trace.Violated, "committed 1, lost 1, unknown 1, refused 0"},
		{"command: {command: a, told: committed, outcome: committed}", trace.Holds,
			"told first: committed, in the end: committed, applied by the leader that accepted it"},
		{"command: {command: b, told: unknown, outcome: lost, reason: overwritten}", trace.Holds,
			"told first: unknown, in the end: lost, overwritten by another entry"},
		{"command: {command: b, told: committed}", trace.Violated,
			"told first: unknown, in the end: lost, overwritten by another entry"},
		{"command: {command: c, told: unknown}", trace.Holds, "told first: unknown, in the end: unknown"},
		{"command: {command: d, told: unknown}", trace.Untested, "nobody sent it"},
		{"lost: {reason: down, kind: request vote, from: n2, to: n1}", trace.Holds, "1: vote request from n2 to n1 at 1.2 s"},
		{"lost: {reason: partition}", trace.Violated, "none"},
		{"ignored: {reason: stale term, from: n1}", trace.Holds, "1: append from n1 to n2 at 1.9 s"},
		{"ignored: {kind: request vote}", trace.Violated, "none"},
		{"sent: {kind: request vote, exactly: 2}", trace.Holds, "2, the first: vote request from n1 to n2 at 151 ms"},
		{"sent: {kind: snapshot}", trace.Violated, "none"},
		{"duplicated: {exactly: 0}", trace.Holds, "none"},
		{"rejected: {from: n1}", trace.Violated, "none"},
		{"violated: election safety", trace.Violated, "not violated: election safety"},
		{"ended: n2", trace.Violated, "n2: ran on"},
	} {
		t.Run(test.line, func(t *testing.T) {
			got := judged(t, test.line, story())
			if got.Verdict != test.want || got.Seen.EN != test.seen {
				t.Errorf("%v, seen %q; want %v, seen %q", got.Verdict, got.Seen.EN, test.want, test.seen)
			}
			if got.Line != 4 || got.Expected.EN == "" || got.Expected.ZH == "" || got.Seen.ZH == "" {
				t.Errorf("incomplete: %+v", got)
			}
			if both := got.Expected.EN + got.Seen.EN + got.Expected.ZH + got.Seen.ZH; strings.Contains(both, "%!") {
				t.Errorf("a sentence is wrong: %s", both)
			}
		})
	}
}

// TestExpectationsInOtherRuns changes the story.
func TestExpectationsInOtherRuns(t *testing.T) {
	stepsDown := func(r *timeline.Timeline) {
		r.Servers[1].Bands = append(r.Servers[1].Bands[:3], timeline.Band{From: 1300 * ms, To: 2 * time.Second, Role: trace.Leader, Term: 2},
			timeline.Band{From: 2 * time.Second, To: r.End, Role: trace.Follower, Term: 3, Reason: trace.HigherTerm})
	}
	cutShort := func(r *timeline.Timeline) {
		r.Led[2].To, r.Led = 1400*ms, r.Led[:3]
		r.Outages[1].To, r.Outages[1].New, r.End = 1400*ms, 0, 1400*ms
	}
	noLeader := func(r *timeline.Timeline) {
		r.Led = []timeline.Span{{To: r.End}}
		r.Outages = []timeline.Outage{{To: r.End}}
	}
	broken := func(r *timeline.Timeline) {
		r.Breaches = []timeline.Breach{{Property: trace.ElectionSafety, Evidence: "two leaders"}}
		r.Servers[1].EndedWhy, r.Servers[1].EndedAt = "panic", 2*time.Second
	}
	overlap := func(r *timeline.Timeline) { r.Servers[0].Bands[2].To = 1301 * ms }
	yields := func(r *timeline.Timeline) {
		r.Elections[1].Candidates = append(r.Elections[1].Candidates,
			timeline.Candidacy{Node: 1, To: 1350 * ms, End: trace.LeaderOfTerm})
	}
	unreliable := func(r *timeline.Timeline) {
		r.Messages = append(r.Messages,
			timeline.Message{Kind: trace.Append, From: 2, To: 3, Sent: 1400 * ms, Fate: timeline.Delivered, Copy: true},
			timeline.Message{Kind: trace.Append, From: 2, To: 3, Sent: 1400 * ms, Fate: timeline.Lost, Copy: true},
			timeline.Message{Kind: trace.AppendReply, From: 3, To: 2, Sent: 1410 * ms, Fate: timeline.Delivered},
			timeline.Message{Kind: trace.AppendReply, From: 1, To: 2, Sent: 1420 * ms, Fate: timeline.Delivered, Granted: true})
	}
	split := func(r *timeline.Timeline) { r.Elections[1].Winner, r.Elections[1].Split = 0, true }
	for _, test := range []struct {
		line   string
		change func(*timeline.Timeline)
		want   trace.Verdict
		seen   string
	}{
		{"steps_down: {node: n2, reason: higher term, after: crash}", stepsDown, trace.Holds, "1: n2 at 2 s: saw a higher term"},
		{"steps_down: {reason: quorum lost}", stepsDown, trace.Violated, "none"},
		{"steps_down: {node: n1}", stepsDown, trace.Violated, "none"},
		{"steps_down: {after: 2500ms}", stepsDown, trace.Violated, "none"},
		{"steps_down: {after: heal}", stepsDown, trace.Untested, "it never came to that: nothing was seen after heal"},
		{"leaderless: {after: crash, less_than: 1s}", cutShort, trace.Untested, "no leader for 400 ms, until the run ended"},
		{"leaderless: {after: crash, less_than: 400ms}", cutShort, trace.Violated, "no leader for 400 ms, until the run ended"},
		{"leaderless: {after: crash, more_than: 399ms}", cutShort, trace.Holds, "no leader for 400 ms, until the run ended"},
		{"leaderless: {after: crash, more_than: 1s}", cutShort, trace.Untested, "no leader for 400 ms, until the run ended"},
		{"leader: {after: crash, within: 1s}", cutShort, trace.Untested, "no leader for 400 ms, until the run ended"},
		{"leader: {after: crash, within: 399ms}", cutShort, trace.Violated, "no leader for 400 ms, until the run ended"},
		{"leader: {by: 1s}", noLeader, trace.Violated, "nobody ever led"},
		{"leader: {by: 4s}", noLeader, trace.Untested, "the run ended before, at 3 s"},
		{"leader: none", noLeader, trace.Holds, "nobody led"},
		{"leader: n1", noLeader, trace.Violated, "nobody led"},
		{"leader: {not: n1}", noLeader, trace.Untested, "nobody led"},
		{"undisturbed: leader", noLeader, trace.Untested, "it never came to that: nothing was seen after the first leader"},
		{"same_log: old leader", noLeader, trace.Untested, "there was no such server"},
		{"violated: election safety", broken, trace.Holds, "two leaders"},
		{"violated: [election safety, log matching]", broken, trace.Violated, "not violated: log matching"},
		{"ended: n2", broken, trace.Holds, "n2: at 2 s: panic"},
		{"ended: n1", broken, trace.Violated, "n1: ran on"},
		{"leaders_at_once: 2", overlap, trace.Holds, "2"},
		{"leaders_per_term: {at_most: 1}", secondLeaderOfTerm2, trace.Violated, "2"},
		{"gives_up: {node: n1, reason: leader of term, term: 2}", yields, trace.Holds, "1: n1 at 1.4 s: heard the leader of this term"},
		{"gives_up: {reason: higher term}", yields, trace.Violated, "none"},
		{"gives_up: {node: n1, term: 1}", yields, trace.Violated, "none"},
		{"duplicated: {kind: append, from: n2, exactly: 1}", unreliable, trace.Holds, "1: append from n2 to n3 at 1.4 s"},
		{"duplicated: {kind: append reply}", unreliable, trace.Violated, "none"},
		{"rejected: {from: n3, exactly: 1}", unreliable, trace.Holds, "1: append reply from n3 to n2 at 1.4 s"},
		{"rejected: {from: n1}", unreliable, trace.Violated, "none"},
		{"split_votes: 1", split, trace.Holds, "1"},
		{"leaders: 1", split, trace.Holds, "1"},
	} {
		t.Run(test.line, func(t *testing.T) {
			run := story()
			test.change(run)
			got := judged(t, test.line, run)
			if got.Verdict != test.want || got.Seen.EN != test.seen {
				t.Errorf("%v, seen %q; want %v, seen %q", got.Verdict, got.Seen.EN, test.want, test.seen)
			}
		})
	}
}

// TestSafetyIsAlwaysJudged: without any expectation, and of what is not broken on purpose.
func TestSafetyIsAlwaysJudged(t *testing.T) {
	breach := func(properties ...trace.Property) *timeline.Timeline {
		run := story()
		for _, p := range properties {
			run.Breaches = append(run.Breaches, timeline.Breach{Property: p, Evidence: "evidence"})
		}
		return run
	}
	untested := story()
	untested.Verdicts = []timeline.Verdict{{Property: trace.ElectionSafety, Verdict: trace.Untested}}
	final := story()
	final.Verdicts[0].Verdict = trace.Violated
	for _, test := range []struct {
		expect string
		run    *timeline.Timeline
		want   trace.Verdict
	}{
		{"", story(), trace.Holds},
		{"", untested, trace.Untested},
		{"", final, trace.Violated},
		{"", breach(trace.LogMatching), trace.Violated},
		{"expect: [violated: log matching]", breach(trace.LogMatching), trace.Holds},
		{"expect: [violated: log matching]", breach(trace.LogMatching, trace.OneVotePerTerm), trace.Violated},
		{"expect: [violated: [log matching, one vote per term]]", breach(trace.LogMatching, trace.OneVotePerTerm), trace.Holds},
	} {
		findings := mustLoad(t, test.expect).Judge(test.run)
		last := findings[len(findings)-1]
		if last.Verdict != test.want || last.Line != 0 {
			t.Errorf("%q: %+v, want %v", test.expect, last, test.want)
		}
	}
}

func TestExpectedInWords(t *testing.T) {
	for line, want := range map[string]trace.Text{
		"leader: {after: crash, within: 700ms}": {EN: "a leader within 700ms after crash", ZH: "宕机后 700ms 内有领导者"},
		"leaderless: {after: partition, more_than: 50ms, less_than: 1s}": {
			EN: "time without a leader after partition: more than 50ms, less than 1s", ZH: "网络分区后无领导者的时间：长于 50ms，短于 1s"},
		"denied: {reason: log behind, by: n2, to: n3, term: 4}": {
			EN: "votes denied (log behind, by n2, to n3, term 4): at least 1", ZH: "被拒绝的选票（日志落后，投票者 n2，候选人 n3，任期 4）：至少 1"},
		"denied: {pre: true, exactly: 3}":      {EN: "pre-votes denied: exactly 3", ZH: "被拒绝的预投票：恰好 3"},
		"term: {node: old leader, at_most: 3}": {EN: "term of the old leader: at most 3", ZH: "旧领导者的任期：至多 3"},
		"entry: {node: [n1, n2], index: 2, term: 3, command: x=1, absent: true, at: 2250ms}": {
			EN: "n1 n2 at 2.25s does not have an entry (index 2, term 3, x=1)", ZH: "n1 n2 在 2.25s 时没有条目（索引 2，任期 3，x=1）"},
	} {
		t.Run(line, func(t *testing.T) {
			diff(t, judged(t, line, story()).Expected, want)
		})
	}
}
