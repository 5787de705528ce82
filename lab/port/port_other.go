//go:build !linux && !darwin

package port

import (
	"raftlab/sim/lang"
)

var errSystem = lang.Errorf("the lab needs Linux or macOS (on Windows use WSL)", "实验环境需要 Linux 或 macOS（在 Windows 上请用 WSL）")

// Choose is for Linux and macOS.
func Choose() (*Reservation, error) { return nil, errSystem }

// Free is for Linux and macOS.
func Free(int) error { return errSystem }

// Keep is for Linux and macOS.
func Keep(int) (*Reservation, error) { return nil, errSystem }

// Release gives the port back.
func (r *Reservation) Release() {}
