package storage

import (
	"reflect"
	"slices"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

var three = trace.Config{Voters: []trace.NodeID{1, 2, 3}}

// entries makes entries of one term, from one index to another.
func entries(term trace.Term, from, to trace.Index) (made []engine.Entry) {
	for i := from; i <= to; i++ {
		made = append(made, engine.Entry{Index: i, Term: term, Kind: trace.Command, Data: []byte{byte(i), byte(term)}})
	}
	return made
}

func hard(term trace.Term, vote trace.NodeID) engine.HardState {
	return engine.HardState{Term: term, Vote: vote}
}

func newDisk() *Disk {
	d := new(Disk)
	d.Reset(three)
	return d
}

func (d *Disk) put(h engine.HardState, e ...engine.Entry) {
	d.Write(&engine.Work{HardState: h, Entries: e})
}

// checkDurable compares what a crash would leave: hard state, snapshot index, and terms of the log.
func checkDurable(t *testing.T, d *Disk, h engine.HardState, snapshot trace.Index, terms ...trace.Term) {
	t.Helper()
	got := d.Durable()
	if got.HardState != h || got.Snapshot.Index != snapshot || len(got.Entries) != len(terms) {
		t.Fatalf("found %+v, snapshot %d and %d entries; want %+v, %d and %d",
			got.HardState, got.Snapshot.Index, len(got.Entries), h, snapshot, len(terms))
	}
	for i, e := range got.Entries {
		if e.Index != snapshot+trace.Index(i)+1 || e.Term != terms[i] {
			t.Errorf("place %d of the log holds (%d,%d), want term %d", i, e.Term, e.Index, terms[i])
		}
	}
}

func TestANewDiskHoldsTheFirstConfiguration(t *testing.T) {
	got := newDisk().Restart()
	want := engine.Durable{Snapshot: engine.Snapshot{Config: three}}
	if !reflect.DeepEqual(got.Snapshot, want.Snapshot) || got.HardState != want.HardState || len(got.Entries) != 0 {
		t.Errorf("a new disk holds %+v", *got)
	}
}

func TestACrashLosesWhatWasNotSynced(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 3)...)
	checkDurable(t, d, hard(0, 0), 0)
	d.Sync()
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1)
	d.put(hard(2, 3), entries(2, 4, 5)...)
	d.put(hard(3, 0))
	if lost := d.Crash(); lost != 2 {
		t.Errorf("the crash lost %d entries, want 2", lost)
	}
	d.Sync() // nothing is left to be synced
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1)
	if lost := d.Crash(); lost != 0 {
		t.Errorf("a second crash lost %d entries", lost)
	}
}

func TestEntriesReplaceThoseAtTheirIndexesAndLater(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 5)...)
	d.Sync()
	d.put(hard(3, 0), entries(3, 3, 3)...)
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1, 1, 1)
	d.Sync()
	checkDurable(t, d, hard(3, 0), 0, 1, 1, 3)
}

func TestWritesBecomeDurableInTheirOrder(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 4)...)
	d.put(hard(2, 2), entries(2, 2, 3)...)
	d.put(hard(3, 0), entries(3, 3, 5)...)
	d.Sync()
	checkDurable(t, d, hard(3, 0), 0, 1, 2, 3, 3, 3)
}

// What is handed over may be used again by the server, and what is found is not to be changed by it.
func TestTheDiskKeepsItsOwnCopy(t *testing.T) {
	d := newDisk()
	w := engine.Work{HardState: hard(1, 1), Entries: entries(1, 6, 6),
		Snapshot: &engine.Snapshot{Index: 5, Term: 1, Config: three}}
	d.Write(&w)
	w.Snapshot.Index, w.Entries[0].Term = 99, 99
	d.Sync()
	checkDurable(t, d, hard(1, 1), 5, 1)
}

func TestTheHardStateIsForgottenOnceAndOnlyAtARestart(t *testing.T) {
	d := newDisk()
	d.put(hard(4, 2), entries(4, 1, 2)...)
	d.Sync()
	d.ForgetHardState()
	checkDurable(t, d, hard(4, 2), 0, 4, 4)
	d.Crash()
	d.Restart()
	checkDurable(t, d, hard(0, 0), 0, 4, 4)
	d.put(hard(5, 1))
	d.Sync()
	d.Crash()
	d.Restart()
	checkDurable(t, d, hard(5, 1), 0, 4, 4)
}

func TestAnHonestDiskForgetsNothing(t *testing.T) {
	d := newDisk()
	d.put(hard(4, 2))
	d.Sync()
	d.ForgetHardState()
	d.Honest()
	d.Restart()
	checkDurable(t, d, hard(4, 2), 0)
}

func TestALyingDiskSyncsNothingUntilItIsHonest(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 2)...)
	d.Sync()
	d.DropSyncs()
	d.put(hard(2, 2), entries(2, 3, 4)...)
	d.Sync()
	checkDurable(t, d, hard(1, 1), 0, 1, 1)
	if lost := d.Crash(); lost != 2 {
		t.Errorf("the crash lost %d entries, want 2", lost)
	}
	d.Restart()
	d.put(hard(3, 3), entries(3, 3, 3)...)
	d.Sync() // a restart does not make it honest
	checkDurable(t, d, hard(1, 1), 0, 1, 1)
	d.Honest()
	d.Sync()
	checkDurable(t, d, hard(3, 3), 0, 1, 1, 3)
}

func TestASnapshotOfTheLeaderReplacesTheWholeLog(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 5)...)
	d.Sync()
	d.Write(&engine.Work{HardState: hard(2, 0), Snapshot: &engine.Snapshot{Index: 9, Term: 2, Config: three, State: 7}})
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1, 1, 1)
	d.Sync()
	checkDurable(t, d, hard(2, 0), 9)
	if last := d.Durable().Last(); last != (trace.Position{Term: 2, Index: 9}) {
		t.Errorf("the log ends at %v, want (2,9)", last)
	}
	d.put(hard(2, 0), entries(2, 10, 11)...)
	d.Sync()
	checkDurable(t, d, hard(2, 0), 9, 2, 2)
	if state := d.Durable().Snapshot.State; state != 7 {
		t.Errorf("the snapshot holds state %d, want 7", state)
	}
}

func TestCompactionReplacesTheBeginningOfTheLogAtOnce(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 5)...)
	d.Sync()
	d.put(hard(1, 1), entries(1, 6, 6)...) // under way to the disk
	d.Compact(engine.Snapshot{Index: 3, Term: 1, Config: three, State: 8})
	checkDurable(t, d, hard(1, 1), 3, 1, 1)
	d.Compact(engine.Snapshot{Index: 2, Term: 1, Config: three})
	checkDurable(t, d, hard(1, 1), 3, 1, 1) // an older snapshot changes nothing
	d.Sync()
	checkDurable(t, d, hard(1, 1), 3, 1, 1, 1)
	d.Compact(engine.Snapshot{Index: 6, Term: 1, Config: three})
	checkDurable(t, d, hard(1, 1), 6)
}

func TestALyingDiskDoesNotCompactWhatItHasNotGot(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 2)...)
	d.Sync()
	d.DropSyncs()
	d.put(hard(1, 1), entries(1, 3, 5)...)
	d.Sync()
	d.Compact(engine.Snapshot{Index: 4, Term: 1, Config: three})
	checkDurable(t, d, hard(1, 1), 0, 1, 1)
	d.Honest()
	d.Sync()
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1, 1, 1)
}

func TestALyingDiskDoesNotCompactBeforeASnapshotItHasNotGot(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 9)...)
	d.Sync()
	d.DropSyncs()
	d.Write(&engine.Work{HardState: hard(2, 2), Snapshot: &engine.Snapshot{Index: 7, Term: 2, Config: three}})
	d.Compact(engine.Snapshot{Index: 8, Term: 2, Config: three})
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1, 1, 1, 1, 1, 1, 1)
}

// The disk holds other entries at these indexes than the snapshot stands for.
func TestALyingDiskDoesNotCompactEntriesThatWereReplaced(t *testing.T) {
	d := newDisk()
	d.put(hard(1, 1), entries(1, 1, 9)...)
	d.Sync()
	d.DropSyncs()
	d.put(hard(2, 2), entries(2, 3, 5)...)
	d.Sync()
	d.Compact(engine.Snapshot{Index: 4, Term: 2, Config: three})
	checkDurable(t, d, hard(1, 1), 0, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	d.Honest()
	d.Sync()
	checkDurable(t, d, hard(2, 2), 0, 1, 1, 2, 2, 2)
}

// To write through is to write and to sync, also where the disk lies or has not synced before.
func TestWritingThroughIsWritingAndSyncing(t *testing.T) {
	works := []engine.Work{
		{HardState: hard(1, 2), Entries: entries(1, 1, 3)},
		{HardState: hard(2, 0), Entries: entries(2, 3, 4)},
		{HardState: hard(3, 1), Snapshot: &engine.Snapshot{Index: 9, Term: 2, Config: three}},
	}
	for name, before := range map[string]func(d *Disk){
		"honest":  func(*Disk) {},
		"lying":   func(d *Disk) { d.DropSyncs() },
		"waiting": func(d *Disk) { d.Write(&engine.Work{HardState: hard(1, 1), Entries: entries(1, 1, 1)}) },
	} {
		var through, plain Disk
		for _, d := range []*Disk{&through, &plain} {
			d.Reset(three)
			before(d)
		}
		for i := range works {
			through.WriteThrough(&works[i])
			plain.Write(&works[i])
			plain.Sync()
			if !reflect.DeepEqual(through.Durable(), plain.Durable()) {
				t.Errorf("%s: %+v, want %+v", name, through.Durable(), plain.Durable())
			}
		}
		if got, want := through.Crash(), plain.Crash(); got != want {
			t.Errorf("%s: a crash loses %d entries, want %d", name, got, want)
		}
	}
}

func TestACopyOfADiskGoesItsOwnWay(t *testing.T) {
	var d, kept Disk
	d.Reset(three)
	d.WriteThrough(&engine.Work{HardState: hard(1, 2), Entries: entries(1, 1, 3)})
	kept.CopyFrom(&d)
	want := *d.Durable()
	want.Entries = slices.Clone(want.Entries)
	d.WriteThrough(&engine.Work{HardState: hard(2, 0), Entries: entries(2, 2, 5)})
	d.DropSyncs()
	d.CopyFrom(&kept)
	if !reflect.DeepEqual(*d.Durable(), want) {
		t.Errorf("%+v, want %+v", *d.Durable(), want)
	}
	d.WriteThrough(&engine.Work{HardState: hard(3, 0)})
	if d.Durable().Term != 3 {
		t.Error("the disk still lies")
	}
}
