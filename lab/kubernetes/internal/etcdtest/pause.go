//go:build unix

package etcdtest

import "syscall"

// Pause stops the member in its course, until Continue.
func (m *Member) Pause() { m.run.Process.Signal(syscall.SIGSTOP) }

// Continue lets the member go on.
func (m *Member) Continue() { m.run.Process.Signal(syscall.SIGCONT) }
