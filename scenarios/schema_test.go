package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"raftlab/sim/trace"
)

const schemaFile = "../docs/reference/scenario.schema.json"

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// asEditor reads a file as an editor does that knows YAML and the schema, but not our language.
func asEditor(source []byte) (any, error) {
	var value any
	if err := yaml.Load(source, &value); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(strings.NewReader(string(plain)))
}

// The studies use words of the language that no lesson does.
func TestSchemaAcceptsBuiltinScenarios(t *testing.T) {
	schema := compileSchema(t)
	for _, info := range append(Builtin(), Studies()...) {
		s, err := ByName(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		value, err := asEditor(s.Source())
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", info.Name, err)
		}
	}
}

// TestSchemaHasOurWords compares the keys of every mapping, and the words of every choice, with
// those that the loader knows.
func TestSchemaHasOurWords(t *testing.T) {
	source, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(source, &schema); err != nil {
		t.Fatal(err)
	}
	for path, want := range loaderKeys() {
		var got []string
		for key := range object(t, at(t, schema, path))["properties"].(map[string]any) {
			got = append(got, key)
		}
		compare(t, path, got, want)
	}
	for i, a := range slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { return a.argument == "" }) {
		pattern := at(t, schema, fmt.Sprintf("$defs/answer/anyOf/%d/pattern", i+1)).(string)
		if !regexp.MustCompile(pattern).MatchString(a.name + " " + a.argument) {
			t.Errorf("the schema has %s in place %d, the loader %s %s", pattern, i+1, a.name, a.argument)
		}
	}
	for path, want := range loaderWords() {
		var got []string
		for _, word := range at(t, schema, path).([]any) {
			got = append(got, word.(string))
		}
		compare(t, path, got, want)
	}
}

func loaderKeys() map[string][]string {
	keys := map[string][]string{
		"":                     scenarioTable.keys(),
		"$defs/text":           textTable.keys(),
		"$defs/cluster":        clusterTable.keys(),
		"$defs/network":        networkTable.keys(),
		"$defs/link":           linkTable.keys(),
		"$defs/cluster_disk":   clusterDiskTable.keys(),
		"$defs/node_settings":  nodeTable.keys(),
		"$defs/step":           stepKeys(),
		"$defs/cut":            cutTable.keys(),
		"$defs/heal_link":      healTable.keys(),
		"$defs/hold":           holdTable.keys(),
		"$defs/link_change":    linkChangeTable.keys(),
		"$defs/clock":          clockTable.keys(),
		"$defs/timeout_change": timeoutTable.keys(),
		"$defs/disk_change":    diskTable.keys(),
		"$defs/propose":        proposeTable.keys(),
		"$defs/read":           readTable.keys(),
		"$defs/update":         writeTable.keys(),
		"$defs/change":         changeTable.keys(),
		"$defs/measure":        measureTable.keys(),
		"$defs/prediction":     predictionTable.keys(),
		"$defs/choice":         choiceTable.keys(),
		"$defs/amount":         amountTable.keys(),
		"$defs/expectation":    kindKeys(),
	}
	for _, k := range kinds() {
		keys["$defs/expect_"+k.key] = k.keys()
	}
	return keys
}

func loaderWords() map[string][]string {
	var selectors, plainAnswers []string
	for _, kind := range selectorKinds {
		selectors = append(selectors, kind.String())
	}
	for _, a := range answers {
		if a.argument == "" {
			plainAnswers = append(plainAnswers, a.name)
		}
	}
	return map[string][]string{
		"$defs/side/anyOf/0/enum":                                selectors,
		"$defs/selector/anyOf/0/enum":                            selectors[:len(selectors)-1], // without others
		"$defs/moment/anyOf/0/enum":                              momentWords(),
		"$defs/measure/properties/from/enum":                     append([]string{"start"}, faultWords()...),
		"$defs/disk_change/properties/fault/enum":                trace.DiskFaults(),
		"$defs/answer/anyOf/0/enum":                              plainAnswers,
		"$defs/outcome/enum":                                     outcomeWords(),
		"$defs/read_way/enum":                                    trace.ReadWays(),
		"$defs/expect_steps_down/anyOf/0/properties/reason/enum": reasonWords(stepDownReasons)()[1:],
		"$defs/expect_denied/anyOf/0/properties/reason/enum":     reasonWords(denialReasons)()[1:],
		"$defs/expect_gives_up/anyOf/0/properties/reason/enum":   reasonWords(givesUpReasons)()[1:],
		"$defs/expect_lost/properties/reason/enum":               reasonWords(lossReasons)()[1:],
		"$defs/expect_ignored/properties/reason/enum":            reasonWords(ignoreReasons)()[1:],
		"$defs/expect_command/properties/reason/enum":            reasonWords(commandReasons)()[1:],
		"$defs/expect_sent/properties/kind/enum":                 messageWords(),
		"$defs/expect_violated/anyOf/1/anyOf/0/enum":             propertyWords(),
	}
}

// at follows a path of keys and indexes.
func at(t *testing.T, value any, path string) any {
	t.Helper()
	for part := range strings.SplitSeq(path, "/") {
		switch v := value.(type) {
		case map[string]any:
			if part != "" {
				value = v[part]
			}
		case []any:
			value = v[part[0]-'0']
		}
	}
	if value == nil {
		t.Fatalf("the schema has no %s", path)
	}
	return value
}

// object returns the mapping among the forms that a value may have.
func object(t *testing.T, value any) map[string]any {
	t.Helper()
	v := value.(map[string]any)
	if _, ok := v["properties"]; ok {
		return v
	}
	for _, form := range v["anyOf"].([]any) {
		if _, ok := form.(map[string]any)["properties"]; ok {
			return form.(map[string]any)
		}
	}
	t.Fatalf("no mapping in %v", value)
	return nil
}

func compare(t *testing.T, path string, got, want []string) {
	t.Helper()
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s: the schema has %v, the loader %v", path, got, want)
	}
}
