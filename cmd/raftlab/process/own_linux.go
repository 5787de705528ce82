package process

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// own makes the process the first of a group, which the kernel kills when raftlab's thread that started it is gone.
func own(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// starts are started by one thread that lives as long as raftlab: the signal of the parent's death is that of the
// thread's.
var starts = make(chan start)

type start struct {
	cmd  *exec.Cmd
	done chan error
}

var serveStarts = sync.OnceFunc(func() {
	go func() {
		runtime.LockOSThread()
		for s := range starts {
			s.done <- s.cmd.Start()
		}
	}()
})

func startChild(cmd *exec.Cmd) error {
	serveStarts()
	done := make(chan error)
	starts <- start{cmd, done}
	return <-done
}
