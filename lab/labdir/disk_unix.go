//go:build linux || darwin

package labdir

import "golang.org/x/sys/unix"

// FreeBytes returns how much room is left where a directory is.
func FreeBytes(dir string) (bytes uint64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
