package textbook_test

import (
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

func TestScenariosHold(t *testing.T) {
	for _, info := range scenarios.Builtin() {
		t.Run(info.Name, func(t *testing.T) {
			s, err := scenarios.ByName(info.Name)
			if err != nil {
				t.Fatal(err)
			}
			script := s.Script()
			b := timeline.NewBuilder(trace.Header{Scenario: s.Name, Nodes: script.Cluster.Nodes})
			if err := sim.New(textbook.Engine{}).Run(&script, 1, b); err != nil {
				t.Fatal(err)
			}
			lived := b.Timeline()
			for _, f := range s.Judge(lived) {
				if f.Verdict != trace.Holds {
					t.Errorf("line %d: %s: %v, seen: %s", f.Line, f.Expected.EN, f.Verdict, f.Seen.EN)
				}
			}
			for _, p := range s.Predictions {
				if p.Answer(lived) == "" {
					t.Errorf("line %d: no choice answers %q", p.Line, p.Question.EN)
				}
			}
			for _, skipped := range lived.Skipped {
				t.Errorf("step %d was never taken: %s", skipped.Step, skipped.Detail)
			}
		})
	}
}
