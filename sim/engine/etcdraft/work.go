package etcdraft

import (
	etcd "go.etcd.io/raft/v3"
	"go.etcd.io/raft/v3/raftpb"
	"google.golang.org/protobuf/proto"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// workBuffer keeps the memory of the work handed out last.
type workBuffer struct {
	entries, apply []engine.Entry
	messages       []engine.Message
	snapshot       engine.Snapshot
	work           engine.Work
}

// Work implements [engine.Node] by taking the library's next Ready.
func (n *node) Work() *engine.Work {
	if n.writing || n.err != nil {
		return nil
	}
	n.guard(func() {
		if n.raw.HasReady() {
			n.ready, n.writing = n.raw.Ready(), true
		}
	})
	if n.err != nil || !n.writing {
		return nil
	}
	n.fill(&n.work.work)
	return &n.work.work
}

func (n *node) fill(w *engine.Work) {
	ready, buffer := &n.ready, &n.work
	buffer.entries = appendEntries(buffer.entries[:0], ready.Entries)
	buffer.apply = appendEntries(buffer.apply[:0], ready.CommittedEntries)
	buffer.messages = buffer.messages[:0]
	for _, m := range ready.Messages {
		buffer.messages = append(buffer.messages, toMessage(m))
	}
	if !etcd.IsEmptyHardState(ready.HardState) {
		n.commit = toIndex(ready.GetCommit())
	}
	*w = engine.Work{
		Sync:      ready.MustSync || !etcd.IsEmptySnap(ready.Snapshot),
		HardState: n.hardState(),
		Entries:   buffer.entries,
		Messages:  buffer.messages,
		Commit:    n.commit,
		Apply:     buffer.apply,
	}
	for _, r := range ready.ReadStates {
		n.mayRead(&r)
	}
	if !etcd.IsEmptySnap(ready.Snapshot) {
		buffer.snapshot = toSnapshot(ready.Snapshot)
		w.Snapshot = &buffer.snapshot
		n.commit = max(n.commit, buffer.snapshot.Index)
		w.Commit = n.commit
	}
}

func (n *node) hardState() engine.HardState {
	return engine.HardState{Term: n.fields.currentTerm(), Vote: n.fields.vote()}
}

// Done implements [engine.Node].
func (n *node) Done() (more bool) {
	n.guard(n.finish)
	return true
}

// finish does what etcd's server does between a Ready and Advance: it keeps what is now on disk,
// and applies changes of the configuration.
func (n *node) finish() {
	n.explain.begin(cause{})
	if err := n.keep(); err != nil {
		n.err = err
		return
	}
	for _, entry := range n.ready.CommittedEntries {
		n.apply(entry)
	}
	if len(n.ready.CommittedEntries) > 0 && n.applied == n.replayTo {
		n.tellConfig(fromConfState(n.confState))
	}
	ready := n.ready
	n.ready, n.writing = etcd.Ready{}, false
	n.raw.Advance(ready)
	n.explain.end()
}

func (n *node) keep() error {
	if !etcd.IsEmptySnap(n.ready.Snapshot) {
		if err := n.memory.ApplySnapshot(n.ready.Snapshot); err != nil {
			return err
		}
		n.confState = n.ready.Snapshot.GetMetadata().GetConfState()
		n.applied = toIndex(n.ready.Snapshot.GetMetadata().GetIndex())
		n.tellConfig(fromConfState(n.confState))
	}
	return n.memory.Append(n.ready.Entries)
}

func (n *node) apply(entry *raftpb.Entry) {
	n.applied = toIndex(entry.GetIndex())
	if entry.GetType() == raftpb.EntryNormal {
		return
	}
	change, err := parseConfChange(entry)
	if err != nil {
		n.err = err
		return
	}
	n.explain.configuring = true
	config, err := n.configAfter(entry, change)
	n.explain.configuring = false
	if err != nil {
		n.err = err
		return
	}
	n.confState = proto.Clone(config).(*raftpb.ConfState)
	n.noticeTransfer(trace.NotVoterNow)
	if n.applied > n.replayTo {
		n.tellConfig(fromConfState(n.confState))
	}
}

// tellFirstConfig tells the configuration with which a server boots. If its log holds changes that are known
// to be committed, the one after them is told when they are applied, before the server does anything else.
func (n *node) tellFirstConfig(from *engine.Durable) {
	n.replayTo = 0
	for i := range from.Entries {
		if e := &from.Entries[i]; e.Kind == trace.ConfigChange && e.Index <= n.commit {
			n.replayTo = n.commit
		}
	}
	if n.replayTo == 0 {
		n.tellConfig(n.firstConfig)
	}
}

// tellConfig tells the configuration in force.
func (n *node) tellConfig(c trace.Config) {
	n.explain.isVoter = c.Votes(n.config.ID)
	n.explain.observer.Reconfigured(c)
}
