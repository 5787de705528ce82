//go:build !unix

package labdir

import "errors"

// TryLock is for Linux and macOS.
func TryLock(string) (unlock func(), err error) {
	return nil, errors.New("the lab needs Linux or macOS")
}
