package rawnode_test

import (
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine/etcdraft/rawnode"
)

// fields are those of the library's structs that are copied, in the version in use. A new one must be copied, made anew or shared as
// the doc of the package says.
var fields = map[string]string{
	"RawNode": "raft asyncStorageWrites prevSoftSt prevHardSt stepsOnAdvance",
	"raft": "id Term Vote readStates raftLog maxMsgSize maxUncommittedSize trk state isLearner msgs msgsAfterAppend lead leadTransferee " +
		"pendingConfIndex disableConfChangeValidation uncommittedSize readOnly electionElapsed heartbeatElapsed checkQuorum preVote " +
		"heartbeatTimeout electionTimeout randomizedElectionTimeout disableProposalForwarding stepDownOnRemoval tick step logger " +
		"pendingReadIndexMessages traceLogger",
	"raftLog":         "storage unstable committed applying applied logger maxApplyingEntsSize applyingEntsSize applyingEntsPaused",
	"unstable":        "snapshot entries offset snapshotInProgress offsetInProgress logger",
	"readOnly":        "option acks unconfirmedReads confirmedReads",
	"MemoryStorage":   "Mutex hardState snapshot ents callStats",
	"ProgressTracker": "Config Progress Votes MaxInflight MaxInflightBytes",
	"Config":          "Voters AutoLeave Learners LearnersNext",
	"Progress":        "Match Next sentCommit State PendingSnapshot RecentActive MsgAppFlowPaused Inflights IsLearner",
	"Inflights":       "start count bytes size maxBytes buffer",
}

func TestEveryFieldIsKnown(t *testing.T) {
	found := map[string]string{}
	var visit func(s reflect.Type)
	visit = func(s reflect.Type) {
		for s.Kind() == reflect.Pointer || s.Kind() == reflect.Map {
			s = s.Elem()
		}
		if _, known := fields[s.Name()]; !known || found[s.Name()] != "" {
			return
		}
		var names []string
		for field := range s.Fields() {
			names = append(names, field.Name)
		}
		found[s.Name()] = strings.Join(names, " ")
		for field := range s.Fields() {
			visit(field.Type)
		}
	}
	visit(reflect.TypeFor[etcd.RawNode]())
	visit(reflect.TypeFor[etcd.MemoryStorage]())
	for name, want := range fields {
		if found[name] != want {
			t.Errorf("%s of the library has the fields\n%s\nknown are\n%s", name, found[name], want)
		}
	}
}

// cluster is five servers that hear each other at once.
type cluster struct {
	raws     []*etcd.RawNode
	memories []*etcd.MemoryStorage
	late     []*raftpb.Message
	told     []string // all that came out
}

func newCluster(t *testing.T) *cluster {
	c := &cluster{}
	for id := range uint64(5) {
		memory := etcd.NewMemoryStorage()
		if err := memory.ApplySnapshot(&raftpb.Snapshot{Metadata: &raftpb.SnapshotMetadata{Index: new(uint64(1)), Term: new(uint64(1)),
			ConfState: &raftpb.ConfState{Voters: []uint64{1, 2, 3, 4, 5}}}}); err != nil {
			t.Fatal(err)
		}
		raw, err := etcd.NewRawNode(&etcd.Config{ID: id + 1, ElectionTick: 1000, HeartbeatTick: 2, Storage: memory, Applied: 1,
			MaxSizePerMsg: 1 << 20, MaxInflightMsgs: 2, Logger: &etcd.DefaultLogger{Logger: log.New(io.Discard, "", 0)}})
		if err != nil {
			t.Fatal(err)
		}
		c.raws, c.memories = append(c.raws, raw), append(c.memories, memory)
	}
	return c
}

// act delivers what is late, does one thing that is drawn, and what follows from it.
func (c *cluster) act(r *rand.Rand) {
	late := c.late
	c.late = nil
	for _, m := range late {
		c.send(m, r)
	}
	at := r.IntN(len(c.raws))
	raw := c.raws[at]
	switch r.IntN(7) {
	case 0:
		_ = raw.Campaign()
	case 1:
		_ = raw.Propose([]byte(fmt.Sprint(r.Uint64())))
	case 2:
		raw.Tick()
	case 3:
		raw.ReadIndex([]byte("read"))
	case 4:
		applied := raw.BasicStatus().Applied
		if _, err := c.memories[at].CreateSnapshot(applied, nil, []byte(fmt.Sprint(r.Uint64()))); err == nil {
			_ = c.memories[at].Compact(applied)
		}
	case 5:
		_ = raw.ProposeConfChange(&raftpb.ConfChangeV2{Changes: []*raftpb.ConfChangeSingle{
			{Type: raftpb.ConfChangeAddLearnerNode.Enum(), NodeId: new(6 + r.Uint64N(3))}}})
	case 6:
		raw.TransferLeader(1 + r.Uint64N(5))
	}
	for moved := true; moved; {
		moved = false
		for i := range c.raws {
			moved = c.work(i, r) || moved
		}
	}
}

// work does what a server wants to have done.
func (c *cluster) work(at int, r *rand.Rand) bool {
	raw := c.raws[at]
	if !raw.HasReady() {
		return false
	}
	ready := raw.Ready()
	c.told = append(c.told, fmt.Sprintf("%d: %v %v %v", at+1, ready.SoftState, ready.HardState, ready.ReadStates))
	if !etcd.IsEmptySnap(ready.Snapshot) {
		_ = c.memories[at].ApplySnapshot(ready.Snapshot)
	}
	_ = c.memories[at].Append(ready.Entries)
	for _, e := range ready.CommittedEntries {
		c.told = append(c.told, fmt.Sprintf("%d applies %v", at+1, prototext.MarshalOptions{}.Format(e)))
		if e.GetType() == raftpb.EntryConfChangeV2 {
			var change raftpb.ConfChangeV2
			_ = proto.Unmarshal(e.GetData(), &change)
			raw.ApplyConfChange(&change)
		}
	}
	raw.Advance(ready)
	for _, m := range ready.Messages {
		c.send(m, r)
	}
	return true
}

// send delivers half of the messages at once. The others are late, or lost.
func (c *cluster) send(m *raftpb.Message, r *rand.Rand) {
	switch to := int(m.GetTo()) - 1; {
	case to >= len(c.raws):
	case r.IntN(2) == 0:
		_ = c.raws[to].Step(m)
	case r.IntN(2) == 0:
		c.late = append(c.late, m)
	}
}

// What comes of servers that were restored is what came of them before, whatever they did in between.
func TestRestoredServersGoOnAsTheyDid(t *testing.T) {
	led := 0
	for seed := range uint64(200) {
		c, r := newCluster(t), rand.New(rand.NewPCG(seed, 1))
		for range r.IntN(40) {
			c.act(r)
		}
		if !idle(c) {
			continue
		}
		var saved []*rawnode.Saved
		for i := range c.raws {
			saved = append(saved, rawnode.Save(c.raws[i], c.memories[i]))
			if c.raws[i].BasicStatus().RaftState == etcd.StateLeader {
				led++
			}
		}
		late, first := c.late, ""
		for again := range 4 {
			c.told = nil
			next := rand.New(rand.NewPCG(seed, 2))
			for range 30 {
				c.act(next)
			}
			if told := strings.Join(c.told, "\n"); again == 0 {
				first = told
			} else if told != first {
				t.Fatalf("seed %d: restored, the servers tell\n%s\nand before it was\n%s", seed, told, first)
			}
			for range 20 {
				c.act(r) // something else
			}
			for i := range saved {
				saved[i].Restore()
			}
			c.late = late
		}
	}
	if led < 20 {
		t.Errorf("only %d leaders were saved", led)
	}
}

// idle reports whether no server has work to do.
func idle(c *cluster) bool {
	return !slices.ContainsFunc(c.raws, (*etcd.RawNode).HasReady)
}

// Votes that a candidate got after it was saved are not counted when it is restored.
func TestARestoredCandidateHasTheVotesThatItHad(t *testing.T) {
	c, r := newCluster(t), rand.New(rand.NewPCG(1, 1))
	raw := c.raws[0]
	vote := func(from uint64) {
		_ = raw.Step(&raftpb.Message{Type: raftpb.MsgVoteResp.Enum(), From: new(from), To: new(uint64(1)), Term: new(uint64(1))})
	}
	_ = raw.Campaign()
	c.raws = c.raws[:1] // nobody else hears it
	c.work(0, r)
	saved := rawnode.Save(raw, c.memories[0])
	vote(2)
	saved.Restore()
	vote(3)
	if got := raw.BasicStatus().RaftState; got != etcd.StateCandidate {
		t.Errorf("with two votes of five it is %v", got)
	}
	if vote(2); raw.BasicStatus().RaftState != etcd.StateLeader {
		t.Error("with three it does not lead")
	}
}
