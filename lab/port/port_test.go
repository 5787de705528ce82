//go:build linux || darwin

package port

import (
	"context"
	"errors"
	"net"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// listen is what a member does: it shares its port with the reservation.
func listen(t *testing.T, port int) net.Listener {
	t.Helper()
	config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) (err error) {
		c.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) })
		return err
	}}
	l, err := config.Listen(context.Background(), "tcp", address(port))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

func TestReservedPortRefusesUntilAMemberListens(t *testing.T) {
	r, err := Choose()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for range 3 { // it comes and goes
		if c, err := net.Dial("tcp", address(r.Port)); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Fatalf("nobody listens, yet: %v %v", c, err)
		}
		l := listen(t, r.Port)
		client, err := net.Dial("tcp", address(r.Port))
		if err != nil {
			t.Fatal(err)
		}
		server, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		server.Close() // the server's end lingers
		client.Close()
		l.Close()
	}
}

func TestReservedPortIsTaken(t *testing.T) {
	r, err := Choose()
	if err != nil {
		t.Fatal(err)
	}
	if err := Free(r.Port); !errors.Is(err, ErrTaken) {
		t.Errorf("a reserved port: %v", err)
	}
	if l, err := net.Listen("tcp", address(r.Port)); err == nil {
		l.Close()
		t.Error("a stranger could listen on a reserved port")
	}
	r.Release()
	if err := Free(r.Port); err != nil {
		t.Errorf("a port that was given back: %v", err)
	}
	again, err := Keep(r.Port)
	if err != nil {
		t.Fatal(err)
	}
	again.Release()
}

// A lab that was down finds its ports free, although connections of the past still linger there.
func TestLingeringConnectionsDoNotTakeAPort(t *testing.T) {
	r, err := Choose()
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t, r.Port)
	client, err := net.Dial("tcp", address(r.Port))
	if err != nil {
		t.Fatal(err)
	}
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	client.Close()
	l.Close()
	r.Release()
	if err := Free(r.Port); err != nil {
		t.Error(err)
	}
	again, err := Keep(r.Port)
	if err != nil {
		t.Fatal(err)
	}
	again.Release()
}

func TestPortOfAStrangerIsTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	if err := Free(port); !errors.Is(err, ErrTaken) {
		t.Errorf("Free: %v", err)
	}
	if _, err := Keep(port); !errors.Is(err, ErrTaken) {
		t.Errorf("Keep: %v", err)
	}
}
