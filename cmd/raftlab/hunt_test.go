package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim/engine"
	"raftlab/sim/engine/guarded/testdata/bomb"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/lang"
)

// hunted runs a hunt with an engine that no flag names, and returns what it printed.
func hunted(t *testing.T, ctx context.Context, e engine.Engine, set func(o *huntOptions)) (printed string, err error) {
	t.Helper()
	var out bytes.Buffer
	o := huntOptions{console: &console{out: newBufferedOutput(&out, "nowhere"), err: new(bytes.Buffer), lang: lang.English},
		assumptions: keptAssumptions, engine: engineFlag{Engine: e}, schedules: 2000, workers: 1}
	if set != nil {
		set(&o)
	}
	err = o.run(ctx)
	o.out.Flush()
	return out.String(), err
}

// An engine that panics is a find: which engine, which server, what it said and where, the schedule, and the scenario that repeats it.
func TestAPanicIsToldPlainly(t *testing.T) {
	printed, err := hunted(t, context.Background(), bomb.Engine{}, nil)
	if exitCode(err) != exitViolated {
		t.Errorf("%v", err)
	}
	for _, want := range []string{"Found: Panic with engine bomb: n", " ends: runtime error: index out of range [", "in guarded/testdata/bomb.(*node).Step\n",
		"\n  schedule ", "name: bomb-ended\n", "expect:\n  - ended: n", "Run it:  raftlab run find.yaml --seed 1 --engine bomb\n"} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is missing in\n%s", want, printed)
		}
	}
	if strings.Contains(printed, "goroutine") {
		t.Errorf("a stack was printed:\n%s", printed)
	}
}

// staged is an engine without the rule that a vote is given once, to which something happens when a world is made for it: the first is
// of the search, the second makes the find again, and the third makes it small.
type staged struct {
	textbook.Engine
	worlds *int
	world  func(number int)
	sound  *bool // it has all rules from now on
}

func (s staged) Name() string { return "staged" }

func (s staged) TicksWaitForDisk() bool {
	*s.worlds++
	s.world(*s.worlds)
	return false
}

func (s staged) NewNode() engine.Node {
	if *s.sound {
		return textbook.Engine{}.NewNode()
	}
	return textbook.Engine{Broken: textbook.OneVotePerTerm}.NewNode()
}

// A find that is none when it is run again is said to be a defect, with all that is needed to report it.
func TestAFindThatDoesNotRepeatIsADefect(t *testing.T) {
	sound := false
	e := staged{worlds: new(int), sound: &sound, world: func(number int) { sound = number == 2 }}
	printed, err := hunted(t, context.Background(), e, func(o *huntOptions) { o.seed = seedFlag{value: 7, given: true} })
	if err == nil || printed != "" || exitCode(err) != exitDefect {
		t.Fatalf("%v, and it printed\n%s", err, printed)
	}
	for _, want := range []string{"schedule ", " of seed 7 broke ", " with engine staged, and does not when it is run again: this is a defect of raftlab. Please report it",
		"raftlab hunt --seed 7 --seeds 2000 --engine staged", buildInfo().String()} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}

// An interrupt while a find is made small keeps the smallest so far, and says that it is unfinished.
func TestAnInterruptWhileShrinkingKeepsTheSmallestSoFar(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	e := staged{worlds: new(int), sound: new(bool), world: func(number int) {
		if number == 3 {
			interrupt()
		}
	}}
	dir := t.TempDir()
	saved := filepath.Join(dir, "find.yaml")
	printed, err := hunted(t, ctx, e, func(o *huntOptions) { o.save, o.result = saved, filepath.Join(dir, "r.json") })
	if exitCode(err) != exitInterrupted || !strings.Contains(printed, "  unfinished: it may become smaller\n") {
		t.Errorf("%v, and it printed\n%s", err, printed)
	}
	source, err := os.ReadFile(saved)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scenarios.Load(saved, source); err != nil {
		t.Error(err)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("%q were left behind", left)
	}
}
