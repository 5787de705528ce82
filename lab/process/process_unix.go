//go:build linux || darwin

package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// The signals that the lab sends.
const (
	Terminate = syscall.SIGTERM
	Kill      = syscall.SIGKILL
	Stop      = syscall.SIGSTOP
	Continue  = syscall.SIGCONT
)

// Signal sends a signal to the process; the error is [ErrGone] if it has ended.
func (p Process) Signal(signal syscall.Signal) error {
	if _, err := p.look(); err != nil {
		return err
	}
	err := syscall.Kill(p.PID, signal)
	switch {
	case errors.Is(err, syscall.ESRCH):
		return ErrGone
	case err != nil:
		return fmt.Errorf("process %d: %w", p.PID, err)
	}
	return nil
}

// Detach starts a program that lives on when this one and its terminal have gone: in a session of its
// own, without input, what it says in a file. The caller may wait for it, and should if it lives on.
func Detach(program string, args, env []string, dir, logFile string) (*exec.Cmd, error) {
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := &exec.Cmd{
		Path: program, Args: args, Env: env, Dir: dir, Stdout: log, Stderr: log,
		SysProcAttr: &syscall.SysProcAttr{Setsid: true},
	}
	return cmd, cmd.Start()
}

// Private makes the files that this process and its children make readable for nobody else.
func Private() { syscall.Umask(0o077) }
