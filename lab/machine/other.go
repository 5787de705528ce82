//go:build !linux

package machine

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"

	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
	"raftlab/lab/process"
)

// Elsewhere there are no namespaces: a lab lives on loopback.
var errLinux = errors.New("only Linux has namespaces")

// Start is for Linux.
func Start(*labdir.Dir, Settings) error { return &Refused{"make namespaces", errLinux} }

// First is for Linux.
func First() error { return errLinux }

// Find is for Linux.
func Find(*labdir.Dir) (process.Process, error) { return process.Process{}, errLinux }

// Ends is for Linux.
func Ends(*labdir.Dir) bool { return false }

// Stop is for Linux.
func Stop(context.Context, *labdir.Dir) error { return nil }

// Visit is a program that comes in, on Linux.
type Visit struct {
	Path      string
	Args, Env []string
	Dir       string
	Files     []*os.File
}

// Enter is for Linux.
func Enter(*labdir.Dir, Visit) (int, error) { return 0, errLinux }

// Visitor is a program that came in, on Linux.
type Visitor struct {
	PID               int
	Command, Terminal string
}

// String is never called: there are no machines here.
func (v Visitor) String() string { return v.Command }

// Visitors is for Linux.
func Visitors(*labdir.Dir) ([]Visitor, error) { return nil, errLinux }

// Identity is for Linux.
func Identity(string) string { return "" }

// Job is a program to be run on a host of the machine, on Linux.
type Job struct {
	Host      string
	Args, Env []string
	Dir       string
	TTY       bool
	In, Out   *os.File
}

// Run is for Linux.
func Run(Job) (int, error) { return 0, errLinux }

// Supervise is for Linux.
func Supervise() (int, error) { return 0, errLinux }

// MakeHost is for Linux.
func MakeHost(string) error { return errLinux }

// SetFaults is for Linux.
func SetFaults([]wire.Faulty) (time.Time, error) { return time.Time{}, errLinux }

// EndConnections is for Linux.
func EndConnections(string, string) error { return errLinux }

// Faults is for Linux.
func Faults() ([]wire.Faulty, error) { return nil, errLinux }

// Dial is for Linux.
func Dial(context.Context, string, netip.AddrPort) (net.Conn, error) { return nil, errLinux }

// Host is a thread in a host of the machine, on Linux.
type Host struct{}

// OpenHost is for Linux.
func OpenHost(string) (*Host, error) { return nil, errLinux }

// Do is for Linux.
func (*Host) Do(func() error) error { return errLinux }

// Close is for Linux.
func (*Host) Close() {}

func restrictedByAppArmor() bool { return false }

func errnoName(errno syscall.Errno) string { return errno.Error() }
