// Package guest is the engine whose servers are programs of somebody else. A server is told what happens as one line
// of JSON and answers with one line: the protocol "raftlab guest 1", docs/reference/own-raft.md. How lines travel is
// the business of a [Conn], so the package needs no operating system.
//
// The program decides. This package takes over what it says of itself, refuses what cannot be (a [Fault] ends the
// run), finds the reason for each step among the rules of Figure 2 of the Raft paper, and says which sentence of the
// figure a step breaks (figure2.go). It owns what is not in the figure: time, chance, the disk and the state machine.
//
// One program plays one server. A restart within a run gets a program that remembers nothing; for the next run a
// program is used again, and is to forget everything when it boots.
package guest
