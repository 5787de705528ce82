package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"raftlab/sim/trace"
)

// A suite that was set back goes on as one that saw nothing else, wherever it had gone, also when only a part
// of it had changed.
func TestASuiteIsLedBack(t *testing.T) {
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 4))
		events := func(most int) []trace.Event {
			list := make([]trace.Event, random.IntN(most+1))
			for i := range list {
				for list[i].Kind == 0 || Kinds>>list[i].Kind&1 == 0 {
					list[i] = eventOf([4]byte{byte(random.Uint32()), byte(random.IntN(6)), byte(random.IntN(8)), byte(random.IntN(32))})
				}
			}
			return list
		}
		start := events(20)
		s, kept := NewSuite(3), NewSuite(3)
		seeAll(s, start)
		kept.CopyFrom(s)
		for range 10 {
			seeAll(s, events(3))
			s.CopyFrom(kept)
			tail := events(6)
			fresh := NewSuite(3)
			seeAll(fresh, slices.Concat(start, tail))
			seeAll(s, tail)
			if fmt.Sprint(s.Results(), s.violations.all) != fmt.Sprint(fresh.Results(), fresh.violations.all) {
				t.Fatalf("seed %d: %+v, want %+v", seed, s.Results(), fresh.Results())
			}
			s.CopyFrom(kept)
		}
	}
}

func seeAll(s *Suite, events []trace.Event) {
	for i := range events {
		s.Observe(&events[i])
		s.Violations()
	}
}

// A copy has what is known of each property, also of one that is new.
func TestEveryPropertyIsCopied(t *testing.T) {
	from, to := NewSuite(3), NewSuite(3)
	for i, p := range from.properties() {
		p.tested, p.keys = true, append(p.keys, key{uint64(i), 1})
	}
	from.logs++
	to.CopyFrom(from)
	for i, p := range to.properties() {
		if want := from.properties()[i]; !p.tested || !slices.Equal(p.keys, want.keys) || p.property != want.property {
			t.Errorf("%v is not copied: %+v", want.property, p)
		}
	}
}
