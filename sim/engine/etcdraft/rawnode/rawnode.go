// Package rawnode moves a server of etcd's Raft library to a wanted state by messages of servers that do not exist.
//
// A trial begins where the one before began, but an etcd.RawNode can neither be copied nor be set back, and to make
// a new one takes longer than an election. Its terms and indexes only grow. So it is moved on, to the same
// state at a later origin: a term and an index behind all that it has seen. Whoever uses it reports all numbers relative
// to the origin, and then nothing tells the server from a new one.
//
//	                FastForward
//	any state ───────────────────► follower at the origin, without vote and leader: as after a first boot
//	    │             Follow
//	    ├────────────────────────► follower of a leader, with its whole log committed and applied
//	    │              Lead
//	    └────────────────────────► leader whose whole log is on all servers, committed and applied
//
// Each way is a few messages, and the log below the origin is filled with empty entries:
//
//	FastForward   MsgApp up to the origin, then the leader is forgotten
//	Follow        MsgVote of whom it voted for, MsgApp of its leader, ticks
//	Lead          MsgApp of an earlier leader, MsgTimeoutNow, MsgVoteResp and MsgAppResp of all voters, ticks
//
// The caller makes sure that the wanted state is one of these, that the configuration is the one of the
// first boot, and that the origin is later than all before:
//
//	server := rawnode.Server{Raw: raw, Memory: memory, ID: 1}
//	server.Follow(rawnode.Following{Origin: later, Term: later.Term + 1, Vote: 2, Leader: 2, Entries: log})
package rawnode

import (
	"math"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
)

// Server is a RawNode with its log. All terms and indexes here are the library's.
type Server struct {
	Raw    *etcd.RawNode
	Memory *etcd.MemoryStorage
	ID     uint64

	Changed bool // work done by this package changed the configuration: the server is of no further use
}

// Origin is the position at which a log begins anew. Its entry is of the term before.
type Origin struct{ Term, Index uint64 }

// Following is a follower that has its leader's whole log.
type Following struct {
	Origin  Origin
	Term    uint64 // behind that of the origin
	Vote    uint64 // for whom it voted in the term; 0: nobody
	Leader  uint64
	Entries []*raftpb.Entry // the log behind the origin
	Ticks   int64           // since it heard its leader
}

// Leading is a leader whose whole log all voters have.
type Leading struct {
	Origin         Origin
	Term           uint64
	Voters         []uint64        // itself included
	Entries        []*raftpb.Entry // the log behind the origin; the last is the empty entry of its term
	Ticks          int64           // since it began to lead
	HeartbeatTicks int64           // between its heartbeats
}

// FastForward makes the server a follower at the origin, in its term, without a vote or a leader. It returns false, and
// the server is of no further use, if the log does not end before the origin or the library does not follow.
func (s *Server) FastForward(o Origin) bool {
	s.Drain()
	commit := s.Raw.BasicStatus().GetCommit()
	logTerm, err := s.Memory.Term(commit)
	if err != nil || commit >= o.Index {
		return false
	}
	self := new(s.ID)
	_ = s.Raw.Step(&raftpb.Message{Type: raftpb.MsgApp.Enum(), From: self, To: self, Term: new(o.Term),
		LogTerm: new(logTerm), Index: new(commit), Commit: new(o.Index), Entries: fill(commit, o, 0)})
	_ = s.Raw.ForgetLeader()
	s.Drain()
	return !s.Changed && s.Memory.Compact(o.Index) == nil
}

// Follow makes the server a follower.
func (s *Server) Follow(f Following) {
	if f.Vote != 0 {
		_ = s.Raw.Step(&raftpb.Message{Type: raftpb.MsgVote.Enum(), From: new(f.Vote), To: new(s.ID), Term: new(f.Term),
			LogTerm: new(uint64(math.MaxUint64)), Index: new(uint64(math.MaxUint64)), Context: campaignTransfer})
	}
	s.replicate(f.Leader, f.Term, f.Origin, f.Entries)
	s.Drain()
	for range f.Ticks {
		s.Raw.TickQuiesced()
	}
}

// campaignTransfer marks a request for a vote as part of a transfer of leadership, so that the lease of a server that
// hears a leader does not refuse it.
var campaignTransfer = []byte("CampaignTransfer")

// Lead makes the server a leader.
func (s *Server) Lead(l Leading) {
	last := len(l.Entries) - 1
	s.replicate(s.ID, l.Term-1, l.Origin, l.Entries[:last])
	self := new(s.ID)
	_ = s.Raw.Step(&raftpb.Message{Type: raftpb.MsgTimeoutNow.Enum(), From: self, To: self}) // no pre-vote first
	s.hearPeers(l, raftpb.MsgVoteResp, nil)
	if s.Raw.BasicStatus().RaftState != etcd.StateLeader {
		s.Drain() // its own vote decides
	}
	s.hearPeers(l, raftpb.MsgAppResp, l.Entries[last].Index)
	sinceHeartbeat := l.Ticks % l.HeartbeatTicks
	for range l.Ticks - sinceHeartbeat {
		s.Raw.TickQuiesced() // nobody is to hear these heartbeats
	}
	for range sinceHeartbeat {
		s.Raw.Tick()
	}
	s.Drain()
}

// hearPeers lets the server hear an answer of every other voter.
func (s *Server) hearPeers(l Leading, kind raftpb.MessageType, index *uint64) {
	for _, id := range l.Voters {
		if id != s.ID {
			_ = s.Raw.Step(&raftpb.Message{Type: kind.Enum(), From: new(id), To: new(s.ID), Term: new(l.Term), Index: index})
		}
	}
}

// replicate plays a leader whose log the server takes over, from its own commit index through the origin to the end of
// the entries. All of it is committed.
func (s *Server) replicate(leader, term uint64, o Origin, entries []*raftpb.Entry) {
	commit := s.Raw.BasicStatus().GetCommit()
	logTerm, err := s.Memory.Term(commit)
	if err != nil { // it was not written yet
		s.Drain()
		logTerm, _ = s.Memory.Term(commit)
	}
	_ = s.Raw.Step(&raftpb.Message{Type: raftpb.MsgApp.Enum(), From: new(leader), To: new(s.ID), Term: new(term),
		LogTerm: &logTerm, Index: &commit, Commit: new(o.Index + uint64(len(entries))),
		Entries: append(fill(commit, o, len(entries)), entries...)})
}

// fill returns empty entries from behind an index up to the origin, with room for some more.
func fill(after uint64, o Origin, more int) []*raftpb.Entry {
	entries := make([]*raftpb.Entry, 0, int(o.Index-after)+more)
	term := new(o.Term - 1)
	for index := after + 1; index <= o.Index; index++ {
		entries = append(entries, &raftpb.Entry{Term: term, Index: new(index)})
	}
	return entries
}

// Drain does the library's work and sends nothing.
func (s *Server) Drain() {
	for s.Raw.HasReady() {
		ready := s.Raw.Ready()
		_ = s.Memory.Append(ready.Entries)
		s.Changed = s.Changed || !etcd.IsEmptySnap(ready.Snapshot) || HasChange(ready.CommittedEntries)
		s.Raw.Advance(ready)
	}
}

// HasChange reports whether one of the entries changes the configuration.
func HasChange(entries []*raftpb.Entry) bool {
	for _, e := range entries {
		if e.GetType() != raftpb.EntryNormal {
			return true
		}
	}
	return false
}
