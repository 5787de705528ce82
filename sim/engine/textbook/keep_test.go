package textbook

import (
	"math/rand/v2"
	"slices"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// A restored server goes on as it did before, wherever it had gone.
func TestServersAreLedBack(t *testing.T) {
	for seed := range uint64(60) {
		l := newLab(t, 1+int(seed%5), func(c *engine.Config) { c.PreVote, c.CheckQuorum = seed&1 > 0, seed&2 > 0 })
		if seed%3 > 0 {
			l.elect(1)
			l.n(1).propose("before")
			l.run()
		}
		disks := make([][]engine.Entry, len(l.members))
		hard := make([]engine.HardState, len(l.members))
		for i, m := range l.members {
			disks[i], hard[i] = slices.Clone(m.onDisk.Entries), m.onDisk.HardState
			if !m.Checkpoint() {
				t.Fatalf("seed %d: %v cannot be kept", seed, m.number)
			}
		}
		l.forget()
		want := scheduleOf(l, rand.New(rand.NewPCG(seed, 1)), 300)
		for range 3 {
			scheduleOf(l, rand.New(rand.NewPCG(seed, 2)), 300)
			for i, m := range l.members {
				m.onDisk.Entries, m.onDisk.HardState = slices.Clone(disks[i]), hard[i]
				m.Restore()
			}
			l.forget()
			if got := scheduleOf(l, rand.New(rand.NewPCG(seed, 1)), 300); got != want {
				t.Fatalf("seed %d: %s, and before %s", seed, got, want)
			}
			for i, m := range l.members {
				m.onDisk.Entries, m.onDisk.HardState = slices.Clone(disks[i]), hard[i]
				m.Restore()
			}
			l.forget()
		}
	}
}

// A server that has something left to do, or that gave up, has no checkpoint.
func TestWhatCannotBeKept(t *testing.T) {
	m := newLab(t, 1).n(1)
	for _, c := range []struct {
		now  string
		do   func()
		want bool
	}{
		{"at rest", func() {}, true},
		{"with messages to send", func() { m.outbox = append(m.outbox, engine.Message{}) }, false},
		{"while the disk writes", func() { m.outbox = nil; m.Campaign(trace.ElectionTimeout); m.takeWork() }, false},
		{"at rest again", func() { m.Done(); m.settle() }, true},
		{"after it gave up", func() { m.onDisk.Snapshot.Index = 3; m.boot() }, false},
	} {
		if c.do(); m.Checkpoint() != c.want {
			t.Errorf("%s: can be kept: %t", c.now, !c.want)
		}
	}
}

// An end is forgotten on the way back.
func TestAnEndIsLedBack(t *testing.T) {
	m := newLab(t, 1).n(1)
	m.Checkpoint()
	m.onDisk.Snapshot.Index = 3
	m.boot()
	if m.Restore(); m.Err() != nil {
		t.Error(m.Err())
	}
}
