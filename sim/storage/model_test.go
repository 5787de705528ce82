package storage

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// reference is a disk that keeps all that it was told, and finds out what it holds by reading it
// from the start. Each element of synced and pending changes a state.
type reference struct {
	synced, pending []func(*engine.Durable)
	lost            int
	lying, forget   bool
}

func (r *reference) write(w engine.Work) {
	r.lost += len(w.Entries)
	r.pending = append(r.pending, func(d *engine.Durable) {
		d.HardState = w.HardState
		if w.Snapshot != nil {
			d.Snapshot, d.Entries = *w.Snapshot, nil
		}
		if len(w.Entries) > 0 {
			d.Entries = append(before(d.Entries, w.Entries[0].Index), w.Entries...)
		}
	})
}

func before(log []engine.Entry, index trace.Index) (kept []engine.Entry) {
	for _, e := range log {
		if e.Index < index {
			kept = append(kept, e)
		}
	}
	return kept
}

func (r *reference) sync() {
	if !r.lying {
		r.synced, r.pending, r.lost = append(r.synced, r.pending...), nil, 0
	}
}

func (r *reference) crash() (lost int) {
	lost = r.lost
	r.pending, r.lost = nil, 0
	return lost
}

func (r *reference) restart() {
	if r.forget {
		r.forget = false
		r.synced = append(r.synced, func(d *engine.Durable) { d.HardState = engine.HardState{} })
	}
}

// compact is possible if the log on the disk is, up to the snapshot, the one the server believes in.
func (r *reference) compact(s engine.Snapshot) {
	held, believed := r.holds(false), r.holds(true)
	same := reflect.DeepEqual(before(held.Entries, s.Index+1), before(believed.Entries, s.Index+1))
	if same && s.Index > believed.Snapshot.Index {
		r.synced = append(r.synced, func(d *engine.Durable) {
			var rest []engine.Entry
			for _, e := range d.Entries {
				if e.Index > s.Index {
					rest = append(rest, e)
				}
			}
			d.Snapshot, d.Entries = s, rest
		})
	}
}

// holds returns what is durable, or what the server believes in: with all that waits.
func (r *reference) holds(believed bool) *engine.Durable {
	d := &engine.Durable{Snapshot: engine.Snapshot{Config: three}}
	for _, change := range r.synced {
		change(d)
	}
	if believed {
		for _, change := range r.pending {
			change(d)
		}
	}
	return d
}

// server is a server that writes as Raft does: terms rise, and what is committed stays.
type server struct {
	random *rand.Rand
	term   trace.Term
	commit trace.Index
}

func (s *server) work(believed *engine.Durable) engine.Work {
	s.term += trace.Term(s.random.IntN(2))
	w := engine.Work{HardState: hard(s.term, trace.NodeID(s.random.IntN(4)))}
	last := believed.Last().Index
	switch s.random.IntN(6) {
	case 0:
		s.term++
		last += trace.Index(1 + s.random.IntN(3))
		w.Snapshot = &engine.Snapshot{Index: last, Term: s.term, Config: three, State: trace.Digest(s.random.Uint64())}
		s.commit = last
	case 1:
		s.term++
		last = s.commit + trace.Index(s.random.Int64N(int64(last-s.commit)+1)) // truncate
	}
	w.HardState.Term = s.term
	w.Entries = entries(s.term, last+1, last+trace.Index(s.random.IntN(4)))
	return w
}

// step does one random thing to both disks.
func (s *server) step(t *testing.T, disk *Disk, r *reference) {
	switch s.random.IntN(12) {
	case 0:
		got, want := disk.Crash(), r.crash()
		if got != want {
			t.Fatalf("the crash lost %d entries, want %d", got, want)
		}
		disk.Restart()
		r.restart()
		s.commit = r.holds(false).Snapshot.Index
	case 1:
		disk.ForgetHardState()
		r.forget = true
	case 2:
		disk.DropSyncs()
		r.lying = true
	case 3:
		disk.Honest()
		r.lying, r.forget = false, false
	case 4, 5:
		disk.Sync()
		r.sync()
		believed := r.holds(true)
		if r.lying || len(r.pending) == 0 {
			s.commit += trace.Index(s.random.Int64N(int64(believed.Last().Index-s.commit) + 1))
		}
		if index := s.commit; index > believed.Snapshot.Index {
			snapshot := engine.Snapshot{Index: index, Config: three, State: trace.Digest(s.random.Uint64())}
			snapshot.Term = before(believed.Entries, index+1)[index-believed.Snapshot.Index-1].Term
			disk.Compact(snapshot)
			r.compact(snapshot)
		}
	default:
		w := s.work(r.holds(true))
		disk.Write(&w)
		r.write(w)
	}
}

func checkEqual(t *testing.T, got, want *engine.Durable) {
	t.Helper()
	if got.HardState != want.HardState || !reflect.DeepEqual(got.Snapshot, want.Snapshot) ||
		len(got.Entries) != len(want.Entries) || len(want.Entries) > 0 && !reflect.DeepEqual(got.Entries, want.Entries) {
		t.Fatalf("the disk holds\n%+v, want\n%+v", *got, *want)
	}
}

func TestTheDiskHoldsWhatAPlainDiskHolds(t *testing.T) {
	var disk Disk // used again for every run: Reset must make it new
	for seed := range uint64(400) {
		disk.Reset(three)
		r := &reference{}
		s := &server{random: rand.New(rand.NewPCG(seed, 1))}
		for range 60 {
			s.step(t, &disk, r)
			checkEqual(t, disk.Durable(), r.holds(false))
		}
	}
}

func TestTheModelRefusesADiskThatKeepsTooMuch(t *testing.T) {
	disk, r := newDisk(), &reference{}
	w := engine.Work{HardState: hard(1, 1), Entries: entries(1, 1, 1)}
	disk.Write(&w)
	r.write(w)
	disk.Sync()
	r.crash()
	if reflect.DeepEqual(disk.Durable().Entries, r.holds(false).Entries) {
		t.Error("a disk that synced and one that crashed hold the same")
	}
}

func TestADiskInUseAgainDoesNotAllocate(t *testing.T) {
	disk := newDisk()
	w := engine.Work{HardState: hard(1, 1), Entries: entries(1, 1, 8)}
	if allocs := testing.AllocsPerRun(100, func() {
		disk.Reset(three)
		disk.Write(&w)
		disk.Sync()
		disk.Write(&w)
		disk.Crash()
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
