package scenarios

import (
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// judged returns what an expectation finds in a run.
func judged(t *testing.T, line string, run *timeline.Timeline) Finding {
	t.Helper()
	return mustLoad(t, "expect:", "  - "+line).Judge(run)[0]
}

// judgement is a line of a scenario file, and what it must find in [story].
type judgement struct {
	line string
	want trace.Verdict
	seen string
}

// judgements show every kind of expectation a run that it must accept and, but for a change in its words, the
// same run that it must refuse.
var judgements = map[string][]judgement{
	"leadership": {
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
	},
	"counts": {
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
	},
	"votes": {
		{"denied: log behind", trace.Holds, "1: n3 to n2 at 1.3 s: log behind"},
		{"denied: {at_least: 3}", trace.Violated, "2, the first: n2 to n3 at 1.1 s: lease"},
		{"denied: {reason: log behind, pre: true}", trace.Violated, "none"},
		{"denied: {pre: true, by: n2, to: n3, term: 2}", trace.Holds, "1: n2 to n3 at 1.1 s: lease"},
		{"denied: {by: n1}", trace.Violated, "none"},
		{"denied: {to: leader}", trace.Holds, "1: n3 to n2 at 1.3 s: log behind"},
		{"granted: {to: old leader, exactly: 2}", trace.Holds, "2, the first: n1 to n1 at 150 ms"},
		{"granted: {term: 2}", trace.Violated, "none"},
	},
	"logs": {
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
	},
	"clients": {
		{"clients: {committed: 1, lost: 1, unknown: 1, refused: 0}", trace.Holds, "committed 1, lost 1, unknown 1, refused 0"},
		{"clients: {committed: {at_least: 2}}", trace.Violated, "committed 1, lost 1, unknown 1, refused 0"},
		{"progress: {after: leader, within: 1s}", trace.Holds, "a was committed at 700 ms"},
		{"progress: {after: leader, within: 400ms, verdict: violated}", trace.Holds, "none of 1 was committed"},
		{"progress: {after: leader, within: 1s, verdict: violated}", trace.Violated, "a was committed at 700 ms"},
		{"progress: {after: crash, within: 1s}", trace.Untested, "no command was sent then"},
		{"command: {command: a, told: committed, outcome: committed}", trace.Holds,
			"told first: committed, in the end: committed, applied by the leader that accepted it"},
		{"command: {command: b, told: unknown, outcome: lost, reason: overwritten}", trace.Holds,
			"told first: unknown, in the end: lost, an entry that rules it out is committed"},
		{"command: {command: b, told: committed}", trace.Violated,
			"told first: unknown, in the end: lost, an entry that rules it out is committed"},
		{"command: {command: c, told: unknown}", trace.Holds, "told first: unknown, in the end: unknown"},
		{"command: {command: d, told: unknown}", trace.Untested, "nobody sent it"},
		{"linearizable: holds", trace.Untested, "fewer than two commands were answered: 0"},
		{"linearizable: violated", trace.Untested, "fewer than two commands were answered: 0"},
	},
	"messages": {
		{"lost: {reason: down, kind: request vote, from: n2, to: n1}", trace.Holds, "1: vote request from n2 to n1 at 1.2 s"},
		{"lost: {reason: partition}", trace.Violated, "none"},
		{"ignored: {reason: stale term, from: n1}", trace.Holds, "1: append from n1 to n2 at 1.9 s"},
		{"ignored: {kind: request vote}", trace.Violated, "none"},
		{"sent: {kind: request vote, exactly: 2}", trace.Holds, "2, the first: vote request from n1 to n2 at 151 ms"},
		{"sent: {kind: snapshot}", trace.Violated, "none"},
		{"duplicated: {exactly: 0}", trace.Holds, "none"},
		{"rejected: {from: n1}", trace.Violated, "none"},
	},
	"safety": {
		{"violated: election safety", trace.Violated, "not violated: election safety"},
		{"ended: n2", trace.Violated, "n2: ran on"},
	},
}

func TestExpectations(t *testing.T) {
	for subject, list := range judgements {
		for _, test := range list {
			t.Run(subject+"/"+test.line, func(t *testing.T) {
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
}

// TestExpectationsInOtherRuns changes the story.
func TestExpectationsInOtherRuns(t *testing.T) {
	for _, test := range changedRuns {
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

var changedRuns = []struct {
	line   string
	change func(*timeline.Timeline)
	want   trace.Verdict
	seen   string
}{
	{"steps_down: {node: n2, reason: higher term, after: crash}", n2StepsDown, trace.Holds, "1: n2 at 2 s: saw a higher term"},
	{"steps_down: {reason: quorum lost}", n2StepsDown, trace.Violated, "none"},
	{"steps_down: {node: n1}", n2StepsDown, trace.Violated, "none"},
	{"steps_down: {after: 2500ms}", n2StepsDown, trace.Violated, "none"},
	{"steps_down: {after: heal}", n2StepsDown, trace.Untested, "it never came to that: nothing was seen after heal"},
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
	{"violated: election safety", broken, trace.Holds, "election safety: two leaders"},
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
	{"split_votes: 1", splitsTerm2, trace.Holds, "1"},
	{"leaders: 1", splitsTerm2, trace.Holds, "1"},
}

// TestSafetyIsAlwaysJudged: without any expectation, and of what is not broken on purpose.
func TestSafetyIsAlwaysJudged(t *testing.T) {
	violate := func(properties ...trace.Property) *timeline.Timeline {
		run := story()
		for _, p := range properties {
			run.Violations = append(run.Violations, timeline.Violation{Property: p, Evidence: trace.ParseEvidence("evidence")})
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
		{"", violate(trace.LogMatching), trace.Violated},
		{"expect: [violated: log matching]", violate(trace.LogMatching), trace.Holds},
		{"expect: [violated: log matching]", violate(trace.LogMatching, trace.OneVotePerTerm), trace.Violated},
		{"expect: [violated: [log matching, one vote per term]]", violate(trace.LogMatching, trace.OneVotePerTerm), trace.Holds},
	} {
		findings := mustLoad(t, test.expect).Judge(test.run)
		last := findings[len(findings)-1]
		if last.Verdict != test.want || last.Line != 0 {
			t.Errorf("%q: %+v, want %v", test.expect, last, test.want)
		}
	}
}

func TestExpectedInWords(t *testing.T) {
	for line, want := range map[string]lang.Text{
		"leader: {after: crash, within: 700ms}": {EN: "a leader within 700ms after crash", ZH: "宕机后 700ms 内有领导者"},
		"leaderless: {after: partition, more_than: 50ms, less_than: 1s}": {
			EN: "time without a leader after partition: more than 50ms, less than 1s", ZH: "网络分区后无领导者的时间：长于 50ms，短于 1s"},
		"denied: {reason: log behind, by: n2, to: n3, term: 4}": {
			EN: "votes denied (log behind, by n2, to n3, term 4): at least 1", ZH: "被拒绝的选票（日志落后，投票者 n2，候选人 n3，任期 4）：至少 1"},
		"denied: {pre: true, exactly: 3}":      {EN: "pre-votes denied: exactly 3", ZH: "被拒绝的预选票：恰好 3"},
		"term: {node: old leader, at_most: 3}": {EN: "term of the old leader: at most 3", ZH: "旧领导者：任期至多 3"},
		"entry: {node: [n1, n2], index: 2, term: 3, command: x=1, absent: true, at: 2250ms}": {
			EN: "n1 n2 at 2.25s does not have an entry (index 2, term 3, x=1)", ZH: "n1 n2（2.25s 时）：没有条目（索引 2，任期 3，x=1）"},
	} {
		t.Run(line, func(t *testing.T) {
			diff(t, judged(t, line, story()).Expected, want)
		})
	}
}
