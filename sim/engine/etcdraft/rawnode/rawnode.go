// Package rawnode saves a server of etcd's Raft library and brings it back.
//
// A trial begins where the one before began. The library cannot copy an etcd.RawNode or set it back, and to make a
// new one takes longer than an election. So the memory of its structs is copied, and written back into the same structs:
//
//	copied        RawNode and its raft, log, read requests and storage; the Progress of every server
//	made anew     what the library changes in place: the maps of votes and of acknowledged reads, the windows of messages in flight,
//	              and the snapshot in the storage
//	shared        entries, messages, configurations: the library does not change one that it has made
//
// Most of these structs are not exported. They are reached by reflection, at the addresses of their fields; the names of all fields
// of the version in use stand in a test, so that none is forgotten when the library is upgraded.
//
//	saved := rawnode.Save(raw, memory)
//	raw.Campaign() // or whatever else becomes of it
//	saved.Restore()
package rawnode

import (
	"maps"
	"math"
	"reflect"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"go.etcd.io/raft/v3/tracker"
	"google.golang.org/protobuf/proto"
)

// Saved is a server as it was when it was saved.
type Saved struct {
	structs  []saved
	progress []progress
	tracker  *tracker.ProgressTracker
	votes    map[uint64]bool
	acks     *map[uint64]uint64 // of read requests, by server
	acked    map[uint64]uint64
	stored   **raftpb.Snapshot // in the storage
	snapshot *raftpb.Snapshot
}

// saved is a struct of the library, and what was in it.
type saved struct{ live, was reflect.Value }

// progress is what a server knew of another.
type progress struct {
	live *tracker.Progress
	was  tracker.Progress
	busy *tracker.Inflights // the window of messages in flight; nil if none was
}

// Save saves a server with its storage. No work of it must be under way between Ready and Advance.
func Save(raw *etcd.RawNode, memory *etcd.MemoryStorage) *Saved {
	node, storage := reflect.ValueOf(raw).Elem(), reflect.ValueOf(memory).Elem()
	raft := field(node, "raft").Elem()
	reads := field(raft, "readOnly").Elem()
	s := &Saved{
		tracker: field(raft, "trk").Addr().Interface().(*tracker.ProgressTracker),
		acks:    field(reads, "acks").Addr().Interface().(*map[uint64]uint64),
		stored:  field(storage, "snapshot").Addr().Interface().(**raftpb.Snapshot),
	}
	for _, live := range []reflect.Value{node, raft, field(raft, "raftLog").Elem(), reads, storage} {
		was := reflect.New(live.Type()).Elem()
		was.Set(live)
		s.structs = append(s.structs, saved{live, was})
	}
	for _, p := range s.tracker.Progress {
		s.progress = append(s.progress, saveProgress(p))
	}
	s.votes, s.acked = maps.Clone(s.tracker.Votes), maps.Clone(*s.acks)
	s.snapshot = proto.Clone(*s.stored).(*raftpb.Snapshot)
	return s
}

// field returns a field of a struct of the library, or what it points to, as a value that can be set although it is not exported.
func field(of reflect.Value, name string) reflect.Value {
	f := of.FieldByName(name)
	return reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
}

func saveProgress(p *tracker.Progress) progress {
	one := progress{live: p, was: *p}
	if p.Inflights.Count() > 0 {
		one.busy = p.Inflights.Clone()
	}
	return one
}

// Restore makes the server, and its storage, what they were when they were saved. What the server has sent since is void.
func (s *Saved) Restore() {
	for i := range s.structs {
		s.structs[i].live.Set(s.structs[i].was)
	}
	for i := range s.progress {
		s.progress[i].restore()
	}
	if len(s.tracker.Votes) != len(s.votes) { // votes are only added
		s.tracker.Votes = maps.Clone(s.votes)
	}
	if len(*s.acks)+len(s.acked) > 0 {
		*s.acks = maps.Clone(s.acked)
	}
	if (*s.stored).GetMetadata().GetIndex() != s.snapshot.GetMetadata().GetIndex() {
		*s.stored = proto.Clone(s.snapshot).(*raftpb.Snapshot)
	}
}

func (p *progress) restore() {
	*p.live = p.was
	if p.busy != nil {
		p.live.Inflights = p.busy.Clone()
	} else {
		p.live.Inflights.FreeLE(math.MaxUint64)
	}
}
