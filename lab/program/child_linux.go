package program

import (
	"os/exec"
	"syscall"
)

// endWithParent makes the system end the child when this process is killed: it would go on unseen.
func endWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
