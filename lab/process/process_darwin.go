package process

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// The states of <sys/proc.h>.
const (
	stopped = 4 // SSTOP
	zombie  = 5 // SZOMB
)

// look asks sysctl. The time of birth is absolute, in microseconds, so it tells boots apart too.
func look(pid int) (state, error) {
	info, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil || int(info.Proc.P_pid) != pid || info.Proc.P_stat == zombie {
		return state{}, ErrGone
	}
	born := info.Proc.P_starttime
	return state{
		born:   fmt.Sprintf("%d.%06d", born.Sec, born.Usec),
		paused: info.Proc.P_stat == stopped,
	}, nil
}

// Child is how the supervisor's children are started: with a process group of their own. macOS does
// not end them with their parent; the next command of the lab does.
func Child() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// Executable is the file of the program that runs.
func Executable() (string, error) { return os.Executable() }
