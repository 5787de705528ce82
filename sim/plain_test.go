package sim_test

import (
	"strings"
	"testing"

	"raftlab/sim"
	"raftlab/sim/engine/etcdraft"
	"raftlab/sim/schedule"
	"raftlab/sim/script"
)

// A world with servers that are kept from run to run gives the same events as one with plain servers, made anew at
// each boot, byte for byte.
func TestPlainServersGiveTheSameEvents(t *testing.T) {
	kept, plain := sim.New(etcdraft.Engine{}), sim.New(etcdraft.Engine{Plain: true})
	for seed := range uint64(30) {
		for name, s := range map[string]*script.Script{"honest": schedule.Honest(seed), "lying": schedule.Lying(seed)} {
			var got, want diary
			if err := kept.Run(s, seed, &got); err != nil {
				t.Fatal(err)
			}
			if err := plain.Run(s, seed, &want); err != nil {
				t.Fatal(err)
			}
			if at := firstDifference(got.lines, want.lines); at >= 0 {
				t.Fatalf("%s schedule %d: the kept servers tell\n%s\nand the plain ones\n%s", name, seed,
					strings.Join(got.lines[max(0, at-3):at+1], "\n"), strings.Join(want.lines[max(0, at-3):at+1], "\n"))
			}
		}
	}
}
