package sim

import "raftlab/sim/script"

// executor performs the actions of a script in a world (do_server.go, do_network.go, do_raft.go). It is one
// pointer, so an interface holds it without allocating.
type executor struct{ *World }

var _ script.Performer = executor{}
