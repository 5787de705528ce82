package schedule_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
)

// undrawn are the actions that random schedules do without, and why.
var undrawn = map[string]string{
	"NoteAction":      "says something to people",
	"SettleAction":    "is where trials begin",
	"DropAction":      "names a message by its number, which no schedule knows before its run",
	"DuplicateAction": "names a message by its number",
	"HoldAction":      "names a message by its number",
	"DeliverAction":   "names a message by its number",
}

// Every action is drawn by one generator or another, or it is said why it is not: a fault that nobody draws is never soaked.
func TestEveryActionIsDrawn(t *testing.T) {
	drawn := map[string]bool{}
	for seed := range uint64(2000) {
		for _, s := range []*script.Script{schedule.Honest(seed), schedule.Lying(seed), schedule.Swarm(seed, etcdraft.Engine{}.Features(), seed%2 == 0)} {
			for i := range s.Steps {
				drawn[fmt.Sprintf("%T", s.Steps[i].Do)] = true
			}
		}
	}
	files, err := filepath.Glob("../script/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("the actions are elsewhere: ", err)
	}
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^(?:type |\t)(\w+Action) (?:struct|=)`).FindAllSubmatch(source, -1) {
			action := string(found[1])
			if drawn["script."+action] == (undrawn[action] != "") {
				t.Errorf("%s: drawn %v, and of it is said %q", action, drawn["script."+action], undrawn[action])
			}
		}
	}
}
