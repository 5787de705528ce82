package scenarios

import (
	"os"
	"path/filepath"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// Where a disk lies or forgets, the file lists all that breaks, on either engine and whatever the seed.
func TestAllThatALyingDiskBreaksIsListed(t *testing.T) {
	files, err := filepath.Glob("testdata/lying/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range append(files, "files/forgotten-vote.yaml") {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Load(name, source)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []engine.Engine{etcdraft.Engine{}, textbook.Engine{}} {
			for seed := range uint64(10) {
				plan := s.Script()
				b := timeline.NewBuilder(trace.Header{Scenario: s.Name, Nodes: plan.Cluster.Nodes})
				if err := sim.New(e).Run(&plan, seed, b); err != nil {
					t.Fatal(err)
				}
				for _, f := range s.Judge(b.Timeline()) {
					if f.Verdict != trace.Holds {
						t.Errorf("%s, %s, seed %d: %s: %s", name, e.Name(), seed, f.Expected.EN, f.Seen.EN)
					}
				}
			}
		}
	}
}
