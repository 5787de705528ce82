//go:build !linux && !darwin

package port

import "errors"

var errSystem = errors.New("the lab needs Linux or macOS (on Windows use WSL)")

// Choose is for Linux and macOS.
func Choose() (*Reservation, error) { return nil, errSystem }

// Free is for Linux and macOS.
func Free(int) error { return errSystem }

// Keep is for Linux and macOS.
func Keep(int) (*Reservation, error) { return nil, errSystem }

// Release gives the port back.
func (r *Reservation) Release() {}
