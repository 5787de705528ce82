// Package check decides whether a run kept Raft's promises: the five properties of the Raft paper,
// Figure 3, and the rules that carry them. A server votes at most once in a term, a leader has the votes of a
// quorum, terms never fall, what is committed is on the disks of a quorum, it is applied in order and gives
// equal states, and a snapshot stands for what was committed.
//
// In goes every event of a run, in order, from the simulator while it runs or from a saved trace;
// nothing else is looked at. Out comes one verdict per property: it holds, it is violated, or it is
// untested because nothing happened that could decide. The first event that breaks a property is
// its evidence, in one line that names both sides of the contradiction.
//
// Checks cost the same however long the run is: all logs that ever existed are kept as one tree of
// entries, so that two logs have the same prefix exactly when they share a node of the tree.
//
// A trace that leaves things out is no proof of anything. What the events do not tell is never held
// against a server: the entries before a snapshot that nobody was seen to write, or before a gap in
// a log, are taken to be right. Ignored are events of no node or with an index above 2^62, entries at
// index 0, and commits and applications of entries that the server was never seen to hold. A
// truncation stops at the server's snapshot. An entry at an index that is already taken replaces all
// from there on; one that leaves a gap starts the log anew, with an unknown past.
package check
