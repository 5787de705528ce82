package labdir

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"raftlab/sim/lang"
)

// Lock waits until no other command changes the lab, and keeps others from it until unlock is called.
func (h *Dir) Lock(ctx context.Context) (unlock func(), err error) {
	file := h.at("lab/lock")
	if h.Mode == Machine && h.Here == "" { // commands inside have a lock of their own
		file = filepath.Join(h.Outside(), "lock")
	}
	unlock, err = WaitLock(ctx, file)
	if errors.Is(err, ErrBusy) {
		err = lang.Errorf("%s: %v (wait for it, or end it)", "%s：%v（请等待它，或结束它）", h.Path, ErrBusy)
	}
	return unlock, err
}

// LockAndReload takes the lock, and then reads the lab's record anew: somebody may have changed it before.
func (h *Dir) LockAndReload(ctx context.Context) (unlock func(), err error) {
	if unlock, err = h.Lock(ctx); err != nil {
		return nil, err
	}
	if err = h.Reload(); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
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
