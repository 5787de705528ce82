package machine

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/lab/machine/wire"
)

// space is where a thread is: the namespaces of a host. Work is done there by a thread that stays there; what it
// starts is born there.
type space struct {
	thread int
	jobs   chan func()
}

// newSpace makes new namespaces of some kinds, and prepares them.
func newSpace(kinds int, prepare func() error) (*space, error) {
	return threadThat(func() error {
		if err := unix.Unshare(kinds | unix.CLONE_FS); err != nil {
			return err
		}
		if prepare == nil {
			return nil
		}
		return prepare()
	})
}

// ownSpace is where the program is.
func ownSpace() (*space, error) { return threadThat(func() error { return nil }) }

// threadThat starts a thread, which goes where enter leads it and then does what it is told.
func threadThat(enter func() error) (*space, error) {
	s := &space{jobs: make(chan func())}
	entered := make(chan error)
	go onFurtherThread(func() {
		s.thread = unix.Gettid()
		err := enter()
		entered <- err
		if err != nil {
			return
		}
		for job := range s.jobs {
			job()
		}
	})
	return s, <-entered
}

// onFurtherThread does something on a thread of its own, which ends with it, and which is not the first thread of
// the process: for the kernel, a process is where its first thread is. Who came in by the door after that one has
// gone to another host, or to the middle of the network, would be there too.
func onFurtherThread(do func()) {
	runtime.LockOSThread() // for ever
	if unix.Gettid() != unix.Getpid() {
		do()
		return
	}
	began := make(chan struct{})
	go onFurtherThread(func() { close(began); do() }) // not here: this goroutine keeps the first thread
	<-began
	runtime.UnlockOSThread()
}

// Do does something there.
func (s *space) Do(job func() error) error {
	done := make(chan error)
	s.jobs <- func() { done <- job() }
	return <-done
}

// Of the capabilities that root has in its machine, programs of people keep those that are about their own files,
// processes and network. The others could change the mounts, or the processes that can.
var keptCapabilities = []uintptr{
	unix.CAP_CHOWN, unix.CAP_DAC_OVERRIDE, unix.CAP_DAC_READ_SEARCH, unix.CAP_FOWNER, unix.CAP_FSETID, unix.CAP_KILL, unix.CAP_SETGID,
	unix.CAP_SETUID, unix.CAP_SETPCAP, unix.CAP_NET_BIND_SERVICE, unix.CAP_NET_ADMIN, unix.CAP_NET_RAW, unix.CAP_IPC_LOCK,
	unix.CAP_SYS_CHROOT, unix.CAP_SYS_NICE,
}

// withheld are the capabilities that programs of people do not have.
func withheld() (all []uintptr) {
	for capability := uintptr(0); capability <= unix.CAP_LAST_CAP; capability++ {
		if !slices.Contains(keptCapabilities, capability) {
			all = append(all, capability)
		}
	}
	return all
}

// withoutPrivilege takes from the thread's children what could change the machine.
func withoutPrivilege() error {
	for _, capability := range withheld() {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
		if err != nil && err != unix.EINVAL { // one that this kernel does not know
			return err
		}
	}
	return nil
}

// addHost makes a host, unless it is there, and connects it.
func (f *first) addHost(name string) error {
	host := f.hosts[name]
	if host != nil && f.network.Has(name) {
		return nil
	}
	if host == nil {
		made, err := newSpace(unix.CLONE_NEWNS|unix.CLONE_NEWUTS|unix.CLONE_NEWNET, func() error { return view(name) })
		if err != nil {
			return err
		}
		host = made
		f.hosts[name] = host
	}
	return f.network.Add(name, labdir.HostAddress(name), wire.Place{Do: host.Do, Namespace: func() (*os.File, error) {
		return os.Open(threadFile(host.thread, "ns/net"))
	}})
}

func threadFile(thread int, name string) string {
	return filepath.Join("/proc/self/task", itoa(thread), name)
}

// view gives the namespaces of the thread what a further host has of its own.
func view(name string) error {
	b := &builder{}
	b.do("part from the other hosts' mounts", func() error { return unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, "") })
	own := filepath.Join(labdir.HostsName, name)
	for _, dir := range labdir.HostPlaces(name) {
		b.do("make "+dir, func() error { return makeWithoutLinks(labInside, dir) })
	}
	for _, dir := range []string{"etc/kubernetes", "var/lib", "var/log"} {
		b.writable(labInside, filepath.Join(own, dir), "/"+dir)
	}
	b.bind(hostnameFile(name), "/etc/hostname")
	b.do("name the host", func() error { return unix.Sethostname([]byte(name)) })
	return b.err()
}

// without returns a thread at the same place for programs of people: without what could change the machine.
func (s *space) without() (*space, error) {
	return threadThat(func() error {
		if err := enterSpaces(func(kind string) (*os.File, error) { return os.Open(threadFile(s.thread, "ns/"+kind)) }); err != nil {
			return err
		}
		return withoutPrivilege()
	})
}

// end lets the thread go.
func (s *space) end() { close(s.jobs) }

// enterSpaces takes this thread, which is locked, to where a host is.
func enterSpaces(open func(kind string) (*os.File, error)) error {
	if err := unix.Unshare(unix.CLONE_FS); err != nil {
		return err
	}
	for _, one := range []struct {
		name string
		kind int
	}{{"net", unix.CLONE_NEWNET}, {"uts", unix.CLONE_NEWUTS}, {"mnt", unix.CLONE_NEWNS}} {
		file, err := open(one.name)
		if err != nil {
			return err
		}
		err = unix.Setns(int(file.Fd()), one.kind)
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
