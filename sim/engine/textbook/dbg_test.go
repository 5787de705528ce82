package textbook_test

import (
	"os"
	"strconv"
	"testing"

	"raftlab/scenarios"
	"raftlab/sim"
	"raftlab/sim/engine"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/engine/textbook"
	"raftlab/sim/trace/text"
)

func TestDebug(t *testing.T) {
	var e engine.Engine = textbook.Engine{}
	if os.Getenv("ENGINE") == "etcd" {
		e = etcdraft.Engine{}
	}
	if s := os.Getenv("SEED"); s != "" {
		n, _ := strconv.Atoi(s)
		sim.New(e).Run(randomScript(uint64(n)), uint64(n), text.NewPrinter(os.Stdout, text.Options{Verbose: true}))
	}
	name := os.Getenv("SC")
	if name == "" {
		t.Skip()
	}
	s, _ := scenarios.ByName(name)
	script := s.Script()
	sim.New(e).Run(&script, 1, text.NewPrinter(os.Stdout, text.Options{Verbose: true}))
}

func TestEtcdSoak(t *testing.T) {
	if os.Getenv("ENGINE") != "etcd" {
		t.Skip()
	}
	world := sim.New(etcdraft.Engine{})
	for seed := range uint64(*seeds) {
		r := &record{}
		if err := world.Run(randomScript(seed), seed, r); err != nil {
			t.Fatal(err)
		}
		if e := r.violation(); e != nil {
			t.Errorf("seed %d, event %d at %v: %v %v: %s", seed, e.Seq, e.At, e.Property, e.Node, e.Detail)
		}
	}
}
