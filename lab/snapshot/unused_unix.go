//go:build unix

package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// CheckUnused returns an error that wraps [ErrRunning] if a member works on a data directory: it locks its
// database as long as it runs. A member whose files were deleted under it is not found this way.
func CheckUnused(data string) error {
	database, err := os.Open(filepath.Join(data, "member", "snap", "db"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return complain(data, err)
	}
	defer database.Close()
	err = syscall.Flock(int(database.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrRunning
	}
	if err != nil {
		return fmt.Errorf("%s: %w", data, err)
	}
	return nil
}

// syncDir makes the names in a directory durable, if the system can.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		d.Sync()
		d.Close()
	}
}
