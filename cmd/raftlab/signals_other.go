//go:build !unix

package main

import (
	"os"
	"syscall"
)

// writeSignals are sent to who writes where it cannot: a pipe without a reader.
var writeSignals = []os.Signal{syscall.SIGPIPE}
