//go:build !unix

package personality

import (
	"os"
	"strconv"
)

// session names the shell.
func session() string { return strconv.Itoa(os.Getppid()) }
