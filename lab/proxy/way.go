package proxy

import (
	"context"
	"sync"
	"time"

	"raftlab/lab/machine/wire"
)

// way is a direction between two members.
type way struct {
	mu      sync.Mutex
	fault   wire.Fault
	changed chan struct{} // is closed, and replaced, when the fault changes
}

func (w *way) set(fault wire.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
	close(w.changed)
	w.changed = make(chan struct{})
}

func (w *way) now() (wire.Fault, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.fault, w.changed
}

// pass waits until what was sent at a time has arrived at the other end; false if the context ends before.
func (w *way) pass(ctx context.Context, sent time.Time) bool {
	for {
		fault, changed := w.now()
		wait := time.Until(sent.Add(fault.Delay))
		var arrival <-chan time.Time // never, if nothing arrives
		switch {
		case fault.Silent():
		case wait <= 0:
			return ctx.Err() == nil
		default:
			arrival = time.After(wait)
		}
		select {
		case <-arrival:
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}
