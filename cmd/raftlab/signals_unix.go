//go:build unix

package main

import (
	"os"
	"syscall"
)

// writeSignals are sent to who writes where it cannot: a pipe without a reader, a file over the
// limit of its size.
var writeSignals = []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ}
