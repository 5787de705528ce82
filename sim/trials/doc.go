// Package trials repeats a script many times and adds up what happened: how long the cluster was
// without a leader, how many terms that took, and whether terms were contested.
//
// Trial i has a seed of its own, which follows from the seed of all and from i alone ([SeedOf]). A
// world that runs the script with that seed runs exactly that trial. Results are counts and sums, so
// they do not depend on the order in which trials end: any number of workers, and any division into
// shards, gives the same [Result], to the bit, and the same digest. Its memory does not grow with the
// number of trials.
//
// All checks stay on. A trial in which a property of Raft was violated, or a server ended, is counted
// and named. A trial that did not come to its end is counted as unfinished: quantiles take it as longer than all
// others, and the mean becomes a bound.
//
// Expectations are about whole runs: [Whole] runs a script to its end, seed by seed, for whoever judges it.
//
// Only this package of the simulation uses more than one goroutine: each worker has a world of its own.
package trials
