//go:build unix

package exercise

import (
	"os/exec"
	"syscall"
)

// ownGroup puts a command and what it starts into a process group, so that they are reached together.
func ownGroup(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// interrupt does what Ctrl-C does in a terminal.
func interrupt(command *exec.Cmd) error { return syscall.Kill(-command.Process.Pid, syscall.SIGINT) }

func kill(command *exec.Cmd) error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
