package hunt_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"raftlab/sim/chance"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/guarded/testdata/bomb"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/hunt"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// seeds is how many schedules the hunts of unbroken engines take. make soak takes more.
var seeds = flag.Int("seeds", 100, "number of seeds for tests over many seeds")

func jobWithout(rule textbook.Rule) *hunt.Job {
	return &hunt.Job{Engine: textbook.Engine{Broken: rule}, Sound: textbook.Engine{}, Seed: 1, Last: 20_000}
}

// quick are rules whose run is found at once.
var quick = []textbook.Rule{textbook.PersistTerm, textbook.PersistVote, textbook.OwnCopyOfTheEntry, textbook.UpToDateCheck, textbook.CountVotersOnce,
	textbook.DeleteConflicts, textbook.ConsistencyCheck, textbook.MajorityOfCopies}

func found(t *testing.T, job *hunt.Job, workers int) (*hunt.Find, hunt.Seen) {
	t.Helper()
	find, seen, err := hunt.Run(context.Background(), job, hunt.Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	if find == nil {
		t.Fatalf("%s: nothing was found in %d schedules", job.Engine.Name(), seen.Schedules)
	}
	return find, seen
}

// What is found, and what is said of the way there, does not depend on how many looked for it.
func TestAnyNumberOfWorkersFindsTheSame(t *testing.T) {
	for _, rule := range quick {
		job := jobWithout(rule)
		one, seen := found(t, job, 1)
		for _, workers := range []int{2, 7} {
			other, seenToo := found(t, job, workers)
			if other.Number != one.Number || !other.Breach.Equal(&one.Breach) || seenToo.Schedules != seen.Schedules || seenToo.Coverage.Len() != seen.Coverage.Len() {
				t.Errorf("%v: one worker found %d after %+v, %d workers %d after %+v", rule, one.Number, seen, workers, other.Number, seenToo)
			}
		}
		if seen.Schedules != one.Number+1 {
			t.Errorf("%v: schedule %d was found after %d", rule, one.Number, seen.Schedules)
		}
	}
}

// Of what is left after a shrink nothing can be left out: without any of its steps, or of its servers' settings, the property holds, or the
// engine with all its rules breaks it too.
func TestNothingCanBeLeftOutOfASmallFind(t *testing.T) {
	for _, rule := range quick {
		job := jobWithout(rule)
		find, _ := found(t, job, 2)
		before := len(find.Script.Steps)
		small := hunt.Shrink(context.Background(), job, find, nil)
		if !small.Minimal || small.Steps != before || len(small.Script.Steps) > 12 || small.Property != find.Property {
			t.Errorf("%v: %d steps became %d: %+v", rule, before, len(small.Script.Steps), small.Breach)
		}
		for i := range small.Script.Steps {
			less := *small.Script
			less.Steps = slices.Delete(slices.Clone(less.Steps), i, i+1)
			if breaks(t, job, &less, small) {
				t.Errorf("%v: step %d can be left out", rule, i+1)
			}
		}
		if breach, err := hunt.Breaks(job.Engine, small.Script); err != nil || breach == nil || !breach.Equal(&small.Breach) {
			t.Errorf("%v: run again, it is %+v, and was %+v", rule, breach, small.Breach)
		}
		if breach, _ := hunt.Breaks(job.Sound, small.Script); breach != nil {
			t.Errorf("%v: with the rule %s", rule, breach.Evidence)
		}
	}
}

func breaks(t *testing.T, job *hunt.Job, s *script.Script, small *hunt.Small) bool {
	t.Helper()
	with, err := hunt.Breaks(job.Sound, s)
	if err != nil {
		t.Fatal(err)
	}
	without, err := hunt.Breaks(job.Engine, s)
	return err == nil && with == nil && without != nil && without.Property == small.Property
}

// A shrink that is ended has the find as it is, and says that it is not the smallest.
func TestAnEndedShrinkKeepsTheFind(t *testing.T) {
	job := jobWithout(textbook.UpToDateCheck)
	find, _ := found(t, job, 1)
	ended, end := context.WithCancel(context.Background())
	end()
	small := hunt.Shrink(ended, job, find, nil)
	if small.Minimal || len(small.Script.Steps) != len(find.Script.Steps) || small.Breach != find.Breach {
		t.Errorf("it became %d steps of %d, minimal: %v", len(small.Script.Steps), len(find.Script.Steps), small.Minimal)
	}
	if _, seen, err := hunt.Run(ended, job, hunt.Options{}); !errors.Is(err, context.Canceled) || seen.Schedules != 0 {
		t.Errorf("a hunt that was ended before it began tried %d: %v", seen.Schedules, err)
	}
}

// Only the property that is asked for counts, and of a part of the schedules only those are tried.
func TestAJobIsKept(t *testing.T) {
	job := jobWithout(textbook.OneVotePerTerm)
	find, _ := found(t, job, 2)
	job.First = find.Number + 1
	later, seen := found(t, job, 2)
	if later.Number <= find.Number || seen.Schedules != later.Number-find.Number {
		t.Errorf("from %d on %d was found, after %d", job.First, later.Number, seen.Schedules)
	}
	job = jobWithout(textbook.OneVotePerTerm)
	job.Property = 1 // election safety, which breaks after one vote per term
	other, _ := found(t, job, 2)
	small := hunt.Shrink(context.Background(), job, other, nil)
	first, err := hunt.Breaks(job.Engine, small.Script)
	if other.Property != 1 || small.Property != 1 || err != nil || first.Property == 1 {
		t.Errorf("found %+v, made small %+v, of which %+v breaks first: %v", other.Breach, small.Breach, first, err)
	}
}

// An implementation that panics is found like one that breaks a promise, by any number of workers, and the run is made small.
func TestAPanicIsFound(t *testing.T) {
	job := &hunt.Job{Engine: bomb.Engine{}, Seed: 1, Last: 2000}
	find, _ := found(t, job, 1)
	other, _ := found(t, job, 3)
	if !find.Ended || find.Number != other.Number || !strings.HasPrefix(find.Message, "panic: runtime error: index out of range [") {
		t.Fatalf("found %+v, and with other workers %d", find, other.Number)
	}
	small := hunt.Shrink(context.Background(), job, find, nil)
	if !small.Ended || !strings.HasSuffix(small.Message, "in guarded/testdata/bomb.(*node).Step") || len(small.Script.Steps) > 3 || !small.Minimal {
		t.Errorf("%d steps: %+v", len(small.Script.Steps), small.Breach)
	}
	if breach, err := hunt.Breaks(bomb.Engine{}, small.Script); err != nil || breach == nil || !breach.Equal(&small.Breach) {
		t.Errorf("run again, it is %+v, and was %+v", breach, small.Breach)
	}
}

// A panic of the simulator is no find: it is said of which schedule it is, and where it began.
func TestAPanicOfTheSimulatorIsADefect(t *testing.T) {
	_, seen, err := hunt.Run(context.Background(), &hunt.Job{Engine: outside{}, Seed: 1, First: 5, Last: 9}, hunt.Options{Workers: 2})
	var defect *hunt.Defect
	if !errors.As(err, &defect) || seen.Schedules != 0 || err.Error() != "schedule 5: the simulator panics: lost, in raftlab/sim/hunt_test.outside.NewNode" {
		t.Errorf("%v after %d schedules", err, seen.Schedules)
	}
}

// outside is an engine that is not where implementations are, so that its panic counts as one of the simulator.
type outside struct{ textbook.Engine }

func (outside) NewNode() engine.Node { panic("lost") }

// Around a scenario the schedules have its cluster and its steps.
func TestSchedulesAroundAScenario(t *testing.T) {
	base := script.DefaultCluster()
	base.Nodes = 4
	who := script.Selector{Kind: script.Named, Nodes: base.FirstConfig().Voters[:1]}
	plan := &script.Script{Cluster: base, Until: 900_000_000, Steps: []script.Step{{At: 100_000_000, Do: script.TimeoutAction{Nodes: who}}}}
	job := &hunt.Job{Engine: textbook.Engine{}, Base: plan, Last: 10}
	for number := range uint64(20) {
		s := job.Schedule(number)
		if err := s.Validate(); err != nil || s.Cluster.Nodes != 4 || !slices.ContainsFunc(s.Steps, func(step script.Step) bool { return fmt.Sprint(step) == fmt.Sprint(plan.Steps[0]) }) {
			t.Errorf("schedule %d: %v\n%+v", number, err, s)
		}
	}
}

// Engines that have all their rules keep all their promises.
func TestSoakUnbrokenEnginesKeepTheirPromises(t *testing.T) {
	for _, e := range []engine.Engine{textbook.Engine{}, etcdraft.Engine{}} {
		job := &hunt.Job{Engine: e, Seed: 1, Last: uint64(*seeds)}
		find, seen, err := hunt.Run(context.Background(), job, hunt.Options{Workers: 2})
		if err != nil || find != nil || seen.Schedules != job.Last {
			t.Errorf("%s: %+v after %d schedules, %v", e.Name(), find, seen.Schedules, err)
		}
	}
}

// Every rule that is for safety is caught in schedules that disks keep honest; where they lie even a sound engine breaks its promises.
func TestLyingDisksBreakPromises(t *testing.T) {
	job := &hunt.Job{Engine: textbook.Engine{}, Seed: 1, Lies: true, Last: 20_000}
	find, _ := found(t, job, 2)
	lies := func(step script.Step) bool {
		disk, ok := step.Do.(script.DiskAction)
		return ok && disk.Fault > trace.HonestDisk
	}
	if small := hunt.Shrink(context.Background(), job, find, nil); !slices.ContainsFunc(small.Script.Steps, lies) {
		t.Errorf("no disk lies in %+v", small.Script.Steps)
	}
	for number := range uint64(200) {
		if slices.ContainsFunc(schedule.Swarm(number, 0, false).Steps, lies) {
			t.Errorf("schedule %d has a disk that lies", number)
		}
	}
}

// steady returns a script without steps on a cluster with PreVote, CheckQuorum and random election timeouts.
func steady(servers int) *script.Script {
	c := script.DefaultCluster()
	c.Nodes, c.PreVote, c.CheckQuorum = servers, true, true
	return &script.Script{Cluster: c, Until: 300 * time.Millisecond}
}

// With PreVote, CheckQuorum and random election timeouts both engines get on when the faults end, also if only a majority is fully
// connected, and hears some of the others.
func TestSoakRecommendedSettingsGetOn(t *testing.T) {
	for _, e := range []engine.Engine{textbook.Engine{}, etcdraft.Engine{}} {
		for _, l := range hunt.Livenesses {
			for _, servers := range []int{3, 4, 5} {
				job := &hunt.Job{Engine: e, Seed: 1, Base: steady(servers), Liveness: l, Last: uint64(*seeds)}
				find, seen, err := hunt.Run(context.Background(), job, hunt.Options{Workers: 2})
				if err != nil || find != nil || seen.Schedules != job.Last {
					t.Errorf("%s, %v, %d servers: %+v after %d schedules, %v", e.Name(), l, servers, find, seen.Schedules, err)
				}
			}
		}
	}
}

// Other settings do not, and the find says that they are the cause: fixed election timeouts, and, in a network in which not everybody
// hears the same, PreVote without CheckQuorum.
func TestSettingsThatDoNotGetOn(t *testing.T) {
	fixed, alone := steady(2), steady(3)
	fixed.Cluster.ElectionTimeout.Min = fixed.Cluster.ElectionTimeout.Max
	fixed.Cluster.Network.Latency = chance.Fixed(5 * time.Millisecond)
	alone.Cluster.CheckQuorum = false
	for _, e := range []engine.Engine{textbook.Engine{}, etcdraft.Engine{}} {
		for _, job := range []*hunt.Job{{Engine: e, Base: fixed, Liveness: hunt.AfterHeal}, {Engine: e, Base: alone, Liveness: hunt.WithMajority}} {
			job.Seed, job.Last = 1, 5000
			find, _ := found(t, job, 2)
			small := hunt.Shrink(context.Background(), job, find, nil)
			c := small.Script.Cluster
			if !small.BySettings || small.Liveness != job.Liveness || c.ElectionTimeout != job.Base.Cluster.ElectionTimeout || c.CheckQuorum != job.Base.Cluster.CheckQuorum || len(small.Script.Steps) > 12 {
				t.Errorf("%s: %+v of %+v with %d steps", e.Name(), small.Breach, c, len(small.Script.Steps))
			}
		}
	}
}
