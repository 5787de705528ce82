package guest_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"raftlab/sim"
	"raftlab/sim/engine/guest"
)

const reference = "../../../docs/reference/own-raft"

func schemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(reference + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func fits(t *testing.T, schema *jsonschema.Schema, line string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
}

// The lines of the reference are as its schema says.
func TestLinesOfTheReferenceFitTheSchema(t *testing.T) {
	schema := schemaOf(t)
	page, err := os.Open(reference + ".md")
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	lines := 0
	for in := bufio.NewScanner(page); in.Scan(); {
		line := in.Text()
		if strings.HasPrefix(line, "> {") || strings.HasPrefix(line, "< {") {
			fits(t, schema, line[2:])
			lines++
		}
	}
	if lines < 20 {
		t.Errorf("the page has %d lines", lines)
	}
}

// So are those of a run with all features, which has every kind of request.
func TestLinesOfARunFitTheSchema(t *testing.T) {
	schema := schemaOf(t)
	engine, _ := engineOf(right)
	seen := map[string]bool{}
	engine.Heard = func(c guest.Call) {
		do, _, _ := strings.Cut(strings.TrimPrefix(string(c.Request), `{"do":"`), `"`)
		if _, of, isMessage := strings.Cut(string(c.Request), `"type":"`); isMessage {
			do, _, _ = strings.Cut(of, `"`)
		}
		if c.Number%16 != 0 && seen[do] {
			return
		}
		seen[do] = true
		fits(t, schema, string(c.Request))
		fits(t, schema, string(c.Answer))
	}
	world := sim.New(engine)
	for _, name := range []string{"d1-pre-vote", "d4-transfer", "d7-snapshot"} {
		run(t, world, name)
	}
	for _, do := range []string{"boot", "timeout", "heartbeat", "propose", "transfer", "compact", "RequestVote", "RequestVoteReply", "AppendEntries", "AppendEntriesReply",
		"PreVote", "PreVoteReply", "TimeoutNow", "InstallSnapshot", "InstallSnapshotReply"} {
		if !seen[do] {
			t.Errorf("no %s", do)
		}
	}
}
