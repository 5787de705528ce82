//go:build unix

package program

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"raftlab/lab/process"
)

// session names the shell: a terminal's processes are one session, led by the process that began it.
func session() string {
	leader, err := unix.Getsid(0)
	if err != nil {
		leader = os.Getppid()
	}
	born, _ := process.Of(leader) // one that has ended has left its number
	return fmt.Sprint(os.Getenv("RAFTLAB_SHELL"), leader, born)
}
