package etcdraft

import (
	"fmt"
	"testing"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// changesSent is what n1, leader of term 1, sends to n2: a log of changes.
func changesSent(t *testing.T, changes []engine.Change) *raftpb.Message {
	t.Helper()
	m := &raftpb.Message{Type: raftpb.MsgApp.Enum(), From: new(uint64(1)), To: new(uint64(2)), Term: new(uint64(1)),
		Index: new(uint64(0)), LogTerm: new(uint64(0)), Commit: new(uint64(0))}
	for i, c := range changes {
		data, err := proto.Marshal(toConfChange(c))
		if err != nil {
			t.Fatal(err)
		}
		m.Entries = append(m.Entries, &raftpb.Entry{Term: new(uint64(1)), Index: new(uint64(i + 1)),
			Type: raftpb.EntryConfChangeV2.Enum(), Data: data})
	}
	return m
}

// committed is what n1 sends when its log is committed up to an index.
func committed(upTo int) *raftpb.Message {
	m := heartbeat(1, 1)
	m.To, m.Commit = new(uint64(2)), new(uint64(upTo))
	return m
}

// newerSnapshot is what n1 sends later: entries 1 to 9 in a snapshot, after which n1, n2 and n3 vote.
func newerSnapshot() *raftpb.Message {
	s := &raftpb.Snapshot{Data: encodeState(0, nil), Metadata: &raftpb.SnapshotMetadata{Index: new(uint64(9)), Term: new(uint64(1)),
		ConfState: toConfState(trace.Config{Voters: nodes{1, 2, 3}})}}
	return &raftpb.Message{Type: raftpb.MsgSnap.Enum(), From: new(uint64(1)), To: new(uint64(2)), Term: new(uint64(1)), Snapshot: s}
}

// overtaken are logs whose last change n2 is about to apply when the newer snapshot arrives.
var overtaken = []struct {
	name       string
	changes    []engine.Change
	library    string // what comes of it if the library is told to apply the change
	configured string // what the engine tells of the change
}{
	{"a server that was removed since is a member again", []engine.Change{{Add: nodes{4}}},
		"[1 2 3 4]", "config: voters [n1 n2 n3 n4] outgoing [] learners []"},
	{"a joint configuration is left twice", []engine.Change{{Remove: nodes{3}, Learn: nodes{4}, Joint: true}, {}},
		"can't leave a non-joint config", "config: voters [n1 n2] outgoing [] learners [n4]"},
	{"a joint configuration is entered that was left since", []engine.Change{{Remove: nodes{3}, Learn: nodes{4}, Joint: true}},
		"[1 2]", "config: voters [n1 n2] outgoing [n1 n2 n3] learners [n4]"},
}

// What the library does, without any code of ours: n2 has taken a Ready with a committed change, and before it
// has applied that, a newer snapshot arrives. This is etcd's issue 11510.
func TestTheLibraryAppliesAnOvertakenChange(t *testing.T) {
	for _, test := range overtaken {
		t.Run(test.name, func(t *testing.T) {
			memory := threeVoters()
			raw, err := etcd.NewRawNode(plainConfig(memory))
			if err != nil {
				t.Fatal(err)
			}
			last := len(test.changes)
			raw.Step(changesSent(t, test.changes))
			for upTo := range last {
				raw.Step(committed(upTo))
				ready := takeReady(raw, memory)
				applyAll(t, raw, ready.CommittedEntries)
				raw.Advance(ready)
			}
			raw.Step(committed(last))
			ready := takeReady(raw, memory)
			raw.Step(newerSnapshot())
			if got := applyAll(t, raw, ready.CommittedEntries); got != test.library {
				t.Errorf("n2's voters, or its last words, are %s, want %s", got, test.library)
			}
		})
	}
}

func threeVoters() *etcd.MemoryStorage {
	memory := etcd.NewMemoryStorage()
	voters := &raftpb.ConfState{Voters: []uint64{1, 2, 3}}
	memory.ApplySnapshot(&raftpb.Snapshot{Metadata: &raftpb.SnapshotMetadata{ConfState: voters}})
	return memory
}

func plainConfig(memory etcd.Storage) *etcd.Config {
	return &etcd.Config{ID: 2, ElectionTick: 10, HeartbeatTick: 1, Storage: memory,
		MaxSizePerMsg: maxMessageBytes, MaxInflightMsgs: maxInFlight, Logger: &explainer{silent: true}}
}

// The same through the library's Node, which etcd's server uses: it takes messages in while a Ready is worked on.
func TestANodeAppliesAnOvertakenChange(t *testing.T) {
	memory, ctx := threeVoters(), t.Context()
	n := etcd.RestartNode(plainConfig(memory))
	defer n.Stop()
	n.Step(ctx, changesSent(t, overtaken[0].changes))
	n.Step(ctx, committed(1))
	for range 10 {
		ready := <-n.Ready()
		memory.Append(ready.Entries)
		if len(ready.CommittedEntries) > 0 {
			n.Step(ctx, newerSnapshot())
			change, _ := parseConfChange(ready.CommittedEntries[0])
			if got := fmt.Sprint(n.ApplyConfChange(change).GetVoters()); got != overtaken[0].library {
				t.Errorf("n2's voters are %s, want %s", got, overtaken[0].library)
			}
			return
		}
		n.Advance()
	}
	t.Error("the change is never to be applied")
}

func takeReady(raw *etcd.RawNode, memory *etcd.MemoryStorage) etcd.Ready {
	ready := raw.Ready()
	memory.Append(ready.Entries)
	return ready
}

// applyAll returns the voters after the changes, or the library's last words.
func applyAll(t *testing.T, raw *etcd.RawNode, entries []*raftpb.Entry) (after string) {
	defer func() {
		if words := recover(); words != nil {
			after = fmt.Sprint(words)
		}
	}()
	for _, e := range entries {
		change, err := parseConfChange(e)
		if err != nil {
			t.Fatal(err)
		}
		after = fmt.Sprint(raw.ApplyConfChange(change).GetVoters())
	}
	return after
}

// A server of the engine applies the change to the configuration before it, and then has that of the snapshot.
func TestAnOvertakenChangeIsAppliedToTheConfigurationBeforeIt(t *testing.T) {
	for _, test := range overtaken {
		t.Run(test.name, func(t *testing.T) {
			l := newLab(t, 3)
			m := l.n(2)
			last := len(test.changes)
			m.get(changesSent(t, test.changes))
			m.get(committed(last - 1))
			commit, snapshot := received(committed(last)), received(newerSnapshot())
			m.node.Step(&commit)
			if !m.takeWork() || len(m.work.Apply) != 1 {
				t.Fatalf("n2 is to apply %v, want the last change", m.work.Apply)
			}
			m.told = nil
			m.node.Step(&snapshot)
			m.told = nil
			m.write()
			m.node.Done()
			m.expect(test.configured)
			if taken := m.compact(7); taken.Index != trace.Index(last) {
				t.Errorf("its own snapshot is at index %d, want %d", taken.Index, last)
			} else {
				m.Reconfigured(taken.Config)
				m.expect(test.configured)
			}
			m.tell(func(engine.Node) {})
			m.expect("config: voters [n1 n2 n3] outgoing [] learners []")
			checkErr(t, m, "")
		})
	}
}
