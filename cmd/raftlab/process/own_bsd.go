//go:build unix && !linux

package process

import (
	"os/exec"
	"syscall"
)

// own makes the process the first of a group. When raftlab dies, its standard input ends.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func startChild(cmd *exec.Cmd) error { return cmd.Start() }
