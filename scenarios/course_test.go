package scenarios

import (
	"flag"
	"reflect"
	"strings"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/trace"
	"raftlab/sim/trace/timeline"
)

// seeds is how many further seeds each scenario must be safe on. make soak takes more.
var seeds = flag.Int("seeds", 25, "number of further seeds for every built-in scenario")

// ownSeed is the seed with which the course runs every scenario.
const ownSeed = 1

// eachBuiltin runs a test for every built-in scenario.
func eachBuiltin(t *testing.T, test func(t *testing.T, s *Scenario)) {
	for _, info := range Builtin() {
		t.Run(info.Name, func(t *testing.T) {
			s, err := ByName(info.Name)
			if err != nil {
				t.Fatal(err)
			}
			test(t, s)
		})
	}
}

func TestBuiltinMeetsItsExpectations(t *testing.T) {
	eachBuiltin(t, func(t *testing.T, s *Scenario) {
		for _, f := range s.Judge(run(t, s, ownSeed)) {
			if f.Verdict != trace.Holds {
				t.Errorf("%s.yaml:%d: %s: %v (%s)\nreplay: raftlab run %s --seed %d",
					s.Name, f.Line, f.Expected.EN, f.Verdict, f.Seen.EN, s.Name, ownSeed)
			}
		}
	})
}

// Steps whose condition never comes would be a script that does not do what it says.
func TestBuiltinTakesEveryStep(t *testing.T) {
	eachBuiltin(t, func(t *testing.T, s *Scenario) {
		for _, skipped := range run(t, s, ownSeed).Skipped {
			t.Errorf("step %d is never taken: %s", skipped.Step, skipped.Detail)
		}
	})
}

func TestBuiltinAnswersItsPredictions(t *testing.T) {
	eachBuiltin(t, func(t *testing.T, s *Scenario) {
		lived := run(t, s, ownSeed)
		if len(s.Predictions) == 0 {
			t.Error("no prediction to make")
		}
		for _, p := range s.Predictions {
			if p.Answer(lived) == "" {
				t.Errorf("%s.yaml:%d: the run answers none of the choices of %q", s.Name, p.Line, p.Question.EN)
			}
		}
	})
}

// Whatever the seed, a scenario breaks only what it breaks on purpose.
func TestSoakBuiltinIsSafe(t *testing.T) {
	eachBuiltin(t, func(t *testing.T, s *Scenario) {
		world := sim.New(etcdraft.Engine{})
		plan := s.Script()
		for seed := range uint64(*seeds) {
			b := timeline.NewBuilder(trace.Header{Nodes: plan.Cluster.Nodes})
			if err := world.Run(&plan, seed+2, b); err != nil {
				t.Fatal(err)
			}
			lived := b.Timeline()
			if f := s.broken().judgeRest(lived); f.Verdict == trace.Violated {
				t.Fatalf("seed %d: %s\nreplay: raftlab run %s --seed %d", seed+2, f.Seen.EN, s.Name, seed+2)
			}
			for _, server := range lived.Servers {
				if server.EndedWhy != "" {
					t.Fatalf("seed %d: Raft gave up on %v: %s\nreplay: raftlab run %s --seed %d",
						seed+2, server.Node, server.EndedWhy, s.Name, seed+2)
				}
			}
		}
	})
}

// The two scenarios are compared in class: one line of the script differs.
func TestPreVoteIsDisruptiveRejoinWithOneLineChanged(t *testing.T) {
	with, err := ByName("pre-vote")
	if err != nil {
		t.Fatal(err)
	}
	without, err := ByName("disruptive-rejoin")
	if err != nil {
		t.Fatal(err)
	}
	a, b := scriptLines(with), scriptLines(without)
	var differ []string
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			differ = append(differ, strings.TrimSpace(a[i]))
		}
	}
	if len(a) != len(b) || len(differ) != 1 || differ[0] != "pre_vote: true" {
		t.Errorf("the scripts differ in %q", differ)
	}
	plan := without.Script()
	plan.Cluster.PreVote = true
	if !reflect.DeepEqual(with.Script(), plan) {
		t.Error("the scripts do not only differ in pre_vote")
	}
}

// scriptLines returns the lines of a file from cluster to until.
func scriptLines(s *Scenario) []string {
	text := string(s.Source())
	text = text[strings.Index(text, "\ncluster:"):]
	return strings.Split(text[:strings.Index(text, "\nuntil:")], "\n")
}

// Students copy a file, edit it, and run the copy.
func TestBuiltinCopyIsTheSame(t *testing.T) {
	eachBuiltin(t, func(t *testing.T, s *Scenario) {
		again, err := Load("my.yaml", s.Source())
		if err != nil {
			t.Fatal(err)
		}
		if again.Digest() != s.Digest() {
			t.Error("the copy does something else")
		}
		if s.Title.ZH == "" || s.Lesson.EN == "" || s.Lesson.ZH == "" || s.Reference == "" {
			t.Error("title, lesson or reference is missing in a language")
		}
	})
}
