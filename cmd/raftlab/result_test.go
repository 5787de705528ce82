package main

import (
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

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
