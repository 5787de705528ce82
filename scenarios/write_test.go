package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"raftlab/sim/lang"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
	"raftlab/sim/trace"
)

// written writes a script and reads it back.
func written(t *testing.T, d *Draft) *Scenario {
	t.Helper()
	source, err := d.YAML()
	if err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	s, err := Load("written.yaml", source)
	if err != nil {
		t.Fatalf("%s: %v\n%s", d.Name, err, source)
	}
	return s
}

// What is written and read back is the same script, of every scenario that is in the repository.
func TestScenariosCanBeWritten(t *testing.T) {
	rules, err := filepath.Glob("../sim/engine/textbook/testdata/rules/*.yaml")
	if err != nil || len(rules) == 0 {
		t.Fatal(len(rules), err)
	}
	for _, name := range append(rules, append(course, studies...)...) {
		s, err := ByName(name)
		if strings.HasSuffix(name, ".yaml") {
			source, readErr := os.ReadFile(name)
			if readErr != nil {
				t.Fatal(readErr)
			}
			s, err = Load(name, source)
		}
		if err != nil {
			t.Fatal(err)
		}
		plan := s.Script()
		got := written(t, &Draft{Name: s.Name, Title: s.Title, Lesson: s.Lesson, Reference: s.Reference, Script: &plan,
			Violated: s.broken().properties})
		again := got.Script()
		diff(t, again, plan)
		if got.Digest() != s.Digest() || got.Title != s.Title || got.Lesson != s.Lesson || got.Reference != s.Reference ||
			!reflect.DeepEqual(got.broken().properties, s.broken().properties) {
			t.Errorf("%s: the head or the digest differs", name)
		}
	}
}

// Random schedules can be written, and are the same when they are read back.
func TestSchedulesCanBeWritten(t *testing.T) {
	for seed := range uint64(60) {
		for name, plan := range map[string]*script.Script{"honest": schedule.Honest(seed), "timed": schedule.Timed(seed), "lying": schedule.Lying(seed)} {
			s := written(t, &Draft{Name: fmt.Sprint(name, seed), Script: plan})
			got := s.Script()
			for i := range got.Steps {
				got.Steps[i].Trigger = ""
			}
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", *plan) {
				t.Fatalf("%s %d: read back as\n%+v\nand was\n%+v", name, seed, got, *plan)
			}
		}
	}
}

// Every word that a person may have chosen comes back as it was.
func TestWordsAreWrittenAsTheyAre(t *testing.T) {
	for _, word := range []string{"x", "x=1", "null", "~", "true", "12", "a: b", "a #b", `say "no"`, `back\slash`, "- a", "{a}", "选举", "two  spaces", "end ", "'", "%", "a,b", "*a", "&a", "!a", "a]"} {
		plan := &script.Script{Cluster: script.DefaultCluster(), Until: 300 * ms, Steps: []script.Step{
			{Do: script.ProposeAction{Command: word}, Note: lang.Text{EN: word, ZH: word}},
			{Do: script.ProposeAction{Command: word, To: named(2), Count: 2}, Note: lang.Text{EN: word}}}}
		s := written(t, &Draft{Name: "words", Title: lang.Text{EN: word, ZH: word}, Comment: word, Reference: word, Script: plan,
			Violated: []trace.Property{trace.ElectionSafety, trace.LogMatching}, Expect: []string{"leader: {by: 200ms}"}})
		if s.Title.EN != word || s.Title.ZH != word || s.Reference != word || len(s.expectations) != 2 {
			t.Errorf("%q came back as %+v, %q", word, s.Title, s.Reference)
		}
	}
}

// What no file can express is refused, and not written as something else.
func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	step := func(do script.Action) script.Step { return script.Step{At: ms, Do: do} }
	for name, steps := range map[string][]script.Step{
		"not in order":         {{At: 2 * ms, Do: script.NoteAction{}, Note: lang.Text{EN: "b"}}, {At: ms, Do: script.NoteAction{}, Note: lang.Text{EN: "a"}}},
		"nothing to heal":      {step(script.HealAction{})},
		"no such server":       {step(script.CrashAction{Nodes: named(9)})},
		"after a fixed moment": {step(script.CrashAction{Nodes: named(1)}), {When: script.Condition{Kind: script.StepBefore}, Do: script.CrashAction{Nodes: named(2)}}},
	} {
		d := &Draft{Name: "refused", Script: &script.Script{Cluster: script.DefaultCluster(), Until: 300 * ms, Steps: steps}}
		if source, err := d.YAML(); err == nil {
			t.Errorf("%s: written as\n%s", name, source)
		}
	}
}
