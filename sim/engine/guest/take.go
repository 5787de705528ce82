package guest

import (
	"bytes"
	"slices"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

var roles = map[string]trace.Role{"follower": trace.Follower, "precandidate": trace.PreCandidate, "candidate": trace.Candidate, "leader": trace.Leader}

// take takes over what the answer to a message says of the server, if that can be. It returns from which index on the log
// has changed; an index behind its end if it has not.
func (n *node) take(m *engine.Message) (changed trace.Index, fault *Fault) {
	a := &n.answer
	if a.Role != nil {
		role, ok := roles[*a.Role]
		switch {
		case !ok:
			return 0, faultf("role is %q (write follower, candidate or leader; with preVote also precandidate)", "role 为 %q（应写 follower、candidate 或 leader；启用 preVote 时还可写 precandidate）", *a.Role)
		case role == trace.PreCandidate && !n.config.PreVote:
			return 0, faultf("role is precandidate, and boot said preVote false", "role 为 precandidate，而 boot 中 preVote 为 false")
		}
		n.role = role
	}
	if fault := n.takeHardState(); fault != nil {
		return 0, fault
	}
	if changed, fault = n.takeSnapshot(m); fault != nil {
		return 0, fault
	}
	if a.Log != nil {
		from, fault := n.takeLog(a.Log)
		if fault != nil {
			return 0, fault
		}
		changed = min(changed, from)
	}
	if fault := n.takeCommitIndex(); fault != nil {
		return 0, fault
	}
	n.savedLast = min(n.savedLast, changed-1)
	if a.Persist {
		n.saved, n.savedLast = n.hard, n.last()
	}
	return changed, nil
}

func (n *node) takeHardState() *Fault {
	a := &n.answer
	if t := a.CurrentTerm; t != nil {
		switch {
		case *t < n.hard.Term:
			return faultf("currentTerm goes back from %d to %d (Figure 2: it increases monotonically)", "currentTerm 从 %d 回退到 %d（图 2：它单调递增）", n.hard.Term, *t)
		case *t > mostNumber:
			return faultf("currentTerm is %d (a term is at most 2^53-1)", "currentTerm 为 %d（任期最大为 2^53-1）", *t)
		case *t > n.hard.Term && a.VotedFor == nil:
			n.hard.Vote = 0 // of the new term
		}
		n.hard.Term = *t
	}
	if v := a.VotedFor; v != nil {
		if *v != 0 && !slices.Contains(n.voters, trace.NodeID(*v)) {
			return faultf("votedFor is %d, and there is no such server (0: nobody)", "votedFor 为 %d，没有这台服务器（0 表示没有投票）", *v)
		}
		n.hard.Vote = trace.NodeID(*v)
	}
	return nil
}

func (n *node) takeCommitIndex() *Fault {
	c, last := n.answer.CommitIndex, n.last()
	switch {
	case c != nil && *c < n.commit:
		return faultf("commitIndex goes back from %d to %d (Figure 2: it increases monotonically)", "commitIndex 从 %d 回退到 %d（图 2：它单调递增）", n.commit, *c)
	case c != nil:
		n.commit = *c
	}
	if n.commit > last {
		return faultf("commitIndex is %d, and the log ends at %d", "commitIndex 为 %d，而日志到 %d 为止", n.commit, last)
	}
	return nil
}

// takeLog replaces the log from an index on, in memory of its own where it differs.
func (n *node) takeLog(l *change) (changed trace.Index, fault *Fault) {
	first, last := n.snapshot.Index+1, n.last()
	switch {
	case l.From > last+1, l.From < 1 && first == 1:
		return 0, faultf("log.from is %d, and the log ends at %d (write %d to %d)", "log.from 为 %d，而日志到 %d 为止（应写 %d 到 %d）", l.From, last, first, last+1)
	case l.From < first:
		return 0, faultf("log.from is %d, and the snapshot stands for the log up to %d (write %d to %d)", "log.from 为 %d，而快照代表到 %d 为止的日志（应写 %d 到 %d）", l.From, first-1, first, last+1)
	}
	entries, fault := n.entries(l.Entries, l.From)
	if fault != nil {
		return 0, fault
	}
	same := 0
	old := n.log[l.From-1-n.start.Index:]
	for same < min(len(old), len(entries)) && equal(&old[same], &entries[same]) {
		same++
	}
	if same == len(old) && same == len(entries) {
		return last + 1, nil
	}
	keep := int(l.From-1-n.start.Index) + same
	n.log = append(n.log[:keep:keep], entries[same:]...)
	return l.From + trace.Index(same), nil
}

func equal(a, b *engine.Entry) bool {
	return a.Term == b.Term && a.Kind == b.Kind && bytes.Equal(a.Data, b.Data)
}

// entries returns entries from an index on, as the world has them.
func (n *node) entries(said []entry, from trace.Index) ([]engine.Entry, *Fault) {
	if len(said) == 0 {
		return nil, nil
	}
	entries := make([]engine.Entry, len(said))
	for i := range said {
		e := &entries[i]
		e.Index, e.Term, e.Kind = from+trace.Index(i), said[i].Term, trace.NoOp
		if e.Term > mostNumber {
			return nil, faultf("entry %d has term %d (a term is at most 2^53-1)", "条目 %d 的任期为 %d（任期最大为 2^53-1）", e.Index, e.Term)
		}
		if said[i].Data == nil {
			continue
		}
		data, ok := n.known[*said[i].Data]
		if !ok {
			return nil, faultf("entry %d has data %q, which nobody gave to this server since it booted (give data back as it came)",
				"条目 %d 的 data 为 %q，本服务器启动后没有收到过它（请原样返回 data）", e.Index, *said[i].Data)
		}
		e.Kind, e.Data = trace.Command, data
	}
	return entries, nil
}
