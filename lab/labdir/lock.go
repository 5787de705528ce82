package labdir

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Lock waits until no other command changes the lab, and keeps others from it until unlock is called.
func (h *Dir) Lock(ctx context.Context) (unlock func(), err error) {
	for {
		unlock, err = TryLock(h.at("lab/lock"))
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
