// Package observe makes a trace of what real etcd did: from the sentences of raft in the members' logs, and from what
// the supervisor's log says was done to members.
//
// Exact, to the microsecond, is what a log tells: who took which role in which term and why, who asked whom for a vote
// and what came of it, which member crashed or was paused. What no log tells is not in the trace, and what rests on it
// is untested: heartbeats and appends, timers and the waits they drew, the entries of logs, what disks hold.
//
// Of the simulator it knows the form of a trace only. So whatever reads traces reads these too, and the
// lab stays the real thing.
package observe
