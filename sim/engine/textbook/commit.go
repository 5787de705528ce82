package textbook

import (
	"raftlab/sim/engine"
	"raftlab/sim/trace"
)

// advanceCommitIndex is the last rule for leaders: if there is an N greater than commitIndex such
// that a majority of matchIndex is at least N, and log[N].term is currentTerm, set commitIndex to N
// (sections 5.3 and 5.4.2).
func (n *node) advanceCommitIndex() {
	for index := n.log.last(); index > n.commitIndex; index-- {
		if n.log.term(index) != n.currentTerm && n.keeps(CommitOwnTermOnly) {
			return // and so are all before it
		}
		if n.copies(index).meets(n.needed(MajorityOfCopies)) {
			n.commitIndex = index
			n.finishChange()
			if n.reading != nil {
				n.startReads()
			}
			return
		}
	}
}

// copies returns on how many voters' disks an entry is known to be.
func (n *node) copies(index trace.Index) (copies count) {
	if n.disk.durableLast >= index || !n.keeps(OwnCopyOnDisk) {
		copies = n.own()
	}
	for i := range n.peers {
		if n.peers[i].matchIndex >= index {
			copies.add(n.peers[i].seats)
		}
	}
	return copies
}

// learnCommitIndex is rule 5 of the receiver of AppendEntries (section 5.3): if leaderCommit is
// greater than commitIndex, set commitIndex to the lesser of leaderCommit and the index of the last
// new entry. What comes after that may be left over from an older leader.
func (n *node) learnCommitIndex(leaderCommit, lastNew trace.Index) {
	if !n.keeps(CommitOnlyNewEntries) {
		lastNew = n.log.last()
	}
	n.commitIndex = max(n.commitIndex, min(leaderCommit, lastNew))
}

// applicable returns the index up to which entries are to be applied. Rules for all servers: while
// commitIndex is greater than lastApplied, apply (section 5.3). An entry that is not there, because a
// rule or a disk is broken, cannot be applied.
func (n *node) applicable() trace.Index {
	return max(n.lastApplied, min(n.commitIndex, n.log.last()))
}

// toApply returns the entries after lastApplied, up to an index.
func (n *node) toApply(through trace.Index) []engine.Entry {
	if n.keeps(ApplyEveryEntry) || through == 0 {
		return n.log.between(n.lastApplied, through)
	}
	return n.log.between(max(n.lastApplied, through-1), through)
}
