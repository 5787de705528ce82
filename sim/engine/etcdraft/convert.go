package etcdraft

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// A new cluster of the library has a first entry, which a run does not show, as one that was set up by RawNode.Bootstrap has some.
// So to know nothing of a follower is not the same as to know that its log is empty.
const (
	termZero  = 2 // the term in which all servers start; that of the first entry is the one before
	indexZero = 1 // of the first entry
)

// toTerm returns the term of a run.
func toTerm(term uint64) trace.Term { return trace.Term(max(term, termZero) - termZero) }

// toIndex returns the index of a run.
func toIndex(index uint64) trace.Index { return trace.Index(max(index, indexZero) - indexZero) }

func toPosition(term, index uint64) trace.Position {
	return trace.Position{Term: toTerm(term), Index: toIndex(index)}
}

func fromTerm(t trace.Term) uint64   { return uint64(t) + termZero }
func fromIndex(i trace.Index) uint64 { return uint64(i) + indexZero }

// fromLogTerm returns the library's term of a position in a log, which may be its start.
func fromLogTerm(t trace.Term, i trace.Index) uint64 {
	if i == 0 {
		return termZero - 1
	}
	return fromTerm(t)
}

// kindOf are the library's messages between servers in the words of the paper.
var kindOf = [...]trace.MessageKind{
	raftpb.MsgHeartbeat:     trace.Heartbeat,
	raftpb.MsgHeartbeatResp: trace.HeartbeatReply,
	raftpb.MsgApp:           trace.Append,
	raftpb.MsgAppResp:       trace.AppendReply,
	raftpb.MsgSnap:          trace.Snapshot,
	raftpb.MsgVote:          trace.RequestVote,
	raftpb.MsgVoteResp:      trace.VoteReply,
	raftpb.MsgPreVote:       trace.RequestPreVote,
	raftpb.MsgPreVoteResp:   trace.PreVoteReply,
	raftpb.MsgTimeoutNow:    trace.TimeoutNow,
}

func toMessage(m *raftpb.Message) engine.Message {
	out := engine.Message{
		Kind:    kindOf[m.GetType()],
		From:    trace.NodeID(m.GetFrom()),
		To:      trace.NodeID(m.GetTo()),
		Term:    toTerm(m.GetTerm()),
		Entries: len(m.GetEntries()),
		Commit:  toIndex(m.GetCommit()),
		Body:    m,
	}
	switch out.Kind {
	case trace.Append, trace.RequestVote, trace.RequestPreVote:
		out.Prev = toPosition(m.GetLogTerm(), m.GetIndex())
		if out.Entries > 0 {
			out.Index = toIndex(m.GetEntries()[out.Entries-1].GetIndex())
		}
	case trace.Snapshot:
		out.Index = toIndex(m.GetSnapshot().GetMetadata().GetIndex())
	case trace.AppendReply:
		out.Index = toIndex(m.GetIndex())
		out.Granted = !m.GetReject() && out.Index > 0 // 0: only tells an old leader of the newer term
	case trace.VoteReply, trace.PreVoteReply:
		out.Granted = !m.GetReject()
	}
	return out
}

func appendEntries(to []engine.Entry, from []*raftpb.Entry) []engine.Entry {
	for _, entry := range from {
		to = append(to, toEntry(entry))
	}
	return to
}

func toEntry(e *raftpb.Entry) engine.Entry {
	entry := engine.Entry{Index: toIndex(e.GetIndex()), Term: toTerm(e.GetTerm()), Data: e.GetData()}
	switch {
	case e.GetType() != raftpb.EntryNormal:
		entry.Kind = trace.ConfigChange
		entry.Text = describeChange(e)
	case len(entry.Data) == 0:
		entry.Kind = trace.NoOp
	default:
		entry.Kind = trace.Command
	}
	return entry
}

func fromEntry(e *engine.Entry) *raftpb.Entry {
	kind := raftpb.EntryNormal
	if e.Kind == trace.ConfigChange {
		kind = raftpb.EntryConfChangeV2
	}
	return &raftpb.Entry{Index: new(fromIndex(e.Index)), Term: new(fromTerm(e.Term)), Type: &kind, Data: e.Data}
}

// newStorage returns the library's view of a disk. The commit index is part of it, as in etcd's write-ahead
// log: a server that forgot it would go back to the configuration of its snapshot, and could elect itself
// with voters that were replaced long ago.
func newStorage(d *engine.Durable) *etcd.MemoryStorage {
	memory := etcd.NewMemoryStorage()
	memory.ApplySnapshot(fromSnapshot(&d.Snapshot))
	if len(d.Entries) > 0 {
		entries := make([]*raftpb.Entry, len(d.Entries))
		for i := range d.Entries {
			entries[i] = fromEntry(&d.Entries[i])
		}
		memory.Append(entries)
	}
	memory.SetHardState(&raftpb.HardState{
		Term:   new(fromTerm(d.Term)),
		Vote:   new(uint64(d.Vote)),
		Commit: new(fromIndex(knownCommit(d))),
	})
	return memory
}

// knownCommit returns up to where a disk says that its log is committed. The commit index is written without
// a sync of its own, so it may be older than the snapshot; on a disk that lost entries it may lie behind the log.
func knownCommit(d *engine.Durable) trace.Index {
	return max(min(d.Commit, d.Last().Index), d.Snapshot.Index)
}

func fromSnapshot(s *engine.Snapshot) *raftpb.Snapshot {
	return &raftpb.Snapshot{
		Data: encodeState(s.State, s.Data),
		Metadata: &raftpb.SnapshotMetadata{
			Index:     new(fromIndex(s.Index)),
			Term:      new(fromLogTerm(s.Term, s.Index)),
			ConfState: toConfState(s.Config),
		},
	}
}

func toSnapshot(s *raftpb.Snapshot) engine.Snapshot {
	meta := s.GetMetadata()
	return engine.Snapshot{
		Index:  toIndex(meta.GetIndex()),
		Term:   toTerm(meta.GetTerm()),
		Config: fromConfState(meta.GetConfState()),
		State:  trace.Digest(binary.BigEndian.Uint64(s.GetData())),
		Data:   contentsIn(s.GetData()),
	}
}

func encodeState(state trace.Digest, contents []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(state)), contents...)
}

// contentsIn returns what stands behind the state.
func contentsIn(data []byte) []byte {
	if len(data) == 8 {
		return nil
	}
	return data[8:]
}

func toConfState(c trace.Config) *raftpb.ConfState {
	state := &raftpb.ConfState{
		Voters:         toIDs(c.Voters),
		VotersOutgoing: toIDs(c.Outgoing),
		Learners:       toIDs(c.Learners),
		LearnersNext:   toIDs(c.LearnersNext),
		AutoLeave:      new(len(c.Outgoing) > 0), // every joint configuration of this engine leaves by itself
	}
	return state
}

func fromConfState(s *raftpb.ConfState) trace.Config {
	return trace.Config{
		Voters:       fromIDs(s.GetVoters()),
		Outgoing:     fromIDs(s.GetVotersOutgoing()),
		Learners:     fromIDs(s.GetLearners()),
		LearnersNext: fromIDs(s.GetLearnersNext()),
	}
}

func toIDs(nodes []trace.NodeID) []uint64 {
	var ids []uint64
	for _, node := range nodes {
		ids = append(ids, uint64(node))
	}
	return ids
}

func fromIDs(ids []uint64) []trace.NodeID {
	var nodes []trace.NodeID
	for _, id := range ids {
		nodes = append(nodes, trace.NodeID(id))
	}
	slices.Sort(nodes)
	return nodes
}

// toConfChange asks for joint consensus where it is wanted; the library then also leaves the joint
// configuration by itself.
func toConfChange(c engine.Change) *raftpb.ConfChangeV2 {
	transition := raftpb.ConfChangeTransitionAuto
	if c.Joint {
		transition = raftpb.ConfChangeTransitionJointImplicit
	}
	change := &raftpb.ConfChangeV2{Transition: &transition}
	add := func(kind raftpb.ConfChangeType, nodes []trace.NodeID) {
		for _, node := range nodes {
			change.Changes = append(change.Changes,
				&raftpb.ConfChangeSingle{Type: kind.Enum(), NodeId: new(uint64(node))})
		}
	}
	add(raftpb.ConfChangeAddNode, c.Add)
	add(raftpb.ConfChangeAddLearnerNode, c.Learn)
	add(raftpb.ConfChangeRemoveNode, c.Remove)
	return change
}

func parseConfChange(e *raftpb.Entry) (raftpb.ConfChangeI, error) {
	if e.GetType() == raftpb.EntryConfChange {
		change := &raftpb.ConfChange{}
		return change, proto.Unmarshal(e.GetData(), change)
	}
	change := &raftpb.ConfChangeV2{}
	return change, proto.Unmarshal(e.GetData(), change)
}

// describeChange tells a change as add n4, learn n5, remove n1; an empty one leaves joint consensus.
func describeChange(e *raftpb.Entry) string {
	change, err := parseConfChange(e)
	if err != nil {
		return err.Error()
	}
	words := map[raftpb.ConfChangeType]string{
		raftpb.ConfChangeAddNode:        "add",
		raftpb.ConfChangeAddLearnerNode: "learn",
		raftpb.ConfChangeRemoveNode:     "remove",
	}
	var parts []string
	for _, single := range change.AsV2().GetChanges() {
		parts = append(parts, fmt.Sprintf("%s %v", words[single.GetType()], trace.NodeID(single.GetNodeId())))
	}
	if len(parts) == 0 {
		return "leave joint"
	}
	return strings.Join(parts, ", ")
}
