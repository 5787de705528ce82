//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// become makes this process another program.
func become(file string, args, env []string) error { return syscall.Exec(file, args, env) }

// signalNumber returns the signal that ended a program.
func signalNumber(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok {
		return int(status.Signal())
	}
	return 0
}
