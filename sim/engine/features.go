package engine

import "math/bits"

// Features is a set of parts of Raft that not every implementation has. An [Engine] says which it has and a
// script which it needs; what is in the second and not in the first is [Features.Without], and a caller refuses
// the run for it. The zero value is the empty set.
type Features uint16

// The features. All of them are in the Raft paper or in the thesis.
const (
	NonVoters   Features = 1 << iota // servers that do not vote at first: learners, and those that join later; section 6
	Membership                       // changes of the configuration; section 6
	Compaction                       // a snapshot in place of the start of the log; section 7
	PreVote                          // candidates ask before they raise the term; thesis, section 9.6
	CheckQuorum                      // leaders that hear no majority step down; thesis, section 6.2
	Transfer                         // leaders hand leadership over; thesis, section 3.10
	OneServer                        // a cluster of one, whose leader waits for nobody but its own disk
	ReadIndex                        // a leader asks a quorum before it answers a read; thesis, section 6.4
	LeaseReads                       // a leader answers reads as long as its lease lasts; thesis, section 6.4.1
	MixedReads                       // both in one run
	featuresEnd                      // behind the last
	AllFeatures = featuresEnd - 1
)

// Without returns the features that are in f and not in others.
func (f Features) Without(others Features) Features { return f &^ others }

// First returns the first feature of a set; the empty set if it is empty.
func (f Features) First() Features { return f & -f }

// String names the first feature of the set, as a sentence says what an engine has not: "snapshots".
func (f Features) String() string {
	return [...]string{"", "learners and no servers that join later", "changes of the configuration", "snapshots",
		"PreVote", "CheckQuorum", "transfer of leadership", "clusters of one server", "reads by ReadIndex", "reads by lease",
		"reads by ReadIndex and by lease in one run"}[bits.Len(uint(f.First()))]
}
