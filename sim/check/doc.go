// Package check decides whether a run kept Raft's promises: the five properties of the Raft paper,
// Figure 3, and the rules that carry them. A server votes at most once in a term, a leader has the votes of a
// quorum, terms never fall, what is committed is on the disks of a quorum, it is applied in order and gives
// equal states, and a snapshot stands for what was committed.
//
// A [Suite] is given every event of a run, in order, by the simulator while it runs or from a saved trace, and looks at
// nothing else. It returns one verdict for each property: it holds, it is violated, or it is
// untested because nothing happened that could decide. The first event that breaks a property is
// its evidence, in one line that names both sides of the contradiction.
//
// Checks cost the same however long the run is: all logs that ever existed are kept as one tree of
// entries, so that two logs have the same prefix exactly when they share a node of the tree.
//
// A trace tells of every log from its first entry on. So it is held against a server when it commits or applies
// what nobody saw it append, when its log has a gap or loses entries without a truncation, when its disk
// has what its log had not, and when a restart finds something else than the disk had. A disk that lies needs no
// exception: what is told of a disk is what a crash would leave. Simulator and saved trace are judged alike: all
// these events are rare, and even trials tell them.
//
// After such a violation the checks go on with what they know. The entries before a gap are taken to be right. An
// entry at an index that is already taken replaces all from there on; one that leaves a gap starts the log anew,
// with an unknown past. A truncation stops at the server's snapshot. Events of no node or with an index
// above 2^62, and entries at index 0, are ignored.
package check
