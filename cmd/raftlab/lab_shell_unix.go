//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// signalNumber returns the signal that ended a program.
func signalNumber(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok {
		return int(status.Signal())
	}
	return 0
}
