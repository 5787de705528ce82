package guarded_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/guarded"
	"raftlab/sim/engine/guarded/testdata/bomb"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// events is a sink that keeps what a run told in its order.
type events []trace.Event

func (e *events) Observe(event *trace.Event) { *e = append(*e, *event) }

func commands() *script.Script {
	return &script.Script{Cluster: script.DefaultCluster(), Until: 2 * time.Second, Steps: []script.Step{
		{At: time.Second, Do: script.ProposeAction{Command: "x", Count: 6}},
	}}
}

// A server that panics gives up, says why, and the run goes on without it; started again it works.
func TestAPanicEndsAServer(t *testing.T) {
	var all events
	if err := sim.New(guarded.Engine(bomb.Engine{})).Run(commands(), 1, &all); err != nil {
		t.Fatal(err)
	}
	ended := 0
	for i := range all {
		if e := &all[i]; e.Kind == trace.Ended {
			ended++
			if want := regexp.MustCompile(`^panic: runtime error: index out of range \[\d\] with length 1, in guarded/testdata/bomb\.\(\*node\)\.Step$`); !want.MatchString(e.Detail) {
				t.Errorf("%v ended with %q", e.Node, e.Detail)
			}
		}
	}
	if last := all[len(all)-1]; ended == 0 || last.Kind != trace.Stopped || last.At != 2*time.Second {
		t.Errorf("%d servers ended, and the run with %+v", ended, last)
	}
}

// A run without a panic is what it is without the guard.
func TestTheGuardChangesNothing(t *testing.T) {
	for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
		for seed := range uint64(20) {
			var plain, guards events
			s := schedule.For(e, schedule.Honest(seed))
			run(t, sim.New(e), s, &plain)
			run(t, sim.New(guarded.Engine(e)), s, &guards)
			if !slices.EqualFunc(plain, guards, func(a, b trace.Event) bool {
				return a.Seq == b.Seq && a.At == b.At && a.Kind == b.Kind && a.Node == b.Node
			}) {
				t.Fatalf("%s, seed %d: %d events, with the guard %d", e.Name(), seed, len(plain), len(guards))
			}
		}
	}
}

func run(t *testing.T, w *sim.World, s *script.Script, to *events) {
	t.Helper()
	if err := w.Run(s, 1, to); err != nil {
		t.Fatal(err)
	}
}
