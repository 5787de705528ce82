package diagnosis

import (
	"slices"
	"testing"
	"time"

	"raftlab/sim/lang"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

const ms = time.Millisecond

// led makes a run of five servers in which the given reigns happened.
func led(reigns ...Reign) *timeline.Timeline {
	t := &timeline.Timeline{End: time.Second, Servers: make([]timeline.Server, 5)}
	for i := range t.Servers {
		t.Servers[i].Node = trace.NodeID(i + 1)
	}
	for _, r := range reigns {
		s := &t.Servers[r.Node-1]
		s.Bands = append(s.Bands, timeline.Band{Role: trace.Leader, Term: r.Term, From: r.From, To: r.To})
	}
	return t
}

func TestTwoLeadersOfTwoTerms(t *testing.T) {
	old, new := Reign{4, 1, 100 * ms, 700 * ms}, Reign{2, 3, 400 * ms, 900 * ms}
	run := led(old, new)
	if got, want := LeadersAtOnce(run), []TwoLeaders{{old, new, 400 * ms, 700 * ms}}; !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := OfTerms(run).In(lang.English), "n4 still leads term 1 for 300 ms after n2 leads term 3"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for at, want := range map[time.Duration]int{0: 0, 100 * ms: 1, 400 * ms: 2, 700 * ms: 1, 900 * ms: 0} {
		if got := len(LeadersAt(run, at)); got != want {
			t.Errorf("%d leaders at %v, want %d", got, at, want)
		}
	}
}

// One after the other is not at once, and a server does not rival itself.
func TestLeadersOneAfterAnother(t *testing.T) {
	run := led(Reign{1, 1, 0, 300 * ms}, Reign{1, 2, 300 * ms, 500 * ms}, Reign{5, 3, 500 * ms, 900 * ms})
	if got := LeadersAtOnce(run); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestTwoLeadersOfOneTerm(t *testing.T) {
	run := led(Reign{5, 2, 100 * ms, 400 * ms}, Reign{3, 2, 300 * ms, 600 * ms})
	if got := LeadersOf(run, 2, 200*ms); !slices.Equal(got, []trace.NodeID{5}) {
		t.Errorf("%v before the second", got)
	}
	if got := LeadersOf(run, 2, time.Second); !slices.Equal(got, []trace.NodeID{3, 5}) {
		t.Errorf("%v", got)
	}
	if got, want := OfTerms(run).In(lang.Chinese), "任期 2 有两个领导者：n3 和 n5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
