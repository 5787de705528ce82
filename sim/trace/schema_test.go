package trace

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"raftlab/sim/lang"
)

const (
	schemaFile    = "../../docs/reference/trace.schema.json"
	referenceFile = "../../docs/reference/trace.md"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// validate checks one line against the schema.
func validate(t *testing.T, schema *jsonschema.Schema, line string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		t.Fatalf("%v\n%s", err, line)
	}
	return schema.Validate(value)
}

// schemaDefs is the part of the schema that the tests compare with Go.
type schemaDefs struct {
	Defs map[string]struct {
		Enum       []string
		Properties map[string]any
		AllOf      []struct {
			If struct {
				Properties struct{ Kind struct{ Const string } }
			}
			Then kindRule
		}
	} `json:"$defs"`
}

type kindRule struct {
	Required      []string
	PropertyNames struct{ Enum []string }
}

func loadSchema(t *testing.T) (schema schemaDefs, rules map[string]kindRule) {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	rules = map[string]kindRule{}
	for _, branch := range schema.Defs["event"].AllOf {
		rules[branch.If.Properties.Kind.Const] = branch.Then
	}
	return schema, rules
}

func TestSchemaHasTheWordsOfTheTables(t *testing.T) {
	schema, _ := loadSchema(t)
	for name, words := range map[string][]string{
		"kind": kinds, "role": roles, "reason": reasons, "message": messageKinds, "entry": entryKinds,
		"fault": faults, "outcome": outcomes, "property": properties, "verdict": verdicts,
		"operation_kind": operationKinds, "read_way": readWays, "operation_stage": operationStages,
	} {
		if got := schema.Defs[name].Enum; !reflect.DeepEqual(got, words[1:]) {
			t.Errorf("%s:\nschema %q\ntable  %q", name, got, words[1:])
		}
	}
}

func TestSchemaHasTheMembersOfTheStructs(t *testing.T) {
	schema, rules := loadSchema(t)
	for def, of := range map[string]reflect.Type{
		"header": reflect.TypeFor[Header](), "event": reflect.TypeFor[Event](), "config": reflect.TypeFor[Config](), "operation": reflect.TypeFor[Operation](),
		"position": reflect.TypeFor[Position](), "note": reflect.TypeFor[lang.Text](),
	} {
		got := map[string]bool{}
		for name := range schema.Defs[def].Properties {
			got[name] = true
		}
		want := map[string]bool{}
		for i := range of.NumField() {
			if name := member(of.Field(i)); name != "-" {
				want[name] = true
			}
		}
		if def == "header" || def == "event" {
			want["crc"] = true
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: schema has %v, struct has %v", def, got, want)
		}
	}
	used := map[string]bool{}
	for kind, rule := range rules {
		for _, name := range rule.PropertyNames.Enum {
			used[name] = true
		}
		for _, name := range rule.Required {
			if !slices.Contains(rule.PropertyNames.Enum, name) {
				t.Errorf("%s requires %s but does not allow it", kind, name)
			}
		}
	}
	for name := range schema.Defs["event"].Properties {
		if !used[name] {
			t.Errorf("no kind of event uses %s", name)
		}
	}
}

// eventOf is an event of the kind with just the named members, and seq and t.
func eventOf(t *testing.T, kind Kind, members []string) Event {
	t.Helper()
	e := Event{Seq: 1, At: 1, Kind: kind}
	v := reflect.ValueOf(&e).Elem()
	for i := range v.NumField() {
		if slices.Contains(members, member(v.Type().Field(i))) && v.Type().Field(i).Name != "Kind" {
			fill(v.Field(i), 1)
		}
	}
	return e
}

// lineOf is the event's line as the writer writes it.
func lineOf(t *testing.T, e Event) string {
	t.Helper()
	file, _ := write(t, testHeader(), []Event{e})
	return strings.Split(file, "\n")[1]
}

func TestSchemaAcceptsEveryLineOfATrace(t *testing.T) {
	schema := compileSchema(t)
	file, _ := write(t, testHeader(), testEvents())
	for line := range strings.Lines(file) {
		if err := validate(t, schema, line); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
	}
	_, rules := loadSchema(t)
	for kind := RoleChange; kind <= Stopped; kind++ {
		rule, ok := rules[kind.String()]
		if !ok {
			t.Errorf("no rule for kind %s", kind)
		}
		line := lineOf(t, eventOf(t, kind, rule.PropertyNames.Enum))
		if err := validate(t, schema, line); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
	}
}

// Of every kind: a line that lacks a required member, and one that has a member of another kind.
func TestSchemaRefusesMissingAndForeignMembers(t *testing.T) {
	schema := compileSchema(t)
	_, rules := loadSchema(t)
	for kind := RoleChange; kind <= Stopped; kind++ {
		rule := rules[kind.String()]
		for _, missing := range rule.Required {
			members := slices.DeleteFunc(slices.Clone(rule.PropertyNames.Enum),
				func(name string) bool { return name == missing })
			if line := lineOf(t, eventOf(t, kind, members)); validate(t, schema, line) == nil {
				t.Errorf("accepted without %s: %s", missing, line)
			}
		}
		for _, f := range fields {
			if slices.Contains(rule.PropertyNames.Enum, f.name) {
				continue
			}
			line := lineOf(t, eventOf(t, kind, append(slices.Clone(rule.PropertyNames.Enum), f.name)))
			if validate(t, schema, line) == nil {
				t.Errorf("accepted with %s: %s", f.name, line)
			}
		}
	}
}

func TestSchemaRefusesBadLines(t *testing.T) {
	schema := compileSchema(t)
	const good = `{"seq":1,"t":0,"kind":"vote","node":"n2","term":1,"peer":"n1","asked":1,"granted":true,"crc":"00c0ffee"}`
	if err := validate(t, schema, good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"seq":1`, `"seq":0`},
		{`"t":0`, `"t":-1`},
		{`"t":0`, `"t":0.5`},
		{`"kind":"vote"`, `"kind":"ballot"`},
		{`"n2"`, `"n0"`},
		{`"n2"`, `2`},
		{`"term":1`, `"term":0`},
		{`"granted":true`, `"granted":false`},
		{`"granted":true,`, ``}, // a denial without a reason
		{`"asked"`, `"asks"`},
		{`,"crc":"00c0ffee"`, ``},
		{`00c0ffee`, `00C0FFEE`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s is not in the line", change[0])
		}
		if validate(t, schema, bad) == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
	for _, bad := range []string{
		`{}`, `[]`, `{"trace":2}`, `{"trace":1}`, `{"digest":"sha256:00"}`,
		`{"seq":1,"t":0,"kind":"fault","fault":"partition","crc":"00c0ffee"}`,
		`{"seq":1,"t":0,"kind":"client","id":1,"outcome":"proposed","crc":"00c0ffee"}`,
		headerLine + `,"author":"me","crc":"00c0ffee"}`,
	} {
		if validate(t, schema, bad) == nil {
			t.Errorf("accepted: %s", bad)
		}
	}
}

// The tables of docs/reference/trace.md name, kind by kind, the members that the schema allows,
// and mark those that it requires.
func TestReferenceAgreesWithTheSchema(t *testing.T) {
	_, rules := loadSchema(t)
	document, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (always|)\\s*\\|")
	for _, section := range strings.Split(string(document), "\n### `")[1:] {
		kind, body, _ := strings.Cut(section, "`")
		body, _, _ = strings.Cut(body, "\n## ")
		rule, ok := rules[kind]
		if !ok {
			t.Errorf("%s is documented but not in the schema", kind)
			continue
		}
		delete(rules, kind)
		var names, required []string
		for _, m := range row.FindAllStringSubmatch(body, -1) {
			names = append(names, m[1])
			if m[2] == "always" {
				required = append(required, m[1])
			}
		}
		allowed := slices.DeleteFunc(slices.Clone(rule.PropertyNames.Enum), func(name string) bool {
			return slices.Contains([]string{"seq", "t", "kind", "crc"}, name)
		})
		if !slices.Equal(names, allowed) || !slices.Equal(required, rule.Required) {
			t.Errorf("%s:\ndocument %v, always %v\nschema   %v, always %v", kind, names, required, allowed, rule.Required)
		}
	}
	for kind := range rules {
		t.Errorf("%s is not documented", kind)
	}
}

// The words that the reference explains are the words of the tables, in their order.
func TestReferenceExplainsEveryWord(t *testing.T) {
	document, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	for title, words := range map[string][]string{
		"Roles": roles, "Messages": messageKinds, "Reasons": reasons, "Kinds of entries": entryKinds,
		"Faults": faults, "Outcomes": outcomes, "Operations": operationKinds, "Ways to read": readWays, "Stages of an operation": operationStages, "Properties": properties, "Verdicts": verdicts,
	} {
		_, body, ok := strings.Cut(string(document), "\n**"+title+"**")
		body, _, _ = strings.Cut(body, "\n**")
		var got []string
		for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(body, -1) {
			got = append(got, m[1])
		}
		if !ok || !slices.Equal(got, words[1:]) {
			t.Errorf("%s:\ndocument %q\ntable    %q", title, got, words[1:])
		}
	}
}

// The trace that the reference shows is one.
func TestReferenceShowsATrace(t *testing.T) {
	document, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	var file strings.Builder
	for _, m := range regexp.MustCompile(`(?m)^    (\{".*\n)`).FindAllStringSubmatch(string(document), -1) {
		file.WriteString(m[1])
	}
	if _, events, _, err := read(file.String()); err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
}
