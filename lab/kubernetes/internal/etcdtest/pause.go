//go:build unix

package etcdtest

import "syscall"

// Pause stops the member in its course, until Continue. When it returns the member has stopped: until the
// signal has reached all its threads it may still answer.
func (m *Member) Pause() {
	m.run.Process.Signal(syscall.SIGSTOP)
	var status syscall.WaitStatus
	for !status.Stopped() {
		_, err := syscall.Wait4(m.run.Process.Pid, &status, syscall.WUNTRACED, nil)
		if err != nil && err != syscall.EINTR {
			panic(err)
		}
	}
}

// Continue lets the member go on.
func (m *Member) Continue() { m.run.Process.Signal(syscall.SIGCONT) }
