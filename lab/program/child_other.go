//go:build !unix

package program

import (
	"os"
	"os/exec"
)

func runChild(cmd *exec.Cmd) error { return cmd.Run() }

func outcomeOf(state *os.ProcessState) outcome { return outcome{code: state.ExitCode()} }

func exit(o outcome) { os.Exit(o.code) }
