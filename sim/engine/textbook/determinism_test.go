package textbook_test

import (
	"io"
	"sync"
	"testing"

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
