//go:build unix

package main

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// sessionNumber names the session of the terminal: remarks are made once in it.
func sessionNumber() string {
	leader, err := unix.Getsid(0)
	if err != nil {
		leader = os.Getppid()
	}
	return "session-" + strconv.Itoa(leader)
}

// become makes this process another program.
func become(file string, args, env []string) error { return syscall.Exec(file, args, env) }

// signalNumber returns the signal that ended a program.
func signalNumber(exit *exec.ExitError) int {
	if status, ok := exit.Sys().(syscall.WaitStatus); ok {
		return int(status.Signal())
	}
	return 0
}
