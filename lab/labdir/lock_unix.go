//go:build unix

package labdir

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// TryLock takes the lock of a file, which is made if need be; the system releases it when the process
// ends, however it ends. The error wraps [ErrBusy] if somebody else has it.
func TryLock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if errors.Is(err, syscall.EROFS) { // what runs there can be stopped nevertheless
		file, err = os.Open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, reason(err))
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrBusy
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return func() { file.Close() }, nil
}
