//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"
)

// lock waits for the file. Its holders need it for one write.
func lock(file *os.File) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
