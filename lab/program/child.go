package program

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// outcome is how a program ended.
type outcome struct {
	code   int       // its exit code; for one that a signal ended 128 and the signal's number
	signal os.Signal // what ended it, nil if it ended by itself
}

// follow runs a command with this process's input and output, and returns when it has ended. Signals that
// only this process gets are passed on to it.
func follow(cmd *exec.Cmd) outcome {
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return ended(runChild(cmd))
}

// ended is the outcome of a command that has ended.
func ended(err error) outcome {
	var ended *exec.ExitError
	switch {
	case err == nil:
		return outcome{}
	case errors.As(err, &ended):
		return outcomeOf(ended.ProcessState)
	}
	fmt.Fprintf(os.Stderr, "raftlab: %v\n", err)
	return outcome{code: 126} // as shells say that a program cannot be started
}
