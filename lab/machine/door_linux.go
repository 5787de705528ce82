package machine

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/lab/process"
)

// The door. A process may join a user namespace only while it has one thread, which a Go program never has. So
// the joining is done by system calls alone, in a child between fork and exec: the child joins the namespaces
// of the machine's first process, and forks once more, since a PID namespace takes only later children. That
// grandchild becomes the program; by CLONE_PARENT it is a child of ours. It stays in our session, at our
// terminal.
//
// The kernel's clone(2) has its arguments in this order on all systems but s390x.

// Visit is a program that comes in.
type Visit struct {
	Path string // inside; "": this program itself, which may be newer than the one that is there
	Args []string
	Env  []string
	Dir  string // inside; where it does not exist, /root
	// Files are descriptors beside standard input, output and error: 3, 4 and so on.
	Files []*os.File

	program *os.File // instead of Path
}

// Enter runs a program in the machine of a lab, and returns its exit code, as shells count it, when it has ended.
// The error wraps [ErrDown] where the machine does not run.
func Enter(h *labdir.Dir, v Visit) (int, error) {
	first, err := Find(h)
	if err == nil {
		err = checkOwner(h)
	}
	if err != nil {
		return 0, err
	}
	pidfd, err := unix.PidfdOpen(first.PID, 0)
	if err != nil {
		return 0, fmt.Errorf("enter the machine: %w", err)
	}
	defer unix.Close(pidfd)
	if !first.Runs() { // the number was another's when we opened it
		return 0, ErrDown
	}
	if v.Path == "" {
		if err := v.bringProgram(h); err != nil {
			return 0, err
		}
		if v.program != nil {
			defer v.program.Close()
		}
	}
	code, err := v.enter(pidfd)
	if errors.Is(err, unix.ESRCH) || errors.Is(err, unix.ENOMEM) { // so the kernel says that it is about to end
		if awaitEnd(context.Background(), first) == nil {
			err = ErrDown
		}
	}
	return code, err
}

// word is what the children say through a pipe that exec closes.
type word struct{ step, value int64 }

// The steps that children tell. The first is no failure: the value is the grandchild's number.
const (
	wordBorn = iota
	wordJoin
	wordFork
	wordClose
	wordShield
	wordExec
)

var stepNames = map[int64]string{
	wordJoin: "join its namespaces", wordFork: "fork", wordClose: "close what it may not have", wordShield: "shield the host", wordExec: "start the program",
}

// entry is all that the children need. They have a copy of our memory and one thread: they allocate nothing, and
// take no lock.
type entry struct {
	pidfd, terminal, pipe uintptr
	program               uintptr // this program; none where path is one inside
	path, dir, otherwise  *byte
	args, env             **byte
	files, withheld       []uintptr
	byDefault             [8]uintptr // a sigaction of SIG_DFL
	noSignals             uint64     // an empty mask
	ignored               uint64     // signals that stay ignored
	shield                *unix.SockFprog
	ownGroup              bool // it leaves our process group: kill(0) reaches nobody outside
	group                 int32
	say                   word
}

const none = ^uintptr(0)

// fork makes the children. What runs in them must not grow the stack (nosplit), call the race detector (norace), or
// become part of a function that does (noinline).
//
//go:norace
//go:noinline
//go:nosplit
func fork(e *entry) (uintptr, syscall.Errno) {
	pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if pid != 0 || errno != 0 {
		return pid, errno
	}
	if _, _, errno = syscall.RawSyscall(unix.SYS_SETNS, e.pidfd, spaces, 0); errno != 0 {
		e.fail(wordJoin, errno)
	}
	pid, _, errno = syscall.RawSyscall6(unix.SYS_CLONE, unix.CLONE_PARENT, 0, 0, 0, 0, 0)
	if errno != 0 {
		e.fail(wordFork, errno)
	}
	if pid != 0 {
		e.tell(wordBorn, int64(pid))
		e.end()
	}
	e.become()
	return 0, 0
}

// become makes the grandchild the program.
//
//go:norace
//go:noinline
//go:nosplit
func (e *entry) become() {
	if e.ownGroup {
		syscall.RawSyscall(unix.SYS_SETPGID, 0, 0, 0)
	}
	if e.terminal != none { // in the foreground, as shells want it
		own, _, _ := syscall.RawSyscall(unix.SYS_GETPID, 0, 0, 0)
		e.group = int32(own)
		syscall.RawSyscall(unix.SYS_IOCTL, e.terminal, unix.TIOCSPGRP, uintptr(unsafe.Pointer(&e.group))) // SIGTTOU is blocked
	}
	syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGHUP), 0)
	for i := 0; i < len(e.withheld); i++ {
		_, _, errno := syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_CAPBSET_DROP, e.withheld[i], 0)
		if errno != 0 && errno != unix.EINVAL { // one that this kernel does not know
			e.fail(wordExec, errno)
		}
	}
	if _, _, errno := syscall.RawSyscall(unix.SYS_CHDIR, uintptr(unsafe.Pointer(e.dir)), 0, 0); errno != 0 {
		syscall.RawSyscall(unix.SYS_CHDIR, uintptr(unsafe.Pointer(e.otherwise)), 0, 0)
	}
	for i := 0; i < len(e.files); i++ {
		syscall.RawSyscall(unix.SYS_DUP3, e.files[i], uintptr(3+i), 0)
	}
	if _, _, errno := syscall.RawSyscall(unix.SYS_CLOSE_RANGE, uintptr(3+len(e.files)), uintptr(^uint32(0)), unix.CLOSE_RANGE_CLOEXEC); errno != 0 {
		e.fail(wordClose, errno) // a directory among them would be a way to the host's files
	}
	syscall.RawSyscall(unix.SYS_KEYCTL, unix.KEYCTL_JOIN_SESSION_KEYRING, 0, 0) // the host's keys are of no use here; where there are none, it is in vain
	if _, _, errno := syscall.RawSyscall(unix.SYS_PRCTL, unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(e.shield))); errno != 0 {
		e.fail(wordShield, errno)
	}
	for signal := uintptr(1); signal <= 64; signal++ {
		if e.ignored>>(signal-1)&1 == 0 {
			syscall.RawSyscall6(unix.SYS_RT_SIGACTION, signal, uintptr(unsafe.Pointer(&e.byDefault)), 0, 8, 0, 0)
		}
	}
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&e.noSignals)), 0, 8, 0, 0)
	var errno syscall.Errno
	if e.program == none {
		_, _, errno = syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(e.path)), uintptr(unsafe.Pointer(e.args)), uintptr(unsafe.Pointer(e.env)))
	} else {
		_, _, errno = syscall.RawSyscall6(unix.SYS_EXECVEAT, e.program, uintptr(unsafe.Pointer(e.path)), uintptr(unsafe.Pointer(e.args)), uintptr(unsafe.Pointer(e.env)), unix.AT_EMPTY_PATH, 0)
	}
	e.fail(wordExec, errno)
}

//go:norace
//go:nosplit
func (e *entry) tell(step, value int64) {
	e.say.step, e.say.value = step, value
	syscall.RawSyscall(unix.SYS_WRITE, e.pipe, uintptr(unsafe.Pointer(&e.say)), unsafe.Sizeof(e.say))
}

//go:norace
//go:nosplit
func (e *entry) end() {
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
	}
}

//go:norace
//go:nosplit
func (e *entry) fail(step int64, errno syscall.Errno) {
	e.tell(step, int64(errno))
	e.end()
}

// passed is how far a descriptor for the program is moved out of the way of the numbers that they get.
const passed = 64

// enter forks and waits. The thread is kept: the program ends when it does.
func (v Visit) enter(pidfd int) (int, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	terminal := foregroundTerminal()
	if terminal >= 0 {
		defer unix.Close(terminal)
	}
	e, err := v.entry(pidfd, terminal)
	if err != nil {
		return 0, err
	}
	if v.program != nil {
		own, err := unix.FcntlInt(v.program.Fd(), unix.F_DUPFD_CLOEXEC, passed)
		if err != nil {
			return 0, err
		}
		defer unix.Close(own)
		e.program = uintptr(own)
	}
	for i, file := range v.Files {
		high, err := unix.FcntlInt(file.Fd(), unix.F_DUPFD_CLOEXEC, passed)
		if err != nil {
			return 0, err
		}
		defer unix.Close(high)
		e.files[i] = uintptr(high)
	}
	signals := make(chan os.Signal, 16)
	child, err := start(e, signals)
	if err != nil {
		giveBack(terminal)
		return 0, err
	}
	whom := child
	if e.ownGroup && terminal < 0 { // as a signal for our group would be for all that were in it
		whom = -child
	}
	return follow(child, whom, terminal, signals)
}

// start forks, and returns the program's number when it has begun.
func start(e *entry, signals chan os.Signal) (child int, err error) {
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], unix.O_CLOEXEC); err != nil {
		return 0, err
	}
	defer unix.Close(pipe[0])
	high, err := unix.FcntlInt(uintptr(pipe[1]), unix.F_DUPFD_CLOEXEC, passed)
	unix.Close(pipe[1])
	if err != nil {
		return 0, err
	}
	e.pipe = uintptr(high)
	middle, errno := forkQuietly(e, signals)
	unix.Close(high)
	if errno != 0 {
		return 0, errno
	}
	return heard(pipe[0], int(middle))
}

func (v Visit) entry(pidfd, terminal int) (*entry, error) {
	e := &entry{pidfd: uintptr(pidfd), terminal: none, program: none, files: make([]uintptr, len(v.Files)), withheld: withheld(), ignored: ignoredSignals(), shield: shield()}
	if terminal >= 0 {
		e.terminal = uintptr(terminal)
		e.ignored &^= fromKeyboard
	}
	e.ownGroup = terminal >= 0 || !hasTerminal()
	var err error
	text := func(s string) *byte {
		p, e := syscall.BytePtrFromString(s)
		if e != nil {
			err = e
		}
		return p
	}
	list := func(texts []string) **byte {
		p, e := syscall.SlicePtrFromStrings(texts)
		if e != nil {
			err = e
		}
		return &p[0]
	}
	e.path, e.dir, e.otherwise = text(v.Path), text(v.Dir), text("/root")
	e.args, e.env = list(v.Args), list(v.Env)
	return e, err
}

// fromKeyboard are the signals of keys. In the foreground of a terminal they are never ignored, as login and ssh have it: a shell
// like bash has its programs ignore what it was started with ignored, and no Ctrl-C would end them.
const fromKeyboard = 1<<(syscall.SIGINT-1) | 1<<(syscall.SIGQUIT-1)

// ignoredSignals are those that our starter had ignored, as nohup has it.
func ignoredSignals() (mask uint64) {
	for _, s := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT} {
		if signal.Ignored(s) {
			mask |= 1 << (s - 1)
		}
	}
	return mask
}

// forkQuietly forks while no signal comes and nobody else forks. From then on signals wait for [follow].
func forkQuietly(e *entry, signals chan os.Signal) (uintptr, syscall.Errno) {
	syscall.ForkLock.Lock()
	defer syscall.ForkLock.Unlock()
	var all, before uint64 = ^uint64(0), 0
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&all)), uintptr(unsafe.Pointer(&before)), 8, 0, 0)
	middle, errno := fork(e)
	for _, s := range passedOn {
		if e.ignored>>(s.(syscall.Signal)-1)&1 == 0 {
			signal.Notify(signals, s)
		}
	}
	signal.Ignore(syscall.SIGTTOU, syscall.SIGTTIN)
	syscall.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&before)), 0, 8, 0, 0)
	runtime.KeepAlive(e)
	return middle, errno
}

var passedOn = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGCONT}

// heard reads what the children say, until the program runs, and takes in the one in the middle.
func heard(pipe, middle int) (child int, err error) {
	for {
		var w word
		n, readErr := unix.Read(pipe, unsafe.Slice((*byte)(unsafe.Pointer(&w)), unsafe.Sizeof(w)))
		if readErr == unix.EINTR {
			continue
		}
		if n < int(unsafe.Sizeof(w)) {
			break
		}
		if w.step == wordBorn {
			child = int(w.value)
		} else {
			err = fmt.Errorf("enter the machine: %s: %w", stepNames[w.step], syscall.Errno(w.value))
		}
	}
	syscall.Wait4(middle, nil, 0, nil)
	if err != nil && child != 0 {
		syscall.Wait4(child, nil, 0, nil)
	}
	if err == nil && child == 0 {
		err = fmt.Errorf("enter the machine: %w", process.ErrGone)
	}
	return child, err
}

// follow waits for the program's end. Signals that we get are for whom is told, a process or a group; when the program
// stops, so do we.
func follow(child, whom, terminal int, signals chan os.Signal) (int, error) {
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case s := <-signals:
				if s != syscall.SIGCONT {
					syscall.Kill(whom, s.(syscall.Signal))
				}
			case <-ended:
				signal.Stop(signals)
				return
			}
		}
	}()
	defer giveBack(terminal)
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(child, &status, syscall.WUNTRACED, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 0, err
		case status.Stopped():
			standStill(child, whom, terminal)
		case status.Signaled():
			return 128 + int(status.Signal()), nil
		default:
			return status.ExitStatus(), nil
		}
	}
}

// standStill stops us as the program has stopped, so that our shell sees it, and goes on with it.
func standStill(child, whom, terminal int) {
	giveBack(terminal)
	syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	if terminal >= 0 {
		unix.IoctlSetPointerInt(terminal, unix.TIOCSPGRP, child)
		syscall.Kill(-child, syscall.SIGCONT)
		return
	}
	syscall.Kill(whom, syscall.SIGCONT)
}

// giveBack takes the terminal back from the program.
func giveBack(terminal int) {
	if terminal >= 0 {
		unix.IoctlSetPointerInt(terminal, unix.TIOCSPGRP, syscall.Getpgrp()) // it may be gone
	}
}

// hasTerminal reports whether somebody could stop and continue us by our terminal, with all of our group.
func hasTerminal() bool {
	terminal, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err == nil {
		unix.Close(terminal)
	}
	return err == nil
}

// foregroundTerminal returns a descriptor of our terminal, if we are in its foreground, else -1.
func foregroundTerminal() int {
	terminal, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	group, err := unix.IoctlGetInt(terminal, unix.TIOCGPGRP)
	if err != nil || group != syscall.Getpgrp() {
		unix.Close(terminal)
		return -1
	}
	high, err := unix.FcntlInt(uintptr(terminal), unix.F_DUPFD_CLOEXEC, passed)
	unix.Close(terminal)
	if err != nil {
		return -1
	}
	return high
}
