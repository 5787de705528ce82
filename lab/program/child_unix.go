//go:build unix

package program

import (
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// passedOn are the signals that a program may be sent to make it end or do something.
var passedOn = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2}

// runChild starts a command, passes signals on to it and waits for its end.
func runChild(cmd *exec.Cmd) error {
	signals := make(chan os.Signal, len(passedOn))
	for _, s := range passedOn {
		if !signal.Ignored(s) { // as nohup has it; the child inherits that
			signal.Notify(signals, s)
		}
	}
	defer signal.Stop(signals)
	runtime.LockOSThread() // the child ends when the thread does that started it
	defer runtime.UnlockOSThread()
	endWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case s := <-signals:
				if !fromTerminal(s) {
					cmd.Process.Signal(s) // it may have ended meanwhile
				}
			case <-ended:
				return
			}
		}
	}()
	return cmd.Wait()
}

// fromTerminal reports whether a signal is one that the keyboard sends to all processes in the foreground,
// so that the child has got it too.
func fromTerminal(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT {
		return false
	}
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close()
	foreground, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}

func outcomeOf(state *os.ProcessState) outcome {
	if status := state.Sys().(syscall.WaitStatus); status.Signaled() {
		return outcome{128 + int(status.Signal()), status.Signal()}
	}
	return outcome{code: state.ExitCode()}
}

// exit ends this process as the program ended: a shell can tell by what, and acts on it.
func exit(o outcome) {
	switch o.signal {
	case syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL:
		s := o.signal.(syscall.Signal)
		signal.Reset(s)
		syscall.Kill(os.Getpid(), s)
		<-time.After(time.Second) // it comes at once, if it is not blocked
	}
	os.Exit(o.code)
}
