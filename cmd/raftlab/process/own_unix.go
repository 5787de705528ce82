//go:build unix

package process

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// kill ends a process with its group. No signal that it could ignore is tried before.
func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// guard starts a shell that kills the process with its group when raftlab is gone, however it went: its standard input ends
// then. The signal of the parent's death reaches only the process itself, and not what it started.
func guard(cmd *exec.Cmd) (end func()) {
	read, write, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	shell := exec.Command("/bin/sh", "-c", `read -r line; kill -9 "-$0"`, strconv.Itoa(cmd.Process.Pid))
	shell.Stdin, shell.SysProcAttr = read, &syscall.SysProcAttr{Setpgid: true}
	err = shell.Start()
	read.Close()
	if err != nil {
		write.Close()
		return func() {}
	}
	return func() {
		shell.Process.Kill()
		shell.Wait()
		write.Close()
	}
}

// readable reports whether something waits to be read, or the other end is closed.
func readable(f *os.File) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	ready := false
	conn.Control(func(fd uintptr) {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		ready = err == nil && n > 0
	})
	return ready
}
