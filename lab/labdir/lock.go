package labdir

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// Lock waits until no other command changes the lab, and keeps others from it until unlock is called.
func (h *Dir) Lock(ctx context.Context) (unlock func(), err error) {
	file := h.at("lab/lock")
	if h.Mode == Machine && h.Here == "" { // commands inside have a lock of their own
		file = filepath.Join(h.Outside(), "lock")
	}
	unlock, err = WaitLock(ctx, file)
	if errors.Is(err, ErrBusy) {
		err = fmt.Errorf("%s: %w (wait for it, or end it)", h.Path, ErrBusy)
	}
	return unlock, err
}

// WaitLock takes the lock of a file as [TryLock] does, and waits until it is free. The error wraps [ErrBusy] if it is not when the
// context ends.
func WaitLock(ctx context.Context, path string) (unlock func(), err error) {
	for {
		unlock, err = TryLock(path)
		if !errors.Is(err, ErrBusy) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}
