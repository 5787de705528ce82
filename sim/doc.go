// Package sim runs a cluster of Raft servers inside one goroutine on virtual time.
//
// A run is a function of its script, its seed, the engine and the version of this module: the same
// four give the same events, in the same order, on every machine. Nothing here reads a clock, starts
// a goroutine, needs an operating system, or ranges over a map.
//
// A [World] jumps from event to event. It owns all that surrounds Raft: time, the network, disks,
// the election timers, clients, and the script's faults. Raft itself is behind the interfaces of
// package engine. Every run is checked on every event by package check.
package sim

// Version is the version of the simulation. It rises when the same script and seed give other events
// than before, and is part of every trace.
const Version = "2"
