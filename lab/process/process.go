// Package process knows processes by who they are, not by their number alone: numbers are given anew,
// but no two processes of one boot have the same number and the same time of birth.
//
// A [Process] that was written down can be asked later whether it still runs, and be sent a signal, with no
// danger for a stranger that has its number now. Linux and macOS.
package process

import (
	"context"
	"errors"
	"os"
	"time"
)

// Process is the identity of a process. The zero value never runs.
type Process struct {
	PID  int    `json:"pid"`
	Born string `json:"born"` // the system's words for boot and time of birth
}

// PlainVariable is set for a child that is to be one of etcd's programs as it is, and not as one typed in the lab.
const PlainVariable = "RAFTLAB_PLAIN"

// ErrGone is returned for a process that ended.
var ErrGone = errors.New("the process has ended")

// Of returns the identity of the process that has a number now.
func Of(pid int) (Process, error) {
	state, err := look(pid)
	if err != nil {
		return Process{}, err
	}
	return Process{pid, state.born}, nil
}

// Self returns the identity of this process.
func Self() (Process, error) { return Of(os.Getpid()) }

// Runs reports whether the process still exists. One that ended and was not yet waited for does not.
func (p Process) Runs() bool {
	_, err := p.look()
	return err == nil
}

// Paused reports whether the process is stopped by a signal.
func (p Process) Paused() bool {
	state, err := p.look()
	return err == nil && state.paused
}

// Wait returns when the process has ended. It need not be a child of this one.
func (p Process) Wait(ctx context.Context) error {
	for p.Runs() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
	return nil
}

// look returns the state of the process, or [ErrGone].
func (p Process) look() (state, error) {
	if p.PID <= 1 || p.Born == "" {
		return state{}, ErrGone
	}
	s, err := look(p.PID)
	if err == nil && s.born != p.Born {
		err = ErrGone
	}
	return s, err
}

// state is what the system says about a process.
type state struct {
	born   string
	paused bool
}
