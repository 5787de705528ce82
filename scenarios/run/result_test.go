package run_test

import (
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/scenarios/run"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func TestOverall(t *testing.T) {
	whole, short := &timeline.Timeline{Stop: trace.RunOver}, &timeline.Timeline{Stop: trace.EventLimit}
	for _, test := range []struct {
		verdicts string
		of       *timeline.Timeline
		want     trace.Verdict
	}{
		{"hh", whole, trace.Holds},
		{"hu", whole, trace.Untested},
		{"uvh", whole, trace.Violated},
		{"hh", short, trace.Untested},
		{"hv", short, trace.Violated},
	} {
		var findings []scenarios.Finding
		for _, letter := range test.verdicts {
			verdict := trace.Verdict(strings.IndexRune("-uhv", letter))
			findings = append(findings, scenarios.Finding{Verdict: verdict})
		}
		got := run.Overall(findings, test.of)
		if got != test.want {
			t.Errorf("%s, stop %v: %v, want %v", test.verdicts, test.of.Stop, got, test.want)
		}
	}
}
