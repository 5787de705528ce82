package machine

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"raftlab/lab/machine/wire"
)

// first is the first process of a machine.
type first struct {
	settings Settings
	network  *wire.Network
	socket   *net.UnixListener

	mutex      sync.Mutex // held from the start of a child until it is known
	children   map[int]chan syscall.WaitStatus
	hosts      map[string]*space
	supervisor int // its number, 0 if none runs
	begun      time.Time
}

// First is the first process of a machine: it builds the machine, tells whoever started it, and returns when
// nothing runs in the machine any more.
func First() error {
	ready := os.NewFile(3, "ready")
	unix.CloseOnExec(3)
	f := &first{children: map[int]chan syscall.WaitStatus{}, hosts: map[string]*space{}, begun: time.Now()}
	err := f.begin()
	if err := json.NewEncoder(ready).Encode(asAnswer(err)); err != nil {
		return err
	}
	ready.Close()
	if err != nil {
		return err
	}
	log.Printf("the machine of %s is built", f.settings.Lab)
	go f.serve()
	f.reap()
	return nil
}

func asAnswer(err error) (a answer) {
	var refused *Refused
	switch {
	case err == nil:
		return a
	case !errors.As(err, &refused):
		return answer{Step: "build the machine", Error: err.Error()}
	}
	a.Step = refused.Step
	if !errors.As(refused.Err, &a.Errno) {
		a.Error = refused.Err.Error()
	}
	return a
}

func (f *first) begin() error {
	if err := json.Unmarshal([]byte(os.Getenv(settingsVariable)), &f.settings); err != nil {
		return err
	}
	os.Unsetenv(settingsVariable)
	syscall.Umask(0o022)
	if err := build(f.settings); err != nil {
		return err
	}
	if err := f.connect(); err != nil {
		return &Refused{"make the network", err}
	}
	socket, err := net.ListenUnix("unixpacket", &net.UnixAddr{Name: Socket, Net: "unixpacket"})
	if err != nil {
		return err
	}
	f.socket = socket
	return seal()
}

// connect makes the network and the hosts in it.
func (f *first) connect() error {
	own, err := ownSpace()
	if err != nil {
		return err
	}
	f.hosts[f.settings.Hosts[0]] = own
	middle, err := newSpace(unix.CLONE_NEWNET, nil)
	if err != nil {
		return err
	}
	if f.network, err = wire.New(middle.Do, setSwitch); err != nil {
		return err
	}
	for _, name := range f.settings.Hosts {
		if err := f.addHost(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// setSwitch writes a switch of the network namespace of the thread, such as ipv4/ip_forward.
func setSwitch(path, value string) error {
	file, err := networkSwitches.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(value)
	return errors.Join(err, file.Close())
}

// start starts a program as a child in a host. The channel tells its end.
func (f *first) start(host *space, path string, args []string, attr *syscall.ProcAttr) (pid int, ended <-chan syscall.WaitStatus, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	err = host.Do(func() error {
		pid, err = syscall.ForkExec(path, args, attr)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	end := make(chan syscall.WaitStatus, 1)
	f.children[pid] = end
	return pid, end, nil
}

// patience is how long an empty machine stays, for the one who has just started it.
const patience = 5 * time.Second

// reap takes in what ends, as the first process must, and returns when the machine is empty.
func (f *first) reap() {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err == syscall.ECHILD:
			if f.empty() {
				log.Printf("nothing runs in the machine any more")
				return
			}
			time.Sleep(50 * time.Millisecond)
		case err == nil:
			f.ended(pid, status)
		}
	}
}

func (f *first) ended(pid int, status syscall.WaitStatus) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if end := f.children[pid]; end != nil {
		end <- status
		delete(f.children, pid)
	}
	if pid == f.supervisor {
		log.Printf("the supervisor ended: exit code %d, signal %v", status.ExitStatus(), status.Signal())
		f.supervisor = 0
	}
}

// empty reports whether no other process is in the machine: neither a child, nor one that came in by the door.
func (f *first) empty() bool {
	if time.Since(f.begun) < patience {
		return false
	}
	list, err := os.ReadDir("/proc")
	if err != nil { // the lab's directory was deleted outside, and with it all places of the machine
		return true
	}
	for _, entry := range list {
		if pid, err := strconv.Atoi(entry.Name()); err == nil && pid != os.Getpid() {
			return false
		}
	}
	return true
}
