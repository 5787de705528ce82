package run

import (
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/plots/plottest"
	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func TestNetworkBands(t *testing.T) {
	cut := func(at, until int, from, to trace.NodeID) timeline.Fault {
		return timeline.Fault{At: time.Duration(at), Until: time.Duration(until), Fault: trace.CutLink, Node: from, Peer: to}
	}
	got := FaultSpans(lang.English, &timeline.Timeline{Faults: []timeline.Fault{
		cut(1, 5, 1, 2), cut(1, 5, 2, 1), {At: 2, Until: 4, Fault: trace.Crash, Node: 3},
		{At: 3, Until: 9, Fault: trace.PartitionNet, Groups: [][]trace.NodeID{{1}, {2, 3}}}, cut(5, 6, 1, 3)}}, NewTimeScale(0, time.Second))
	want := []FaultSpan{{1, 5, "× n1 → n2, × n2 → n1", 0}, {3, 9, "n1 | n2 n3", 1}, {5, 6, "× n1 → n3", 0}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestTicks(t *testing.T) {
	for span := time.Millisecond; span < 100*time.Hour; span = span*3/2 + 1 {
		step := tickStep(span)
		if n := span / step; n < 4 || n > 12 {
			t.Errorf("%v: %d steps of %v", span, n, step)
		}
	}
	for _, c := range []struct {
		at, step, span time.Duration
		want           string
	}{
		{0, 500 * plottest.Millisecond, 4 * time.Second, "0.0 s"}, {1500 * plottest.Millisecond, 500 * plottest.Millisecond, 4 * time.Second, "1.5"},
		{50 * plottest.Millisecond, 50 * plottest.Millisecond, 500 * plottest.Millisecond, "0.05"}, {20 * plottest.Millisecond, 10 * plottest.Millisecond, 100 * plottest.Millisecond, "20"}, {0, 10 * plottest.Millisecond, 100 * plottest.Millisecond, "0 ms"},
	} {
		if got := tickLabel(c.at, c.step, c.span, c.at == 0); got != c.want {
			t.Errorf("%v: %q, want %q", c.at, got, c.want)
		}
	}
}

// The footer says that a trace does not go on to the end of its run.
func TestTheFooterTellsOfAMissingEnd(t *testing.T) {
	for why, want := range map[trace.Reason]string{trace.RunOver: "", trace.EventLimit: "",
		0: " · incomplete: the trace has no end", trace.Interrupted: " · incomplete: the run was interrupted"} {
		f := NewFigure(&timeline.Timeline{Stop: why}, Options{})
		if got := f.Provenance(); !strings.HasSuffix(got, f.settings()+want) {
			t.Errorf("stopped for %v: %q does not end in %q", why, got, want)
		}
	}
}
