package main

import (
	"slices"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		sentence string
		columns  int
		want     []string
	}{
		{"", 10, []string{""}},
		{"one two three", 100, []string{"one two three"}},
		{"one two  three\nfour", 9, []string{"one two", "three", "four"}},
		{"far-too-long for it", 5, []string{"far-too-long", "for", "it"}},
		{"领导者宕机，没有人知道。", 12, []string{"领导者宕机，", "没有人知道。"}},
		{"领导者宕机，没有人知道。", 10, []string{"领导者宕", "机，没有人", "知道。"}},
		{"任期 2 的领导者", 9, []string{"任期 2 的", "领导者"}},
		{"折行的， 句子", 100, []string{"折行的，句子"}}, // as a folded YAML text has it
	} {
		if got := wrap(breakable(test.sentence), test.columns); !slices.Equal(got, test.want) {
			t.Errorf("%q in %d columns: %q, want %q", test.sentence, test.columns, got, test.want)
		}
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"leader-crash": "leader-crash", "a/b.yaml": "a/b.yaml", "network.latency=1ms-2ms": "network.latency=1ms-2ms",
		"": "''", "a b": "'a b'", "it's": `'it'\''s'`, "$HOME": "'$HOME'", "~": "'~'", "[n1]": "'[n1]'", "a;b": "'a;b'",
		"领导者.yaml": "领导者.yaml", "a\nb": "'a\nb'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q is quoted as %s, want %s", word, got, want)
		}
	}
}

func TestJudgement(t *testing.T) {
	whole, short := &timeline.Timeline{Stop: trace.RunOver}, &timeline.Timeline{Stop: trace.EventLimit}
	for _, test := range []struct {
		verdicts string
		run      *timeline.Timeline
		want     trace.Verdict
		code     int
	}{
		{"hh", whole, trace.Holds, exitHeld},
		{"hu", whole, trace.Untested, exitUntested},
		{"uvh", whole, trace.Violated, exitViolated},
		{"hh", short, trace.Untested, exitUntested},
		{"hv", short, trace.Violated, exitViolated},
	} {
		var findings []scenarios.Finding
		for _, letter := range test.verdicts {
			verdict := trace.Verdict(strings.IndexRune("-uhv", letter))
			findings = append(findings, scenarios.Finding{Verdict: verdict})
		}
		got := judgement(findings, test.run)
		if got != test.want || exitCode(codeOf(got)) != test.code {
			t.Errorf("%s, stop %v: %v with exit code %d, want %v with %d", test.verdicts, test.run.Stop,
				got, exitCode(codeOf(got)), test.want, test.code)
		}
	}
}
