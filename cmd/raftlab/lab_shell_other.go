//go:build !unix

package main

import (
	"errors"
	"os/exec"
)

// signalNumber is for systems with signals.
func signalNumber(*exec.ExitError) int { return 0 }

// become is for Linux.
func become(string, []string, []string) error { return errors.ErrUnsupported }

// sessionNumber is for systems with sessions.
func sessionNumber() string { return "1" }
