package textbook_test

import (
	"io"
	"sync"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// digestOf runs a script on a world and returns the digest of its trace.
func digestOf(t testing.TB, w *sim.World, plan *script.Script, seed uint64) string {
	t.Helper()
	writer, err := trace.NewWriter(io.Discard, &trace.Header{Format: trace.FormatVersion, Scenario: "test",
		Seed: trace.Seed(seed), Engine: textbook.Name, Version: sim.Version, Nodes: plan.Cluster.Nodes})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(plan, seed, writer); err != nil {
		t.Fatal(err)
	}
	digest, err := writer.Close()
	if err != nil {
		t.Fatal(err)
	}
	return digest
}

// The same script and seed give the same trace: on a new world, on a used one, and beside others.
func TestSameSeedSameTrace(t *testing.T) {
	var want []string
	for seed := range uint64(8) {
		want = append(want, digestOf(t, sim.New(textbook.Engine{}), randomScript(seed), seed))
	}
	if want[0] == want[1] {
		t.Error("two seeds gave the same trace")
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			world := sim.New(textbook.Engine{})
			for i := range 24 {
				seed := uint64(i * 5 % 8)
				if got := digestOf(t, world, randomScript(seed), seed); got != want[seed] {
					t.Errorf("run %d: seed %d gave %s, and %s before", i, seed, got, want[seed])
				}
			}
		})
	}
	group.Wait()
}

// Two requests that lead to the same configuration are two entries: a world that was used for the one tells the other as a new world does.
func TestAUsedWorldTellsWhatWasAskedOfIt(t *testing.T) {
	asked := func(ids ...trace.NodeID) *script.Script {
		c := script.DefaultCluster()
		c.Nodes = 3
		return &script.Script{Cluster: c, Until: 500 * time.Millisecond, Steps: []script.Step{
			{At: 10 * time.Millisecond, Do: script.TimeoutAction{Nodes: script.Selector{Kind: script.Named, Nodes: []trace.NodeID{1}}}},
			{At: 100 * time.Millisecond, Do: script.ChangeAction{Add: ids, Joint: true}}}}
	}
	used := sim.New(textbook.Engine{})
	digestOf(t, used, asked(2, 3), 1)
	want := digestOf(t, sim.New(textbook.Engine{}), asked(3, 2), 1)
	if got := digestOf(t, used, asked(3, 2), 1); got != want {
		t.Errorf("a used world gives %s, a new one %s", got, want)
	}
}
