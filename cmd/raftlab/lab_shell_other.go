//go:build !unix

package main

import "os/exec"

// signalNumber is for systems with signals.
func signalNumber(*exec.ExitError) int { return 0 }
