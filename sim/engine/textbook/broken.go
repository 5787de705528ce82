package textbook

import (
	"bytes"

	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// Most rules are broken by leaving something out. What has to be done besides stands here.

// silent returns a voter that has not answered, to whom a second answer of another is ascribed; nil if
// there is none. It breaks CountVotersOnce.
func (n *node) silent() *peer {
	for i := range n.peers {
		if n.peers[i].answer == 0 && n.peers[i].seats != 0 {
			return &n.peers[i]
		}
	}
	return nil
}

// bind makes a server stand by a pre-vote as by a vote. It breaks PreVoteBindsNobody.
func (n *node) bind(m *engine.Message) {
	if m.Term > n.currentTerm {
		n.enterTerm(m.Term)
		n.becomeFollower(trace.HigherTerm, m)
	}
	n.votedFor = m.From
}

// garbled returns an entry whose data are not what was sent. It breaks StoreWhatWasSent.
func garbled(e *engine.Entry) engine.Entry {
	other := *e
	other.Data = bytes.Clone(e.Data)
	if last := len(other.Data) - 1; last >= 0 {
		other.Data[last] ^= 1
	}
	return other
}
