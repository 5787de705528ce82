//go:build !linux && !darwin

package labdir

// FreeBytes knows nothing here.
func FreeBytes(string) (uint64, bool) { return 0, false }
