//go:build !unix

package program

import (
	"os"
	"strconv"
)

// session names the shell.
func session() string { return strconv.Itoa(os.Getppid()) }
