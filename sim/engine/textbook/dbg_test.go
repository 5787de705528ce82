package textbook_test

import (
	"os"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace/text"
)

func TestDebug(t *testing.T) {
	name := os.Getenv("SC")
	if name == "" {
		t.Skip()
	}
	s, _ := scenarios.ByName(name)
	script := s.Script()
	sim.New(textbook.Engine{}).Run(&script, 1, text.NewPrinter(os.Stdout, text.Options{Verbose: true}))
}
