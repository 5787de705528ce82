package schedule_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"raftlab/sim"
	"raftlab/sim/engine"
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

// fixedMembers is an engine whose configuration stays as it is.
type fixedMembers struct{ textbook.Engine }

func (fixedMembers) Features() engine.Features {
	return textbook.Engine{}.Features() &^ (engine.Membership | engine.NonVoters)
}

// What an engine does not know is left out.
func TestWhatAnEngineLacksIsLeftOut(t *testing.T) {
	for seed := range uint64(100) {
		s := schedule.For(fixedMembers{}, schedule.Honest(seed))
		if len(s.Cluster.Learners)+len(s.Cluster.Voters) > 0 {
			t.Errorf("seed %d: the configuration is %v, %v", seed, s.Cluster.Voters, s.Cluster.Learners)
		}
		r := &refusals{}
		if err := sim.New(fixedMembers{}).Run(s, seed, r); err != nil || r.ended > 0 {
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

// everything is all that an engine can have.
const everything = engine.AllFeatures

// Every schedule of a swarm can be run, is the same each time, and all kinds of actions occur in some; most schedules lack most of them.
func TestSwarmsHaveFewKindsEach(t *testing.T) {
	const schedules = 600
	kinds, most := map[string]int{}, 0
	for seed := range uint64(schedules) {
		s := schedule.Swarm(seed, everything, false)
		if err := s.Validate(); err != nil || fmt.Sprint(s) != fmt.Sprint(schedule.Swarm(seed, everything, false)) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		own := map[string]bool{}
		for _, step := range s.Steps {
			own[fmt.Sprintf("%T", step.Do)] = true
		}
		for kind := range own {
			kinds[kind]++
		}
		most = max(most, len(own))
	}
	for _, kind := range []string{"Crash", "Restart", "Pause", "Resume", "Partition", "Heal", "HealLink", "Cut", "Link", "Network", "Clock", "Timeout",
		"ElectionTimeout", "Disk", "Propose", "Transfer", "Change", "Compact"} {
		if n := kinds["script."+kind+"Action"]; n < 5 || n == schedules {
			t.Errorf("%s occurs in %d of %d schedules", kind, n, schedules)
		}
	}
	if most > len(kinds)-3 {
		t.Errorf("a schedule has %d of %d kinds", most, len(kinds))
	}
}

// A schedule has what the engine can do, and no more.
func TestSwarmsKeepToTheFeatures(t *testing.T) {
	for seed := range uint64(300) {
		for _, s := range []*script.Script{schedule.Swarm(seed, 0, false), schedule.Progress(seed, 0)} {
			if s.Cluster.PreVote || s.Cluster.CheckQuorum || s.Cluster.Nodes == 1 {
				t.Errorf("seed %d: the cluster is %+v", seed, s.Cluster)
			}
			for _, step := range s.Steps {
				if step.Do.Needs() != 0 {
					t.Errorf("seed %d: %+v", seed, step)
				}
			}
		}
	}
}

// Around a script its cluster stays, and its steps, in their order.
func TestAroundAScriptItsStepsStay(t *testing.T) {
	c := script.DefaultCluster()
	c.Nodes = 4
	who := script.Selector{Kind: script.Named, Nodes: []trace.NodeID{2}}
	base := &script.Script{Cluster: c, Until: time.Second, Steps: []script.Step{
		{At: 100 * time.Millisecond, Do: script.CrashAction{Nodes: who}}, {At: 700 * time.Millisecond, Do: script.RestartAction{Nodes: who}}}}
	for seed := range uint64(100) {
		s := schedule.Around(base, seed, 0, false)
		if s.Cluster.Nodes != 4 || s.Until < base.Until || s.Validate() != nil {
			t.Fatalf("seed %d: %+v", seed, s)
		}
		left := base.Steps
		for _, step := range s.Steps {
			if len(left) > 0 && fmt.Sprint(step) == fmt.Sprint(left[0]) {
				left = left[1:]
			}
		}
		if len(left) > 0 || len(s.Steps) == len(base.Steps) && seed > 0 && fmt.Sprint(s) == fmt.Sprint(schedule.Around(base, seed-1, 0, false)) {
			t.Errorf("seed %d: %d of its steps are missing", seed, len(left))
		}
	}
}

// When a schedule is healed, nobody of those who are healed is down or paused, and they hear each other.
func TestHealedServersHearEachOther(t *testing.T) {
	world := sim.New(textbook.Engine{})
	for seed := range uint64(100) {
		s := schedule.Partial(schedule.Progress(seed, textbook.Engine{}.Features()), seed)
		var who []trace.NodeID
		for id := range s.Cluster.Nodes/2 + 1 {
			who = append(who, trace.NodeID(id+1))
		}
		healed := schedule.Healed(s, who)
		healed.Until += time.Second
		seen := &cutOff{from: s.Until, who: who, down: map[trace.NodeID]bool{}}
		if err := world.Run(healed, seed, seen); err != nil {
			t.Fatal(err)
		}
		for _, id := range who {
			if seen.down[id] {
				t.Errorf("seed %d: n%d is down", seed, id)
			}
		}
		if seen.lost > 0 {
			t.Errorf("seed %d: %d messages among the healed are lost", seed, seen.lost)
		}
	}
}

// cutOff notes who is down or paused, and what is sent and lost between some servers after a time.
type cutOff struct {
	from time.Duration
	who  []trace.NodeID
	down map[trace.NodeID]bool
	lost int
	sent map[uint64]bool
}

func (c *cutOff) Observe(e *trace.Event) {
	switch {
	case e.Kind == trace.FaultMade && (e.Fault == trace.Crash || e.Fault == trace.Pause):
		c.down[e.Node] = true
	case e.Kind == trace.FaultMade && (e.Fault == trace.Restart || e.Fault == trace.Resume):
		c.down[e.Node] = false
	case e.Kind == trace.Sent && e.At > c.from && slices.Contains(c.who, e.Node) && slices.Contains(c.who, e.Peer):
		if c.sent == nil {
			c.sent = map[uint64]bool{}
		}
		c.sent[e.ID] = true
	case e.Kind == trace.Lost && c.sent[e.ID]:
		c.lost++
	}
}
