package rawnode_test

import (
	"io"
	"log"
	"testing"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"

	"raftlab/sim/engine/etcdraft/rawnode"
)

// newServer returns server 1 of three that has just booted.
func newServer(t *testing.T) rawnode.Server {
	t.Helper()
	memory := etcd.NewMemoryStorage()
	err := memory.ApplySnapshot(&raftpb.Snapshot{Metadata: &raftpb.SnapshotMetadata{Index: new(uint64(1)), Term: new(uint64(1)),
		ConfState: &raftpb.ConfState{Voters: []uint64{1, 2, 3}}}})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := etcd.NewRawNode(&etcd.Config{ID: 1, ElectionTick: 10, HeartbeatTick: 2, Storage: memory, Applied: 1,
		MaxSizePerMsg: 1 << 20, MaxInflightMsgs: 512, Logger: &etcd.DefaultLogger{Logger: log.New(io.Discard, "", 0)}})
	if err != nil {
		t.Fatal(err)
	}
	return rawnode.Server{Raw: raw, Memory: memory, ID: 1}
}

func entries(o rawnode.Origin, terms ...uint64) (list []*raftpb.Entry) {
	for i, term := range terms {
		list = append(list, &raftpb.Entry{Term: new(o.Term + term), Index: new(o.Index + uint64(i) + 1)})
	}
	return list
}

// From any state a server comes to any other, at a later origin.
func TestMoves(t *testing.T) {
	moves := map[string]func(s *rawnode.Server, o rawnode.Origin) (role etcd.StateType, term, vote, lead, end uint64){
		"fast forward": func(s *rawnode.Server, o rawnode.Origin) (etcd.StateType, uint64, uint64, uint64, uint64) {
			if !s.FastForward(o) {
				t.Error("a server is not moved to a later origin")
			}
			return etcd.StateFollower, o.Term, 0, 0, o.Index
		},
		"follow": func(s *rawnode.Server, o rawnode.Origin) (etcd.StateType, uint64, uint64, uint64, uint64) {
			s.Follow(rawnode.Following{Origin: o, Term: o.Term + 2, Vote: 3, Leader: 2, Entries: entries(o, 1, 2), Ticks: 1})
			return etcd.StateFollower, o.Term + 2, 3, 2, o.Index + 2
		},
		"lead": func(s *rawnode.Server, o rawnode.Origin) (etcd.StateType, uint64, uint64, uint64, uint64) {
			s.Lead(rawnode.Leading{Origin: o, Term: o.Term + 1, Voters: []uint64{1, 2, 3}, Entries: entries(o, 1), Ticks: 3, HeartbeatTicks: 2})
			return etcd.StateLeader, o.Term + 1, 1, 1, o.Index + 1
		},
	}
	for first, from := range moves {
		for second, to := range moves {
			s := newServer(t)
			from(&s, rawnode.Origin{Term: 10, Index: 20})
			role, term, vote, lead, end := to(&s, rawnode.Origin{Term: 30, Index: 40})
			got := s.Raw.Status()
			if got.RaftState != role || got.GetTerm() != term || got.GetVote() != vote || got.Lead != lead ||
				got.GetCommit() != end || got.Applied != end || s.Raw.HasReady() || s.Changed {
				t.Errorf("%s after %s: %v, want %v in term %d with vote %d, leader %d and a log up to %d", second, first, got, role, term, vote, lead, end)
			}
		}
	}
}

func TestFastForwardOnlyGoesForward(t *testing.T) {
	s := newServer(t)
	if !s.FastForward(rawnode.Origin{Term: 10, Index: 20}) {
		t.Fatal("a new server is not moved")
	}
	if s.FastForward(rawnode.Origin{Term: 30, Index: 20}) {
		t.Error("a server is moved to an origin at the end of its log")
	}
}
