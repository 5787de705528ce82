package scenarios

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"raftlab/sim/script"
)

const referenceFile = "../docs/reference/scenario-language.md"

func reference(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// TestReferenceRuns loads every example of the reference, as an editor and as we do, and runs it. What
// is no whole file gets a name and an end.
func TestReferenceRuns(t *testing.T) {
	schema := compileSchema(t)
	blocks := yamlBlock.FindAllStringSubmatch(reference(t), -1)
	if len(blocks) < 6 {
		t.Fatalf("only %d examples", len(blocks))
	}
	for i, block := range blocks {
		text := block[1]
		if !strings.Contains(text, "name: my-crash") {
			text += "name: example\nuntil: 10s\n"
		}
		s, err := Load("example.yaml", []byte(text))
		if err != nil {
			t.Errorf("example %d: %v", i+1, err)
			continue
		}
		if value, err := asEditor([]byte(text)); err != nil || schema.Validate(value) != nil {
			t.Errorf("example %d: the schema refuses it: %v, %v", i+1, err, schema.Validate(value))
		}
		happened := run(t, s, 1)
		for _, skipped := range happened.Skipped {
			t.Errorf("example %d: step %d was never taken: %s", i+1, skipped.Step, skipped.Detail)
		}
		for _, f := range s.Judge(happened) {
			if f.Verdict == 0 {
				t.Errorf("example %d: no verdict on %s", i+1, f.Expected.EN)
			}
		}
	}
}

// TestEveryActionHasAWord: what the simulation can do, a script can say. Each type of action is read from some built-in
// scenario or example of the reference.
func TestEveryActionHasAWord(t *testing.T) {
	read := map[reflect.Type]bool{}
	note := func(text []byte) {
		s, err := Load("example.yaml", text)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range s.script.Steps {
			read[reflect.TypeOf(step.Do)] = true
		}
	}
	for _, block := range yamlBlock.FindAllStringSubmatch(reference(t), -1) {
		text := block[1]
		if !strings.Contains(text, "name: my-crash") {
			text += "name: example\nuntil: 10s\n"
		}
		note([]byte(text))
	}
	for _, info := range Builtin() {
		s, err := ByName(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		note(s.Source())
	}
	performer := reflect.TypeFor[script.Performer]()
	for i := range performer.NumMethod() {
		if action := performer.Method(i).Type.In(0); !read[action] {
			t.Errorf("no example has a step that is read as %s: give it its line in actions, and an example", action)
		}
	}
}

// TestReferenceIsComplete looks for every word of the language.
func TestReferenceIsComplete(t *testing.T) {
	text := reference(t)
	var all []string
	for _, keys := range loaderKeys() {
		all = append(all, keys...)
	}
	for _, words := range loaderWords() {
		all = append(all, words...)
	}
	all = append(all, answerNames()...)
	for _, verb := range verbs {
		all = append(all, verb.words)
	}
	for _, word := range all {
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`).MatchString(text) {
			t.Errorf("%q is not explained", word)
		}
	}
}

// TestReferenceTellsTheDefaults: the cluster that the reference shows as the default is the default,
// but for what it says.
func TestReferenceTellsTheDefaults(t *testing.T) {
	for _, block := range yamlBlock.FindAllStringSubmatch(reference(t), -1) {
		if !strings.HasPrefix(block[1], "cluster:") {
			continue
		}
		s := mustLoad(t, block[1])
		shown := s.Script().Cluster
		shown.Voters, shown.Learners, shown.Links, shown.Node, shown.Logs = nil, nil, nil, nil, nil
		diff(t, shown, mustLoad(t).Script().Cluster)
	}
}
