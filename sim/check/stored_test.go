package check

import (
	"slices"
	"strings"
	"testing"

	"raftlab/sim/trace"
)

// Each history shows one thing about a property that rests on what is stored, or on who is to be asked. Without
// evidence wanted, the verdict is wanted, and no property may be violated that no evidence is wanted of.
var storedHistories = []struct {
	name     string
	property trace.Property
	verdict  trace.Verdict
	evidence string
	run      string
}{
	{"nobody leads", trace.QuorumOfVotes, trace.Untested, "", `
		n1 uses 1,2,3
		n1 votes n1 in 1`},
	{"a configuration that is not told is held against nobody", trace.QuorumOfVotes, trace.Untested, "", `
		n1 votes n1 in 1
		n1 leads 1`},
	{"two of three", trace.QuorumOfVotes, trace.Holds, "", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n3 votes n1 in 1
		n1 leads 1`},
	{"a single server", trace.QuorumOfVotes, trace.Holds, "", `
		n1 uses 1
		n1 votes n1 in 1
		n1 leads 1`},
	{"a quorum of each half", trace.QuorumOfVotes, trace.Holds, "", `
		n1 uses 1,2,3 and 1,4,5
		n1 votes n1 in 1
		n2 votes n1 in 1
		n4 votes n1 in 1
		n1 leads 1`},
	{"a removed server is not asked", trace.QuorumOfVotes, trace.Holds, "", `
		n1 uses 1,2,3
		n1 uses 1,2
		n1 votes n1 in 1
		n2 votes n1 in 1
		n1 leads 1`},
	{"a vote that was given again", trace.QuorumOfVotes, trace.Holds, "", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n2 votes n1 in 1
		n2 crashes
		n2 restarts after 0 with (0,0)
		n2 votes n1 in 1
		n1 leads 1`},
	{"one of three", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1, 2 of n1 n2 n3 needed at 3 ms", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n1 leads 1`},
	{"two of four", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1 n2, 3 of n1 n2 n3 n4 needed at 4 ms", `
		n1 uses 1,2,3,4
		n1 votes n1 in 1
		n2 votes n1 in 1
		n1 leads 1`},
	{"votes of the term before", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 2 with the vote of n1, 2 of n1 n2 n3 needed at 5 ms", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n2 votes n1 in 1
		n1 votes n1 in 2
		n1 leads 2`},
	{"a learner's vote", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1, 2 of n1 n2 n3 needed at 4 ms", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n4 votes n1 in 1
		n1 leads 1`},
	{"pre-votes", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1, 2 of n1 n2 n3 needed at 4 ms", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n2 prevotes n1 in 1
		n1 leads 1`},
	{"all of one half", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1 n2 n3, 2 of n1 n2 n3 needed, " +
			"and the vote of nobody, 2 of n4 n5 needed at 5 ms", `
		n1 uses 1,2,3 and 4,5
		n1 votes n1 in 1
		n2 votes n1 in 1
		n3 votes n1 in 1
		n1 leads 1`},
	{"a vote that a crash took before anybody was told", trace.QuorumOfVotes, trace.Violated,
		"quorum of votes: n1 leads term 1 with the vote of n1, 2 of n1 n2 n3 needed at 5 ms", `
		n1 uses 1,2,3
		n1 votes n1 in 1
		n2 votes n1 in 1
		n2 crashes
		n1 leads 1`},

	{"followers only", trace.TermMonotonicity, trace.Untested, "", `
		n1 follows 1
		n1 follows 3`},
	{"a term that nobody was told of is lost with a crash", trace.TermMonotonicity, trace.Holds, "", `
		n1 has on disk (0,0) in 2
		n1 follows 5
		n1 crashes
		n1 restarts in 2 after 0 with (0,0)`},
	{"a pre-vote tells of no term", trace.TermMonotonicity, trace.Holds, "", `
		n1 preasks n2 in 5
		n1 crashes
		n1 restarts in 4 after 0 with (0,0)
		n1 leads 5`},
	{"a server follows an older leader", trace.TermMonotonicity, trace.Violated,
		"term monotonicity: n1 was in term 5 and is in term 3 at 2 ms", `
		n1 follows 5
		n1 follows 3`},
	{"a term that was told is lost", trace.TermMonotonicity, trace.Violated,
		"term monotonicity: n1 told others that it was in term 5 and starts again in term 4 at 3 ms", `
		n1 asks n2 in 5
		n1 crashes
		n1 restarts in 4 after 0 with (0,0)`},
	{"a term that was on disk is lost", trace.TermMonotonicity, trace.Violated,
		"term monotonicity: n1 had term 5 on its disk and starts again in term 4 at 3 ms", `
		n1 has on disk (0,0) in 5
		n1 crashes
		n1 restarts in 4 after 0 with (0,0)`},

	{"only a follower commits", trace.CommitDurability, trace.Untested, "", `
		n1 leads 1
		n2 appends (1,1)
		n2 commits 1-1`},
	{"on two of three", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"not on the leader's own", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n3 appends (1,1)
		n3 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"a single server", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"on the disk of one that is down", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n2 crashes
		n1 commits 1-1`},
	{"in a snapshot on disk", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 appends (1,2) x
		n1 has on disk (1,2) in 1
		n2 appends (1,1)
		n2 appends (1,2) x
		n2 has on disk (1,2) in 1
		n1 commits 1-2
		n3 restores (1,2)
		n3 appends (1,3) y
		n3 has on disk (1,3) in 1
		n1 appends (1,3) y
		n1 has on disk (1,3) in 1
		n1 commits 3-3`},
	{"on a quorum of each half", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3 and 1,4,5
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n4 appends (1,1)
		n4 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"committed, then more voters came in, then it was told", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n1 uses 1,2,3,4
		n1 commits 1-1`},
	{"a removed server is not asked", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n1 uses 1
		n1 commits 1-1`},
	{"a follower learns it late, when the disks have changed", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n3 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n1 commits 1-1
		n2 truncates 1-1
		n2 has on disk (0,0) in 1
		n3 appends (1,1)
		n3 commits 1-1`},
	{"a leader that has stepped down tells it late", trace.CommitDurability, trace.Holds, "", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n1 commits 1-1
		n1 appends (1,2) x
		n1 has on disk (1,2) in 1
		n2 appends (1,2) x
		n2 has on disk (1,2) in 1
		n1 follows 2
		n1 commits 2-2`},
	{"a leader that is no voter any more tells late what it committed when it was one", trace.CommitDurability, trace.Holds, "", `
		n2 leads 3
		n2 uses 2,3,4
		n2 appends (3,1) x
		n2 appends (3,2) y
		n2 has on disk (3,2) in 3
		n3 appends (3,1) x
		n3 appends (3,2) y
		n3 has on disk (3,2) in 3
		n2 commits 1-1
		n2 follows 3
		n2 uses 3,4
		n2 commits 2-2`},
	{"in memory only", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed (1,1) no-op in term 1, but it is on the disks of n1, 2 of n1 n2 n3 needed at 6 ms", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n1 commits 1-1`},
	{"another entry is there", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed (2,1) no-op in term 2, but it is on the disks of n1, 2 of n1 n2 n3 needed at 7 ms", `
		n1 leads 2
		n1 uses 1,2,3
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n1 appends (2,1)
		n1 has on disk (2,1) in 2
		n1 commits 1-1`},
	{"on a learner's", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed (1,1) no-op in term 1, but it is on the disks of n1, 2 of n1 n2 needed at 7 ms", `
		n1 leads 1
		n1 uses 1,2
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n3 appends (1,1)
		n3 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"on all of one half", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed (1,1) no-op in term 1, but it is on the disks of n1, 1 of n1 needed, " +
			"and on the disks of nobody, 1 of n2 needed at 5 ms", `
		n1 leads 1
		n1 uses 1 and 2
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n1 commits 1-1`},
	{"a restart shows that the disk had lied", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed (1,1) no-op in term 1, but it is on the disks of n1, 2 of n1 n2 n3 needed at 8 ms", `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 crashes
		n2 restarts after 0 with (0,0)
		n1 commits 1-1`},
	{"what replaced entries that a former leader had on a quorum", trace.CommitDurability, trace.Violated,
		`commit durability: n1 takes (3,1) "new" for committed, but no leader has committed it, ` +
			"and it is on the disks of n1, 2 of n1 n2 n3 needed at 12 ms", `
		n1 leads 2
		n1 uses 1,2,3
		n1 appends (1,1) old
		n1 has on disk (1,1) in 2
		n2 appends (1,1) old
		n2 has on disk (1,1) in 2
		n1 follows 3
		n1 truncates 1-1
		n1 appends (3,1) new
		n1 has on disk (3,1) in 3
		n3 leads 3
		n1 commits 1-1`},
	{"a follower commits what no leader has", trace.CommitDurability, trace.Violated,
		`commit durability: n2 takes (1,2) "x" for committed, but no leader has committed it, ` +
			"and it is on the disks of n2, 2 of n1 n2 n3 needed at 4 ms", `
		n2 uses 1,2,3
		n2 appends (1,2) x
		n2 has on disk (1,2) in 1
		n2 commits 1-2`},

	{"a leader commits what is not in its log", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed index 9 in term 1, but its log ends with (1,1) at 3 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-9`},
	{"a follower commits what is not in its log", trace.CommitDurability, trace.Violated,
		"commit durability: n2 takes index 9 for committed, but its log ends with (1,1) at 2 ms", `
		n2 appends (1,1)
		n2 commits 1-9`},
	{"a follower commits what only others have", trace.CommitDurability, trace.Violated,
		"commit durability: n2 takes index 2 for committed, but its log ends with (1,1) at 7 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2) x
		n2 appends (1,1)
		n3 appends (1,1)
		n3 appends (1,2) x
		n2 commits 1-2`},
	{"nobody ever appended anything", trace.CommitDurability, trace.Violated,
		"commit durability: n1 committed index 1 in term 1, but its log ends with (0,0) at 2 ms", `
		n1 leads 1
		n1 commits 1-1`},
	{"commits beyond a snapshot", trace.CommitDurability, trace.Violated,
		"commit durability: n2 takes index 8 for committed, but its log ends with (3,7) at 2 ms", `
		n2 restores (3,7)
		n2 commits 8-8`},
	{"a disk has more than was appended", trace.CommitDurability, trace.Violated,
		"commit durability: n1 has a log up to (1,8) on its disk, but its log ends with (1,1) and does not hold that entry at 2 ms", `
		n1 appends (1,1)
		n1 has on disk (1,8) in 1`},
	{"a disk has an entry of another term", trace.CommitDurability, trace.Violated,
		"commit durability: n1 has a log up to (2,1) on its disk, but its log ends with (1,2) and does not hold that entry at 3 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 has on disk (2,1) in 2`},
	{"a restart finds more than was on disk", trace.CommitDurability, trace.Violated,
		"commit durability: n1 had a log up to (1,1) on its disk and starts again with one up to (1,9) at 5 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 has on disk (1,1) in 1
		n1 crashes
		n1 restarts in 1 after 0 with (1,9)`},
	{"a restart finds less than was on disk", trace.CommitDurability, trace.Violated,
		"commit durability: n1 had a log up to (1,2) on its disk and starts again with one up to (1,1) at 5 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 has on disk (1,2) in 1
		n1 crashes
		n1 restarts in 1 after 0 with (1,1)`},
	{"a restart finds another entry", trace.CommitDurability, trace.Violated,
		"commit durability: n1 had a log up to (1,1) on its disk and starts again with one up to (2,1) at 4 ms", `
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n1 crashes
		n1 restarts in 1 after 0 with (2,1)`},

	{"nobody applies", trace.ApplyOrder, trace.Untested, "", `
		n1 appends (1,1)
		n1 commits 1-1`},
	{"one by one, and all again after a restart", trace.ApplyOrder, trace.Holds, "", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-2
		n1 applies 1-1
		n1 applies 2-2
		n1 has on disk (1,2) in 1
		n1 crashes
		n1 restarts in 1 after 0 with (1,2)
		n1 commits 1-2
		n1 applies 1-2`},
	{"on from a snapshot", trace.ApplyOrder, trace.Holds, "", `
		n2 appends (1,1)
		n2 appends (1,2)
		n2 commits 1-2
		n1 appends (1,1)
		n1 commits 1-1
		n1 applies 1-1
		n1 restores (1,2)
		n1 appends (1,3)
		n1 commits 3-3
		n1 applies 3-3
		n1 has on disk (1,3) in 1
		n1 crashes
		n1 restarts in 1 after 2 with (1,3)
		n1 commits 3-3
		n1 applies 3-3`},
	{"a log and a commit index that do not reach so far", trace.ApplyOrder, trace.Violated,
		"apply order: n1 applied up to index 9, but its log ends with (1,1) at 3 ms", `
		n1 appends (1,1)
		n1 commits 1-1
		n1 applies 1-9`},
	{"both told to reach so far", trace.ApplyOrder, trace.Violated,
		"apply order: n1 applied up to index 9, but its log ends with (1,1) at 3 ms", `
		n1 appends (1,1)
		n1 commits 1-9
		n1 applies 1-9`},
	{"a gap", trace.ApplyOrder, trace.Violated,
		"apply order: n1 applied index 3 after index 1 at 6 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 appends (1,3)
		n1 commits 1-3
		n1 applies 1-1
		n1 applies 3-3`},
	{"again", trace.ApplyOrder, trace.Violated,
		"apply order: n1 applied index 1 again, after index 2 at 5 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-2
		n1 applies 1-2
		n1 applies 1-2`},
	{"what is not committed", trace.ApplyOrder, trace.Violated,
		"apply order: n1 applied up to index 2, and knew only up to index 1 to be committed at 4 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-1
		n1 applies 1-2`},
	{"back to an older snapshot", trace.ApplyOrder, trace.Violated,
		"apply order: n1 had applied up to index 2 and went back to a snapshot up to index 1 at 5 ms", `
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-2
		n1 applies 1-2
		n1 restores (1,1)`},

	// A command stored as 1 takes the state from 0 to 1099511628211; see trace.Digest.After.
	{"one server only", trace.StateEquality, trace.Untested, "", `
		n1 stores (1,1) x as 1
		n1 commits 1-1
		n1 applies 1-1 into 1099511628211`},
	{"two have the same", trace.StateEquality, trace.Holds, "", `
		n1 stores (1,1) x as 1
		n2 stores (1,1) x as 1
		n1 commits 1-1
		n2 commits 1-1
		n1 applies 1-1 into 1099511628211
		n2 applies 1-1 into 1099511628211`},
	{"one in one piece, one in two", trace.StateEquality, trace.Holds, "", `
		n1 appends (1,1)
		n1 stores (1,2) x as 1
		n2 appends (1,1)
		n2 stores (1,2) x as 1
		n1 commits 1-2
		n2 commits 1-2
		n1 applies 1-2 into 1099511628211
		n2 applies 1-1 into 0
		n2 applies 2-2 into 1099511628211`},
	{"in a snapshot", trace.StateEquality, trace.Holds, "", `
		n1 stores (1,1) x as 1
		n1 commits 1-1
		n1 applies 1-1 into 1099511628211
		n2 restores (1,1) with 1099511628211`},
	{"the same words, other bytes", trace.StateEquality, trace.Violated,
		"state equality: after index 1 n1 has state 00000100000001b3, but n2 has state 0000020000000366 at 6 ms", `
		n1 stores (1,1) x as 1
		n2 stores (1,1) x as 2
		n1 commits 1-1
		n2 commits 1-1
		n1 applies 1-1 into 1099511628211
		n2 applies 1-1 into 2199023256422`},
	{"other bytes in the middle of what is applied at once", trace.StateEquality, trace.Violated,
		"state equality: after index 1 n1 has state 00000100000001b3, but n2 has state 0000020000000366 at 7 ms", `
		n1 stores (1,1) x as 1
		n2 stores (1,1) x as 2
		n2 appends (1,2)
		n1 commits 1-1
		n2 commits 1-2
		n1 applies 1-1 into 1099511628211
		n2 applies 1-2 into 2199023256422`},
	{"not what the log gives", trace.StateEquality, trace.Violated,
		"state equality: n1 applied up to index 1 and has state 0000000000000007, but the entries in its log give 00000100000001b3 at 3 ms", `
		n1 stores (1,1) x as 1
		n1 commits 1-1
		n1 applies 1-1 into 7`},
	{"another state in a snapshot", trace.StateEquality, trace.Violated,
		"state equality: after index 1 n1 has state 00000100000001b3, but n2 has state 0000000000000007 at 4 ms", `
		n1 stores (1,1) x as 1
		n1 commits 1-1
		n1 applies 1-1 into 1099511628211
		n2 restores (1,1) with 7`},

	{"no snapshot", trace.SnapshotSafety, trace.Untested, "", `
		n1 appends (1,1)
		n1 commits 1-1`},
	{"of what nobody was seen to write", trace.SnapshotSafety, trace.Violated,
		"snapshot safety: n1 restored a snapshot up to (3,7), which nobody had committed at 1 ms", `
		n1 restores (3,7)`},
	{"found on a disk that never had one", trace.SnapshotSafety, trace.Violated,
		"snapshot safety: n1 starts again from a snapshot up to index 1 and had one up to index 0 at 4 ms", `
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n1 crashes
		n1 restarts in 1 after 1 with (1,1)`},
	{"of what was committed", trace.SnapshotSafety, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n1 applies 1-1
		n1 compacts (1,1)
		n2 restores (1,1)`},
	{"of a part of what was committed", trace.SnapshotSafety, trace.Holds, "", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-2
		n2 restores (1,1)`},
	{"taken of what was not applied", trace.SnapshotSafety, trace.Violated,
		"snapshot safety: n1 took a snapshot up to index 1 and had applied up to index 0 at 4 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 commits 1-1
		n1 compacts (1,1)`},
	{"restored of what was not committed", trace.SnapshotSafety, trace.Violated,
		"snapshot safety: n2 restored a snapshot up to (1,2) no-op, which nobody had committed at 5 ms", `
		n1 leads 1
		n1 appends (1,1)
		n1 appends (1,2)
		n1 commits 1-1
		n2 restores (1,2)`},
}

func TestStoredHistories(t *testing.T) {
	for _, h := range storedHistories {
		t.Run(h.property.String()+"/"+h.name, func(t *testing.T) {
			s := observe(history(t, h.run))
			if r := result(s, h.property); r.Verdict != h.verdict || r.Evidence.String() != h.evidence {
				t.Errorf("%v: %q, want %v: %q", r.Verdict, r.Evidence, h.verdict, h.evidence)
			}
			if found := evidence(s.Violations()); h.evidence == "" && len(found) > 0 {
				t.Errorf("no property is to be violated: %s", strings.Join(found, "\n"))
			}
		})
	}
}

// A trace of format 1 tells nothing of disks and states, so nothing is held against it, and nothing is praised.
func TestFormerFormatsAreUntested(t *testing.T) {
	for _, h := range storedHistories {
		s := NewSuiteOf(&trace.Header{Format: 1, Nodes: 3})
		for _, e := range history(t, h.run) {
			s.Observe(&e)
		}
		for _, r := range s.Results()[6:] {
			if r.Verdict != trace.Untested {
				t.Errorf("%s: %v is %v", h.name, r.Property, r.Verdict)
			}
		}
	}
}

// What a crash is to a server, its end by its own code is too.
func TestEndTakesVotesThatNobodyWasToldOf(t *testing.T) {
	s := observe(history(t, `
		n1 votes n2 in 1
		n1 ends
		n1 restarts after 0 with (0,0)
		n1 votes n3 in 1`))
	if r := result(s, trace.OneVotePerTerm); r.Verdict != trace.Holds {
		t.Errorf("%v: %s", r.Verdict, r.Evidence)
	}
}

// What a disk has lost is not on it after the restart that showed it.
func TestALostLogCountsForNoCommit(t *testing.T) {
	s := observe(history(t, `
		n1 leads 1
		n1 uses 1,2,3
		n1 appends (1,1)
		n1 has on disk (1,1) in 1
		n2 appends (1,1)
		n2 has on disk (1,1) in 1
		n2 crashes
		n2 restarts in 1 after 0 with (0,0)
		n1 commits 1-1`))
	want := []string{
		"commit durability: n2 had a log up to (1,1) on its disk and starts again with one up to (0,0) at 8 ms",
		"commit durability: n1 committed (1,1) no-op in term 1, but it is on the disks of n1, 2 of n1 n2 n3 needed at 9 ms"}
	if found := evidence(s.Violations()); !slices.Equal(found, want) {
		t.Errorf("%q, want %q", found, want)
	}
}
