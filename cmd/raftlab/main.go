// Raftlab is a Raft election simulator and teaching lab.
//
// This package is thin: each command has a file in which its arguments are parsed, the packages of
// the module are called, and what comes back is printed. Commands write to the [console] they are
// given. What they return decides the exit code; docs/reference/command-line.md is made from the
// help texts and lists the codes.
package main

import (
	"os"

	"raftlab/lab/machine"
	"raftlab/lab/program"
)

func main() {
	machine.Entered() // what we start has not come in by the door
	if program.Dispatch(os.Args) {
		return
	}
	os.Exit(program.Record(os.Args, func() int { return execute(os.Args[1:]) }))
}
