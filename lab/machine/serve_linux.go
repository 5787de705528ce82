package machine

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"raftlab/lab/labdir"
	"raftlab/sim/lang"
)

func itoa(n int) string { return strconv.Itoa(n) }

// serve answers what processes in the machine ask.
func (f *first) serve() {
	for {
		connection, err := f.socket.AcceptUnix()
		if err != nil {
			log.Printf("the socket: %v", err)
			return
		}
		go f.answer(connection)
	}
}

// longestRequest bounds a request: an environment may be long.
const longestRequest = 256 << 10

func (f *first) answer(connection *net.UnixConn) {
	defer connection.Close()
	line, files, err := receive(connection)
	defer closeAll(files)
	var r request
	if err == nil {
		err = json.Unmarshal(line, &r)
	}
	if err != nil {
		send(connection, reply{Error: err.Error()})
		return
	}
	if err := f.carryOut(connection, r, files); err != nil {
		send(connection, reply{Error: err.Error()})
	}
}

func (f *first) carryOut(connection *net.UnixConn, r request, files []*os.File) error {
	switch r.Do {
	case doSupervise:
		return f.supervise(connection)
	case doHost:
		if err := f.makeHost(r.Host); err != nil {
			return err
		}
		return send(connection, reply{})
	case doSpaces:
		return f.spaces(connection, r.Host)
	case doDial:
		return f.dial(connection, r)
	case doRun:
		return f.run(connection, r, files)
	case doFault:
		at, err := f.network.Set(r.Ways)
		if err != nil {
			return err
		}
		return sendResult(connection, at)
	case doFaults:
		return sendResult(connection, f.network.Faults())
	case doReconnect:
		if err := f.network.EndConnections(r.From, r.To); err != nil {
			return err
		}
		return send(connection, reply{})
	}
	return fmt.Errorf("%q is not known here", r.Do)
}

// host returns a host by its name.
func (f *first) host(name string) (*space, error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	host := f.hosts[name]
	if host == nil {
		return nil, lang.Errorf("there is no host %s", "没有主机 %s", name)
	}
	return host, nil
}

func (f *first) makeHost(name string) error {
	if err := labdir.CheckHost(name); err != nil {
		return err
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.addHost(name)
}

// supervise starts the supervisor with all privileges of the machine: it starts members in their hosts.
func (f *first) supervise(connection *net.UnixConn) error {
	f.mutex.Lock()
	running := f.supervisor
	f.mutex.Unlock()
	if running != 0 {
		return send(connection, reply{PID: running})
	}
	logFile := "/var/log/supervisor.log"
	out, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()
	host, err := f.host(f.settings.Hosts[0])
	if err != nil {
		return err
	}
	pid, _, err := f.start(host, Program, []string{"raftlab", "lab", "supervise"}, &syscall.ProcAttr{
		Dir: "/", Env: plainEnvironment(), Files: []uintptr{null.Fd(), out.Fd(), out.Fd()}, Sys: &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		return err
	}
	f.mutex.Lock()
	f.supervisor = pid
	f.mutex.Unlock()
	return send(connection, reply{PID: pid})
}

// plainEnvironment is that of programs that nobody has typed.
func plainEnvironment() []string {
	return append(quietEnvironment(), "HOME=/root", "PATH="+labdir.InsidePath)
}

// spaces hands out where a host is. Only who has the privileges of the machine can go there.
func (f *first) spaces(connection *net.UnixConn, name string) error {
	host, err := f.host(name)
	if err != nil {
		return err
	}
	var files []*os.File
	defer func() { closeAll(files) }()
	for _, kind := range []string{"mnt", "uts", "net"} {
		file, err := os.Open(threadFile(host.thread, "ns/"+kind))
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	return send(connection, reply{}, files...)
}

// dial connects to an address of a host, past the network, as somebody at its keyboard.
func (f *first) dial(connection *net.UnixConn, r request) error {
	host, err := f.host(r.Host)
	if err != nil {
		return err
	}
	if !r.At.Addr().Is4() {
		return fmt.Errorf("%v is no address of a host", r.At)
	}
	socket := -1
	err = host.Do(func() (err error) {
		socket, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	if err := unix.Connect(socket, &unix.SockaddrInet4{Port: int(r.At.Port()), Addr: r.At.Addr().As4()}); err != nil {
		return fmt.Errorf("%v of %s: %w", r.At, r.Host, err)
	}
	_, _, err = connection.WriteMsgUnix([]byte("{}"), unix.UnixRights(socket), nil)
	return err
}

// run runs a program in a host, with the descriptors of the one who asks, or at a terminal of its own, whose other
// end is handed back.
func (f *first) run(connection *net.UnixConn, r request, files []*os.File) error {
	host, err := f.runner(r.Host)
	if err != nil {
		return err
	}
	defer host.end()
	if len(r.Args) == 0 || !r.TTY && len(files) != 3 {
		return errors.New("a program and three files are needed")
	}
	attr := &syscall.ProcAttr{Dir: r.Dir, Env: r.Env, Sys: &syscall.SysProcAttr{Setsid: true}}
	var terminal []*os.File // both ends
	if r.TTY {
		if terminal, err = openTerminal(); err != nil {
			return err
		}
		defer closeAll(terminal)
		attr.Files = []uintptr{terminal[1].Fd(), terminal[1].Fd(), terminal[1].Fd()}
		attr.Sys.Setctty, attr.Sys.Ctty = true, 0
	} else {
		for _, file := range files {
			attr.Files = append(attr.Files, file.Fd())
		}
	}
	pid, ended, err := f.start(host, r.Args[0], r.Args, attr)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Args[0], err)
	}
	first := terminal[:min(len(terminal), 1)]
	if err := send(connection, reply{PID: pid}, first...); err != nil {
		syscall.Kill(-pid, syscall.SIGHUP)
		return err
	}
	closeAll(files)
	closeAll(terminal)
	go hangUp(connection, pid)
	code := exitCode(<-ended)
	return send(connection, reply{Exit: &code})
}

// runner returns a thread in a host for one program, without the privileges of the machine.
func (f *first) runner(name string) (*space, error) {
	host, err := f.host(name)
	if err != nil {
		return nil, err
	}
	return host.without()
}

// hangUp ends a program when the one who asked for it goes away.
func hangUp(connection *net.UnixConn, pid int) {
	if _, err := connection.Read(make([]byte, 1)); err != nil && !errors.Is(err, net.ErrClosed) {
		syscall.Kill(-pid, syscall.SIGHUP)
		syscall.Kill(-pid, syscall.SIGCONT)
	}
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}
	return status.ExitStatus()
}

// openTerminal returns both ends of a new terminal.
func openTerminal() (ends []*os.File, err error) {
	control, err := os.OpenFile("/dev/pts/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	number, err := unix.IoctlGetInt(int(control.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(control.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		control.Close()
		return nil, err
	}
	other, err := os.OpenFile("/dev/pts/"+itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		control.Close()
		return nil, err
	}
	return []*os.File{control, other}, nil
}

// receive reads a message and the descriptors that came with it. The socket keeps messages apart.
func receive(connection *net.UnixConn) (message []byte, files []*os.File, err error) {
	buffer, beside := make([]byte, longestRequest), make([]byte, unix.CmsgSpace(4*8))
	n, m, _, _, err := connection.ReadMsgUnix(buffer, beside)
	if err == nil && n == 0 {
		err = errors.New("the first process of the machine has gone")
	}
	return buffer[:max(n, 0)], filesIn(beside[:max(m, 0)]), err
}

func filesIn(beside []byte) (files []*os.File) {
	messages, err := unix.ParseSocketControlMessage(beside)
	if err != nil {
		return nil
	}
	for _, message := range messages {
		numbers, err := unix.ParseUnixRights(&message)
		if err != nil {
			continue
		}
		for _, number := range numbers {
			unix.CloseOnExec(number)
			files = append(files, os.NewFile(uintptr(number), filepath.Join("/proc/self/fd", itoa(number))))
		}
	}
	return files
}

// sendResult writes a reply with a result.
func sendResult(connection *net.UnixConn, result any) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return send(connection, reply{Result: text})
}

// send writes a message, with descriptors beside it.
func send(connection *net.UnixConn, message any, files ...*os.File) error {
	line, err := json.Marshal(message)
	if err != nil {
		return err
	}
	var rights []byte
	if len(files) > 0 {
		var numbers []int
		for _, file := range files {
			numbers = append(numbers, int(file.Fd()))
		}
		rights = unix.UnixRights(numbers...)
	}
	_, _, err = connection.WriteMsgUnix(line, rights, nil)
	return err
}

func closeAll(files []*os.File) {
	for _, file := range files {
		file.Close()
	}
}
