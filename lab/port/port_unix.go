//go:build linux || darwin

package port

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"golang.org/x/sys/unix"

	"raftlab/sim/lang"
)

// Choose reserves a port that nobody has.
func Choose() (*Reservation, error) {
	for range 1000 {
		port := first + rand.IntN(last-first+1)
		if Free(port) != nil {
			continue
		}
		if r, err := Keep(port); err == nil {
			return r, nil
		}
	}
	return nil, lang.Errorf("no port from %d to %d is free on 127.0.0.1", "127.0.0.1 上 %d 到 %d 的端口都被占用", first, last)
}

// Free returns [ErrTaken] if somebody has the port, be it with SO_REUSEPORT.
func Free(port int) error {
	fd, err := bind(port, unix.SO_REUSEADDR)
	if err == nil {
		unix.Close(fd)
	}
	return err
}

// Keep reserves a port. It does not see others of the same user that set SO_REUSEPORT: ask [Free] first.
func Keep(port int) (*Reservation, error) {
	fd, err := bind(port, unix.SO_REUSEPORT)
	if err != nil {
		return nil, err
	}
	return &Reservation{port, fd}, nil
}

// Release gives the port back.
func (r *Reservation) Release() { unix.Close(r.fd) }

// bind asks with one of two options. With SO_REUSEADDR alone, connections of the past do not count, but
// every socket of a reservation does, for that has SO_REUSEPORT alone.
func bind(port, option int) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return 0, err
	}
	unix.CloseOnExec(fd)
	err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, option, 1)
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrInet4{Port: port, Addr: [4]byte{127, 0, 0, 1}})
	}
	if errors.Is(err, unix.EADDRINUSE) || errors.Is(err, unix.EACCES) {
		err = ErrTaken
	}
	if err != nil {
		unix.Close(fd)
		return 0, fmt.Errorf("127.0.0.1:%d: %w", port, err)
	}
	return fd, nil
}
