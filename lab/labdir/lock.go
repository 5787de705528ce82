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
	for {
		unlock, err = TryLock(file)
		if !errors.Is(err, ErrBusy) {
			return unlock, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%s: %w (wait for it, or end it)", h.Path, ErrBusy)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
