package schedule_test

import (
	"fmt"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// Every schedule can be run, is the same each time, and all kinds of actions occur.
func TestSchedulesCanBeRun(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(300) {
		for name, make := range map[string]func(uint64) *script.Script{
			"honest": schedule.Honest, "timed": schedule.Timed, "lying": schedule.Lying,
			"known": func(seed uint64) *script.Script { return schedule.For(textbook.Engine{}, schedule.Honest(seed)) },
		} {
			s := make(seed)
			if err := s.Validate(); err != nil {
				t.Fatalf("%s %d: %v", name, seed, err)
			}
			if fmt.Sprint(s.Steps) == fmt.Sprint(make(seed+1).Steps) {
				t.Fatalf("%s: seeds %d and %d give the same", name, seed, seed+1)
			}
			for _, step := range s.Steps {
				kinds[fmt.Sprintf("%T", step.Do)]++
				if c, ok := step.Do.(script.ChangeAction); ok && c.Joint {
					kinds["joint"]++
				}
				if d, ok := step.Do.(script.DiskAction); ok && d.Fault != 0 && name != "lying" {
					t.Errorf("%s %d: a disk breaks its promise", name, seed)
				}
				if step.When.Kind != 0 {
					kinds["condition"]++
				}
			}
		}
	}
	for _, kind := range []string{"condition", "joint", "script.CrashAction", "script.RestartAction", "script.PauseAction", "script.ResumeAction",
		"script.PartitionAction", "script.HealAction", "script.CutAction", "script.NetworkAction", "script.LinkAction", "script.ClockAction",
		"script.TimeoutAction", "script.ElectionTimeoutAction", "script.DiskAction", "script.ProposeAction", "script.TransferAction",
		"script.ChangeAction", "script.CompactAction"} {
		if kinds[kind] < 100 {
			t.Errorf("%s occurs %d times", kind, kinds[kind])
		}
	}
}

// What an engine does not know is left out.
func TestWhatAnEngineLacksIsLeftOut(t *testing.T) {
	for seed := range uint64(100) {
		s := schedule.For(textbook.Engine{}, schedule.Honest(seed))
		if len(s.Cluster.Learners)+len(s.Cluster.Voters) > 0 {
			t.Errorf("seed %d: the configuration is %v, %v", seed, s.Cluster.Voters, s.Cluster.Learners)
		}
		r := &refusals{}
		if err := sim.New(textbook.Engine{}).Run(s, seed, r); err != nil || r.ended > 0 {
			t.Fatalf("seed %d: %v, %d servers gave up", seed, err, r.ended)
		}
	}
}

type refusals struct{ ended int }

func (r *refusals) Observe(e *trace.Event) {
	if e.Kind == trace.Ended {
		r.ended++
	}
}
